"""How a field is declared: the markers, and the compiled form of a spec that everything derives from.

Why it exists: one line of a spec holds a field's type, validation, place in libvirt's XML, spelling and
price. `schemas.xml` reads and writes by `slots()`, `reconciler.diff` prices by `price()`, `schemas.export`
documents by `table()`; nothing else in the project knows an XPath.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, TypeAlias, Union, get_args, get_origin, get_type_hints

from typing_extensions import TypeIs

from schemas.codecs import Codec
from schemas.facts import Facts, join, owner, pattern
from schemas.markers import LIVE, RECREATE, RESTART, Beside, Each, Impact, ImpactBy, Many, Refers, Spec, Xml

__all__ = [
    "LIVE",
    "RECREATE",
    "RESTART",
    "Beside",
    "Each",
    "Group",
    "Impact",
    "ImpactBy",
    "Items",
    "Leaf",
    "Many",
    "Place",
    "Refers",
    "Repeated",
    "Setting",
    "Slot",
    "Spec",
    "Xml",
    "price",
    "slot_at",
    "slots",
    "table",
]


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
    spec: type[Spec]
    impact: Impact = LIVE


@dataclass(frozen=True, slots=True)
class Items:
    """A keyed list of nested specs, compiled."""

    name: str
    marker: Each
    spec: type[Spec]
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


Placed: TypeAlias = Leaf | Repeated | Items | Setting  # what a path can name: a group is only its fields
Slot: TypeAlias = Placed | Group


@cache
def slots(spec: type[Spec]) -> tuple[Slot, ...]:
    """The compiled fields of a spec, in the order in which they are declared.

    A field without a marker (a run strategy, a local file's name) has no slot: it steers and is no fact.
    """
    hints = get_type_hints(spec, include_extras=True)
    compiled = (_slot(spec, name, hints[name]) for name in spec.model_fields)
    return tuple(slot for slot in compiled if slot is not None)


@cache
def table(spec: type[Spec]) -> Mapping[str, Placed]:
    """Every slot of a spec and of its parts by its path pattern: `disks[].bus`."""
    found: dict[str, Placed] = {}
    for slot in slots(spec):
        match slot:
            case Group():
                floor = slot.marker.floor
                found |= {
                    f"{slot.name}.{path}": _raised(inner, floor) for path, inner in table(slot.spec).items()
                }
            case Items():
                found[f"{slot.name}[]"] = slot
                found |= {f"{slot.name}[].{path}": inner for path, inner in table(slot.spec).items()}
            case Leaf() | Repeated() | Setting():
                found[slot.name] = slot
    return found


def _raised(slot: Placed, floor: Impact) -> Placed:
    """The slot, no cheaper than its group says."""
    return slot if slot.impact >= floor else replace(slot, impact=floor)


def slot_at(spec: type[Spec], path: str) -> Placed:
    """The slot that declares a fact; KeyError where no field does."""
    return table(spec)[pattern(path)]


def price(spec: type[Spec], path: str, facts: Facts) -> Impact:
    """What changing this fact costs a running object; `facts` are the object's wanted ones."""
    slot = slot_at(spec, path)
    if isinstance(slot, Leaf) and isinstance(slot.marker.impact, ImpactBy):
        return slot.marker.impact.price(facts.get(join(owner(path), slot.marker.impact.field)))
    return slot.impact


def _slot(spec: type[Spec], name: str, hint: object) -> Slot | None:
    alias = spec.model_fields[name].alias or name
    base, markers = _unfold(hint)
    refers = next((marker for marker in markers if isinstance(marker, Refers)), None)
    for marker in markers:
        match marker:
            case Xml() if _is_spec(base):
                return Group(alias, Place.parse(marker.path), marker, base)
            case Xml():
                return _leaf(alias, marker, refers)
            case Many(path, codec, impact, running):
                return Repeated(alias, Place.parse(path), marker, codec, impact, running)
            case Each():
                return _items(alias, marker, base)
            case Beside(impact):
                return Setting(alias, marker, impact, refers)
            case _:
                continue
    return None


def _leaf(name: str, marker: Xml, refers: Refers | None) -> Leaf:
    impact = RESTART if isinstance(marker.impact, ImpactBy) else marker.impact
    return Leaf(name, Place.parse(marker.path), marker, marker.codec, impact, marker.running, refers)


def _items(name: str, marker: Each, base: object) -> Items:
    """A list's slot: its item spec and the leaf that is the key."""
    spec = _unfold(get_args(base)[0])[0]
    if not _is_spec(spec):
        raise TypeError(f"{name}: Each stands on a tuple of specs")
    key = next(slot for slot in slots(spec) if isinstance(slot, Leaf) and slot.name == marker.key)
    return Items(name, marker, spec, key, marker.impact, marker.running)


def _unfold(hint: object) -> tuple[object, tuple[object, ...]]:
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


def _is_spec(base: object) -> TypeIs[type[Spec]]:
    return isinstance(base, type) and issubclass(base, Spec)
