"""A spec in its compiled form: where each field is in libvirt's XML, how it is spelt and what a change costs.

Why it exists: reading, writing, comparing and pricing need all that and nothing of validation, so a form is
plain values, which can be kept (`schemas.store`), and knows nothing of pydantic. Made by `schemas.fields`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from schemas.codecs import SECRET, Codec
from schemas.facts import Facts, is_generic, join, owner, pattern
from schemas.markers import LIVE, Beside, Each, Impact, ImpactBy, Many, Refers, Xml

if TYPE_CHECKING:
    from schemas.spec import Spec


def steps(path: str) -> list[str]:
    """`os/type` -> [`os`, `type`]; a slash in a namespace's braces or in a predicate's brackets is none."""
    return _STEP.findall(path)


_STEP = re.compile(r"(?:\{[^}]*\}|\[[^\]]*\]|[^/{\[])+")


@dataclass(frozen=True, slots=True)
class Place:
    """A compiled path: the element's path, its first step, and the attribute ('' for the element's text)."""

    element: str
    attribute: str

    @classmethod
    def parse(cls, path: str) -> "Place":
        """`os/type@arch` -> (`os/type`, `arch`); an `@` inside brackets is a predicate, not the attribute."""
        bracket = max(path.rfind("]"), path.rfind("}"))
        at = path.find("@", bracket + 1)
        element, attribute = (path, "") if at < 0 else (path[:at], path[at + 1 :])
        return cls(element if element not in ("", ".") else "", attribute)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar field, compiled."""

    name: str
    place: Place
    marker: Xml
    codec: Codec
    impact: Impact  # at its highest; `price()` knows what a sibling makes of it
    running: bool
    refers: Refers | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """One repeated scalar, compiled."""

    name: str
    place: Place
    marker: Many
    codec: Codec
    impact: Impact
    running: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A nested spec, compiled. It is no fact of its own: what it costs, its parts say."""

    name: str
    place: Place
    marker: Xml
    spec: "Form"
    impact: Impact = LIVE


@dataclass(frozen=True, slots=True)
class Items:
    """A keyed list of nested specs, compiled."""

    name: str
    marker: Each
    spec: "Form"
    key: Leaf
    impact: Impact
    running: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A fact that is not in the document, compiled."""

    name: str
    marker: Beside
    impact: Impact
    refers: Refers | None = None
    running: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A generic fact, which no field declares. refers: it names nothing that anybody knows of."""

    impact: Impact
    running: bool = True
    refers: None = None


_RAW = Raw(Impact.RESTART)
_RAW_MADE = Raw(Impact.RECREATE)  # a volume keeps what it was made with

Placed: TypeAlias = Leaf | Repeated | Items | Setting  # what a path can name: a group is only its fields
Slot: TypeAlias = Placed | Group


@dataclass(frozen=True, eq=False)
class Form:
    """A spec compiled. name: `module:Class` of the spec. tag: the root element, for a kind's spec.

    slots: in the order in which they are declared; a field without a marker (a run strategy, a local file's
    name) has none: it steers and is no fact. table: every slot, and those of its parts, by path pattern:
    `disks[].bus`. signs: those slots that are in the document, each with the first two steps of its path, and
    its attribute where one step is all; a slot is not looked for where those are not there. '' where it
    always is.
    """

    name: str
    tag: str
    slots: tuple[Slot, ...] = field(repr=False)
    table: Mapping[str, Placed] = field(repr=False)
    signs: tuple[tuple[str, Leaf | Repeated | Group | Items], ...] = field(repr=False)

    @cached_property
    def tells_secrets(self) -> bool:
        """Whether a value of it, or of its parts, is one that people must not see."""
        return any(isinstance(slot, Leaf) and slot.codec is SECRET for slot in self.table.values())


Described: TypeAlias = "Form | type[Spec]"  # what says how a document is to be read and written


def form(described: Described) -> Form:
    """The form of a spec; a form is its own."""
    if isinstance(described, Form):
        return described
    from schemas.fields import compiled  # who holds a spec has loaded pydantic already

    return compiled(described)


def slots(described: Described) -> tuple[Slot, ...]:
    """The slots of a spec, in the order in which they are declared."""
    return form(described).slots


def table(described: Described) -> Mapping[str, Placed]:
    """Every slot of a spec and of its parts by its path pattern: `disks[].bus`."""
    return form(described).table


def slot_at(spec: Described, path: str) -> Placed | Raw:
    """The slot that declares a fact; KeyError where no field does and it is not generic."""
    if is_generic(path):
        return _RAW_MADE if form(spec).tag == "volume" else _RAW
    return table(spec)[pattern(path)]


def declares(spec: Described, path: str) -> bool:
    """Whether a field declares the fact, or needs to: a generic one is anybody's."""
    return is_generic(path) or pattern(path) in table(spec)


def price(spec: Described, path: str, facts: Facts) -> Impact:
    """What changing this fact costs a running object; `facts` are the object's wanted ones."""
    slot = slot_at(spec, path)
    if isinstance(slot, Leaf) and isinstance(slot.marker.impact, ImpactBy):
        return slot.marker.impact.price(facts.get(join(owner(path), slot.marker.impact.field)))
    return slot.impact
