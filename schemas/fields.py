"""How a field is declared: markers for `typing.Annotated`, and the compiled form that everything derives from.

Why it exists: one line of a spec holds a field's type, validation, place in libvirt's XML, spelling and
price. `schemas.xml` reads and writes by `slots()`, `reconciler.diff` prices by them, `schemas.export`
documents by them; nothing else in the project knows an XPath.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, ClassVar, TypeAlias, Union, get_args, get_origin, get_type_hints

from lxml.etree import _Element
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from schemas.codecs import TEXT, Codec
from schemas.facts import Value, pattern


class Impact(IntEnum):
    """The price of a change to something that runs; `max()` over an object's changes decides."""

    LIVE = 0
    RESTART = 1
    RECREATE = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Xml:
    """Where a scalar or a group lives, from its parent's element.

    path: `memory`, `os/type@arch`, `@dev`, `.`; steps may be `name[@attribute='value']`, which creation
    honours too. when: (`@type`, `file`): the place counts only while that attribute of the parent has that
    value; writing sets it and clears the place of the variant that was there before. absent: the value
    that a missing place means. absent_from: the path (from the parent) whose value it then has.
    drop: the value that is written by taking the whole first step away. running: False where the
    running document says something else by nature, so only the definition is compared.
    """

    path: str
    codec: Codec = TEXT
    impact: Impact = Impact.RESTART
    when: tuple[str, str] | None = None
    absent: Value | None = None
    absent_from: str = ""
    drop: Value | None = None
    running: bool = True


@dataclass(frozen=True, slots=True)
class Many:
    """A repeated scalar (`os/boot@dev`): one fact, a tuple in document order."""

    path: str
    codec: Codec = TEXT
    impact: Impact = Impact.RESTART
    running: bool = True


@dataclass(frozen=True, slots=True)
class Each:
    """A list of items that are matched by key, never by position.

    key: the item's field that names it. also: its fields (first match wins) by which a live item without
    our name is recognised, and shown. impact: the price of adding or removing an item. watched: is an
    item nobody declared worth a report. complete: fills what a new element needs from the document.
    """

    path: str
    key: str
    also: tuple[str, ...] = ()
    impact: Impact = Impact.RESTART
    watched: bool = False
    complete: Callable[[_Element, _Element], None] | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A fact that libvirt keeps beside the document (autostart, say). Observers supply it under the field's name."""

    impact: Impact = Impact.LIVE


@dataclass(frozen=True, slots=True)
class Refers:
    """The field names another object of this kind on the same host: it comes first, and must exist or be declared.

    scope: the sibling field that holds the pool's name, for volumes.
    """

    kind: str
    scope: str = ""


class Spec(BaseModel):
    """What all specs and their parts share: unknown keys are errors, YAML says camelCase, values are frozen."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True,
        defer_build=True, use_enum_values=True,
    )  # fmt: skip
    XML: ClassVar[str] = ""  # the root element, for a kind's spec


@dataclass(frozen=True, slots=True)
class Place:
    """A compiled path: the element's path, its first step, and the attribute ('' for the element's text)."""

    element: str
    attribute: str

    @classmethod
    def parse(cls, path: str) -> "Place":
        """`os/type@arch` -> (`os/type`, `arch`); an `@` inside brackets is a predicate, not the attribute."""
        bracket = path.rfind("]")
        at = path.find("@", bracket + 1)
        element, attribute = (path, "") if at < 0 else (path[:at], path[at + 1 :])
        return cls(element if element not in ("", ".") else "", attribute)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar field, compiled."""

    name: str
    place: Place
    marker: Xml
    refers: Refers | None = None

    @property
    def impact(self) -> Impact:
        return self.marker.impact

    @property
    def running(self) -> bool:
        return self.marker.running

    @property
    def codec(self) -> Codec:
        return self.marker.codec


