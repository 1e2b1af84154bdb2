"""Which nameless device of a document is which of the manifest's: said once, for whoever looks at documents.

Why it exists: a device that another hand made carries no alias of ours. It is recognised by what identifies
it, else by being all that the manifest states, else by being the only one left. Pure. Called by
`reconciler.diff` (facts), `reconciler.edit` (a definition, which gets the names) and `reconciler.kinds.vm` (a
running machine).
"""

from collections.abc import Callable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import TypeAlias

from lxml.etree import _Element

from schemas import xml
from schemas.codecs import ALIAS
from schemas.facts import Facts, Value, join, under
from schemas.form import Described, Items, Leaf, Raw, Repeated, slot_at
from schemas.overlay import alike

_NOTHING: Facts = MappingProxyType({})
_Test: TypeAlias = Callable[[str, str], bool]  # of an item that is wanted and one that is there


def same(spec: Described, path: str, want: Value, have: Value | None) -> bool:
    """Whether two values of a field mean one thing, however libvirt spells it."""
    if want == have:
        return True
    slot = slot_at(spec, path)
    if have is None or not isinstance(slot, Leaf | Repeated | Raw):
        return False
    return alike(want, have) if isinstance(slot, Raw) else slot.codec.same(want, have)


def holds(spec: Described, path: str, want: Value, have: Facts) -> bool:
    """Whether a document is as it is wanted here.

    Where not even the group is there that a field is part of, the field has the value that a missing place
    means. A value that cannot be read is not taken for that.
    """
    value = have.get(path)
    if value is not None or same(spec, path, want, value):
        return same(spec, path, want, value)
    slot, (group, _, _) = slot_at(spec, path), path.rpartition(".")
    missing = bool(group) and group not in have and not any(other.startswith(f"{group}.") for other in have)
    return missing and isinstance(slot, Leaf) and want == slot.marker.absent


def recognised(spec: Described, want: Facts, have: Facts, remembered: Facts = _NOTHING) -> Facts:
    """The live facts with nameless items under the name of the desired or remembered item that they are."""
    names = recognitions(spec, want, have, remembered)
    return {_renamed(path, names): value for path, value in have.items()} if names else have


def recognitions(
    spec: Described, want: Facts, have: Facts, remembered: Facts = _NOTHING
) -> Mapping[str, str]:
    """The path of each nameless item that is one of the desired or remembered, with that one's; of each, too,
    that has a name of ours which nobody wants any more, and all that is said of another.

    Because it alone is left nothing is taken for one that is only remembered: it would be removed as ours;
    nor for one that is new to an object that is recorded: it would be overwritten.
    """
    known = {**remembered, **want}
    items = (path for path in have if path.endswith("]") and path not in want)
    unclaimed = sorted(path for path in items if not _twin(path, have))
    found: dict[str, str] = {}
    for stem, group in groupby(unclaimed, key=_list_of):
        slot, there = slot_at(spec, stem + "[]"), [*group]
        missing = [
            path for path in known if path.endswith("]") and _list_of(path) == stem and path not in have
        ]
        if isinstance(slot, Items) and missing:
            matching, nameless = _Matching(spec, want, have, remembered), [*filter(_is_nameless, there)]
            found |= matching.of_list(slot, missing, nameless)
            left = [path for path in missing if path not in found.values()]
            found |= matching.relabelled(slot, left, [path for path in there if path not in nameless])
    return found


def _is_nameless(item: str) -> bool:
    return "[@" in item


def _list_of(item: str) -> str:
    return item[: item.rfind("[")]


def _twin(item: str, have: Facts) -> bool:
    """Whether the item has a name, which another of its list has, too: it is no other item then."""
    name, number, _ = item[item.rfind("[@") + 2 : -1].rpartition("#")
    return bool(number) and f"{_list_of(item)}[{name}]" in have


class _Matching:
    """The three ways to recognise an item, the surest first: as it is wanted, then as it was recorded, which
    tells a device that is to get another target.
    """

    def __init__(self, spec: Described, want: Facts, have: Facts, remembered: Facts) -> None:
        self._spec, self._want, self._have = spec, want, have
        self._sides = (want, remembered)

    def of_list(self, slot: Items, missing: list[str], nameless: list[str]) -> dict[str, str]:
        """Each nameless item of one list that is one of the missing."""
        found: dict[str, str] = {}
        tests = [self._identified(slot, side) for side in self._sides]
        named_by_us = slot.key.codec is ALIAS  # other names are libvirt's, and who has another one is another
        if named_by_us:
            tests += [self._equal(side) for side in self._sides]
        if named_by_us and not slot.marker.also:
            alone = len(missing) == len(nameless)
            tests.append(
                lambda wanted, _there: alone and len(missing) - len(found) == 1 and self._is_old(wanted)
            )
        for test in tests:
            for wanted in [path for path in missing if path not in found.values()]:
                there = next((path for path in nameless if path not in found and test(wanted, path)), None)
                if there is not None:
                    found[there] = wanted
        return found

    def relabelled(self, slot: Items, missing: list[str], named: list[str]) -> dict[str, str]:
        """Each item under a name that nobody wants any more and with all that is said of one of the missing:
        its manifest calls it something else, and it is not to be unplugged for that.
        """
        found: dict[str, str] = {}
        equal = self._equal(self._want)
        for wanted in missing if slot.key.codec is ALIAS else ():
            there = next((path for path in named if path not in found and equal(wanted, path)), None)
            if there is not None:
                found[there] = wanted
        return found

    def _is_old(self, wanted: str) -> bool:
        """Whether the item may have been there before: what is new beside a recorded object is another's."""
        want, remembered = self._sides
        return wanted in want and (not remembered or wanted in remembered)

    def _identified(self, slot: Items, side: Facts) -> _Test:
        """By a target, a MAC and the like."""

        def test(wanted: str, there: str) -> bool:
            pairs = (
                (side.get(join(wanted, name)), self._have.get(join(there, name))) for name in slot.marker.also
            )
            return any(mine is not None and mine == theirs for mine, theirs in pairs)

        return test

    def _equal(self, side: Facts) -> _Test:
        """By all that is said of it, where that is more than a name."""

        def test(wanted: str, there: str) -> bool:
            said = [(path[len(wanted) :], value) for path, value in under(side, wanted) if path != wanted]
            return bool(said) and all(
                same(self._spec, wanted + rest, value, self._have.get(there + rest)) for rest, value in said
            )

        return test


def _renamed(path: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        if path == old or path.startswith((f"{old}.", f"{old}[")):
            return new + path[len(old) :]
    return path


def christen(spec: Described, document: _Element, want: Facts, remembered: Facts = _NOTHING) -> None:
    """Give every recognised device of a definition the name that the manifest has, or had, for it."""
    names = recognitions(spec, want, xml.read(spec, document), remembered)
    found = [(xml.locate(spec, document, old), new) for old, new in names.items()]
    for element, new in found:
        slot = slot_at(spec, new)
        if element is not None and isinstance(slot, Items):
            xml.name(slot, element, new[new.rfind("[") + 1 : -1])
