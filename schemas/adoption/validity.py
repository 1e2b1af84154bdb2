"""Facts made into a valid manifest: what the model refuses is given up, what it would add is stated.

Why it exists: a live object may be anything that libvirt takes, and a manifest must be valid, must say
nothing that is not so, and should give up as little as it can. What is given up here stands in the overlay,
as raw XML. Called by `schemas.adoption`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from schemas import flat
from schemas.adoption.statement import Data, Path, defaults, is_usual, place_of, tree
from schemas.facts import Facts, Secret, Value, pattern, under
from schemas.form import Form, Items, Leaf, Repeated, slot_at
from schemas.kind import Kind
from schemas.spec import Spec

_MOST = 400  # rounds: each gives something up or states something


class Unstatable(Exception):  # noqa: N818 - it is no error: libvirt takes more than manifests can say
    """No manifest can say what this object is. Its text tells which part of it, for people."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a manifest should say. worth: the facts to state. full: everything that is so. given: the values
    of fields that are no facts, by their names in YAML.
    """

    kind: Kind
    worth: Facts
    full: Facts
    given: Mapping[str, object]

    @property
    def form(self) -> Form:
        """The fields of the kind."""
        return self.kind.spec


@dataclass(frozen=True, slots=True)
class Settled:
    """A valid spec with its data. facts: what it says. given_up: items, groups and fields it cannot say."""

    spec: Spec
    data: Data
    facts: Facts
    given_up: frozenset[str]


@dataclass(slots=True)
class _Attempt:
    """The facts that are stated at a moment, and what was given up until then."""

    wanted: Wanted
    facts: dict[str, Value]
    usual: dict[str, Value]
    given_up: set[str] = field(default_factory=set)

    @property
    def data(self) -> Data:
        """What a manifest that states the facts says."""
        return tree(self.wanted.kind.model, self.facts, self.wanted.given)

    def so(self, path: str) -> Value | None:
        """What is so, whether or not anybody would say it."""
        slot = slot_at(self.wanted.form, path)
        return self.wanted.full.get(path, slot.marker.absent if isinstance(slot, Leaf) else None)

    def validated(self, data: Data) -> "Spec | list[Path]":
        """The spec that says so, or the places of what is wrong with it."""
        try:
            return self.wanted.kind.model.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            return [one["loc"] for one in error.errors(include_url=False, include_input=False)]

    def mistakes_without(self, path: str) -> int:
        """How much would be wrong if a part were given up."""
        left = tree(self.wanted.kind.model, without(self.facts, path), self.wanted.given)
        found = self.validated(left)
        return len(found) if isinstance(found, list) else 0

    def give_up(self, path: str) -> None:
        """State nothing of a part any more."""
        self.given_up.add(path)
        self.facts = without(self.facts, path)


def settle(wanted: Wanted, given_up: frozenset[str] = frozenset()) -> Settled:
    """The manifest that says most of what is wanted, and nothing of what is given up beforehand.

    `Unstatable` where there is none.
    """
    usual = {path: value for path, value in wanted.worth.items() if is_usual(path, value)}
    stated = {path: value for path, value in wanted.worth.items() if path not in usual}
    attempt = _Attempt(wanted, stated, usual)
    for path in sorted(given_up):
        attempt.give_up(path)
    for _ in range(_MOST):
        data = attempt.data
        found = attempt.validated(data)
        if isinstance(found, list):
            _heal(attempt, found)
            continue
        facts = flat.declared(found)
        if not _amended(attempt, facts):
            return Settled(found, data, facts, frozenset(attempt.given_up))
    raise Unstatable("what it is does not settle into a manifest")


def _heal(attempt: _Attempt, wrong: list[Path]) -> None:
    """Give up the least that takes away one of the mistakes."""
    path = place_of(attempt.wanted.form, attempt.facts, wrong[0])
    while path and not any(under(attempt.facts, path)):
        path = outer(path)  # something is missing, which is the fault of the part that it should be in
    if path and isinstance(attempt.wanted.form.table.get(pattern(path)), Leaf | Repeated):
        attempt.give_up(path)
        return
    # Given up last is what a model would then say by itself, which would not be so, and what tells a device.
    dear = defaults(attempt.wanted.kind.model).keys() | _telling(attempt.wanted.form)
    for part in sorted(_parts(attempt.facts, path), key=lambda part: pattern(part) in dear):
        if attempt.mistakes_without(part) < len(wrong):
            attempt.give_up(part)
            return
    if not path:
        raise Unstatable(f"no manifest can state its {'.'.join(map(str, wrong[0])) or 'parts'} as it is")
    attempt.give_up(path)


def _telling(form: Form) -> set[str]:
    """The fields by which items are recognised (a target, a MAC), by pattern."""
    lists = {path: slot for path, slot in form.table.items() if isinstance(slot, Items)}
    return {f"{path}.{name}" for path, slot in lists.items() for name in slot.marker.also}


def _amended(attempt: _Attempt, facts: Facts) -> bool:
    """Whether something was stated or given up, because the model by itself says too little or too much."""
    added = [path for path in facts if path not in attempt.facts and facts[path] != attempt.usual.get(path)]
    untrue = [path for path in added if not _same(attempt, path, facts[path])]
    for path in untrue:
        _contradict(attempt, path)
    unsaid = [path for path in attempt.usual if path not in facts and path not in attempt.facts]
    for path in unsaid:
        attempt.facts[path] = attempt.usual.pop(path)
    return bool(untrue or unsaid)


def _contradict(attempt: _Attempt, path: str) -> None:
    """Have the manifest say what is so, or leave the whole part out where it cannot."""
    so = attempt.so(path)
    if so is not None and path not in attempt.given_up and not isinstance(so, Secret):
        attempt.facts[path] = so
        return
    part = outer(path)
    if not part:
        raise Unstatable(f"no manifest can state that its {path} is {'nothing' if so is None else so}")
    attempt.give_up(part)


def _same(attempt: _Attempt, path: str, want: Value) -> bool:
    """Whether what the model says is so, however libvirt spells it."""
    slot, have = slot_at(attempt.wanted.form, path), attempt.so(path)
    if want == have or have is None:
        return want == have
    return isinstance(slot, Leaf | Repeated) and slot.codec.same(want, have)


def without(facts: Facts, path: str) -> dict[str, Value]:
    """The facts without those of one item, group or field."""
    gone = {inner for inner, _ in under(facts, path)}
    return {inner: value for inner, value in facts.items() if inner not in gone}


def outer(path: str) -> str:
    """The group or item that a field, a group or a list is in, the list of an item; empty for the spec."""
    return path[: path.rfind("[")] if path.endswith("]") else path[: max(path.rfind("."), 0)]


def _parts(facts: Facts, path: str) -> list[str]:
    """Every field, item, list and group within a part, the smallest first."""
    sizes: dict[str, int] = {}
    for inner in facts:
        while inner and inner != path and (not path or any(under({inner: True}, path))):
            sizes[inner] = sizes.get(inner, 0) + 1
            inner = outer(inner)  # noqa: PLW2901 - the way up
    return sorted(sizes, key=lambda part: sizes[part])