@dataclass(frozen=True, slots=True)
class Repeated:
    """One repeated scalar, compiled."""

    name: str
    place: Place
    marker: Many

    @property
    def impact(self) -> Impact:
        return self.marker.impact

    @property
    def running(self) -> bool:
        return self.marker.running

    @property
    def codec(self) -> Codec:
        return self.marker.codec


@dataclass(frozen=True, slots=True)
class Group:
    """A nested spec, compiled."""

    name: str
    place: Place
    marker: Xml
    spec: type[Spec]


@dataclass(frozen=True, slots=True)
class Items:
    """A keyed list of nested specs, compiled."""

    name: str
    marker: Each
    spec: type[Spec]
    key: Leaf
    running: bool = True

    @property
    def impact(self) -> Impact:
        return self.marker.impact


@dataclass(frozen=True, slots=True)
class Setting:
    """A fact that is not in the document, compiled."""

    name: str
    marker: Beside
    refers: Refers | None = None
    running: bool = field(default=False)

    @property
    def impact(self) -> Impact:
        return self.marker.impact


Slot: TypeAlias = Leaf | Repeated | Group | Items | Setting


@cache
def slots(spec: type[Spec]) -> tuple[Slot, ...]:
    """The compiled fields of a spec, in the order in which they are declared.

    A field without a marker (a run strategy, a local file's name) has no slot: it steers and is no fact.
    """
    hints = get_type_hints(spec, include_extras=True)
    compiled = (_slot(spec, name, hints[name]) for name in spec.model_fields)
    return tuple(slot for slot in compiled if slot is not None)


@cache
def table(spec: type[Spec]) -> Mapping[str, Slot]:
    """Every slot of a spec and of its parts by its path pattern: `disks[].bus`."""
    found: dict[str, Slot] = {}
    for slot in slots(spec):
        match slot:
            case Group():
                found |= {f"{slot.name}.{path}": inner for path, inner in table(slot.spec).items()}
            case Items():
                found[f"{slot.name}[]"] = slot
                found |= {f"{slot.name}[].{path}": inner for path, inner in table(slot.spec).items()}
            case Leaf() | Repeated() | Setting():
                found[slot.name] = slot
    return found


def slot_at(spec: type[Spec], path: str) -> Slot:
    """The slot that declares a fact; KeyError where no field does."""
    return table(spec)[pattern(path)]


def _slot(spec: type[Spec], name: str, hint: object) -> Slot | None:
    alias = spec.model_fields[name].alias or name
    base, markers = _unfold(hint)
    refers = next((marker for marker in markers if isinstance(marker, Refers)), None)
    for marker in markers:
        match marker:
            case Xml() if _is_spec(base):
                return Group(alias, Place.parse(marker.path), marker, base)
            case Xml():
                return Leaf(alias, Place.parse(marker.path), marker, refers)
            case Many():
                return Repeated(alias, Place.parse(marker.path), marker)
            case Each():
                return _items(alias, marker, base)
            case Beside():
                return Setting(alias, marker, refers)
            case _:
                continue
    return None


def _items(name: str, marker: Each, base: Any) -> Items:  # any type expression: get_args() is untyped
    """A list's slot: its item spec and the leaf that is the key."""
    spec = _unfold(get_args(base)[0])[0]
    key = next(slot for slot in slots(spec) if isinstance(slot, Leaf) and slot.name == marker.key)
    return Items(name, marker, spec, key)


def _unfold(hint: Any) -> tuple[Any, tuple[object, ...]]:  # any type expression
    """`Annotated[X | None, marker]` -> (X, (marker,)), however deep the two are nested."""
    markers: tuple[object, ...] = ()
    while True:
        if get_origin(hint) is Annotated:
            hint, *found = get_args(hint)
            markers += tuple(found)
        elif get_origin(hint) in (Union, types.UnionType):
            options = [option for option in get_args(hint) if option is not type(None)]
            if len(options) != 1:
                return hint, markers
            hint = options[0]
        else:
            return hint, markers


def _is_spec(base: object) -> bool:
    return isinstance(base, type) and issubclass(base, Spec)
