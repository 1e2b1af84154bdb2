"""What loading makes of a document: a valid manifest, or what is known of one that is not.

Made by `state.desired.load`, read by `state.desired.resolve`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from schemas.facts import Facts, pattern
from schemas.form import Items, Leaf, Setting, table
from schemas.kind import Kind
from schemas.manifest import Metadata, PolicyEntry
from schemas.markers import Refers
from schemas.spec import Spec
from schemas.volume import VolumeSpec
from state.desired.document import Document
from state.diagnostics import Where
from state.world import Deposit

_NOWHERE = Where("")


@dataclass(frozen=True, slots=True)
class Reference:
    """A name of another object in a manifest. path: the fact that holds it. scope: the pool, for a volume.

    optional: no manifest need declare the object.
    """

    path: str
    kind: str
    name: str
    scope: str
    optional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Manifest:
    """A document that says what its kind may say. references: in the order of the facts."""

    document: Document
    kind: Kind
    metadata: Metadata
    policy: PolicyEntry | None
    spec: Spec
    facts: Facts
    references: tuple[Reference, ...]
    deposits: tuple[Deposit, ...] = ()

    @property
    def scope(self) -> str:
        """The pool's name for a volume, else empty."""
        return scope_of(self.spec)


@dataclass(frozen=True, slots=True)
class Broken:
    """What is known of a manifest that has errors: enough to leave its object alone.

    kind, name: empty where they cannot be told. host: None where the manifest names none.
    """

    kind: str
    name: str
    host: str | None
    scope: str
    where: Where = _NOWHERE
    may_be_host: bool = False


def unreadable(*, may_be_host: bool) -> Broken:
    """What is known of a document that could not be read at all."""
    return Broken("", "", None, "", may_be_host=may_be_host)


def scope_of(spec: Spec) -> str:
    """The name of the pool that a volume is in; empty for everything else."""
    return spec.pool if isinstance(spec, VolumeSpec) else ""


def references(spec: Spec, facts: Facts, scope: str) -> tuple[Reference, ...]:
    """Every object that a spec names. scope: the referring volume's own pool, where it names no other."""
    return (*_by_facts(type(spec), facts, scope), *_by_fields(spec))


def _by_facts(spec: type[Spec], facts: Facts, scope: str) -> Iterator[Reference]:
    fields = _referring(spec)
    endings = tuple({path.rpartition(".")[2] for path in fields} | {"]"})
    for path, value in facts.items():
        refers = fields.get(pattern(path)) if path.endswith(endings) else None
        if refers is None or _is_path(refers, str(value)):
            continue
        name = path[path.rfind("[") + 1 : -1] if path.endswith("]") else str(value)
        sibling = f"{path[: path.rfind('.') + 1]}{refers.scope}"
        within = str(facts.get(sibling, scope)) if refers.scope else ""
        yield Reference(path, refers.kind, name, within, refers.optional)


def _is_path(refers: Refers, value: str) -> bool:
    """A volume may be given by its path on the host: then it is no object of ours."""
    return refers.kind == "Volume" and "/" in value


def _by_fields(spec: Spec) -> Iterator[Reference]:
    for field, name, kind in _fields(type(spec)):
        yield Reference(name, kind, str(getattr(spec, field)), "")


@cache
def _fields(spec: type[Spec]) -> tuple[tuple[str, str, str], ...]:
    """Fields that refer and are no facts (a volume's pool): attribute, name in YAML, kind meant."""
    return tuple(
        (field, info.alias or field, marker.kind)
        for field, info in spec.model_fields.items()
        for marker in info.metadata
        if isinstance(marker, Refers) and (info.alias or field) not in table(spec)
    )


@cache
def _referring(spec: type[Spec]) -> dict[str, Refers]:
    """The path patterns of the facts that name other objects: of an item, where its key does."""
    slots = {path: slot.key if isinstance(slot, Items) else slot for path, slot in table(spec).items()}
    return {
        path: slot.refers for path, slot in slots.items() if isinstance(slot, Leaf | Setting) and slot.refers
    }
