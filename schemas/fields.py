"""How a field is declared: the markers, and the compiler of a spec's form, from which everything derives.

Why it exists: one line of a spec holds a field's type, validation, place in libvirt's XML, spelling and
price. `schemas.xml` reads and writes by its form's slots, `reconciler.diff` prices by `price()`,
`schemas.export` documents by `table()`; nothing else in the project knows an XPath. Used by every spec, and
whoever works with specs; who only needs forms takes them from `schemas.form`.
"""

import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from typing_extensions import TypeIs

from schemas.codecs import Codec, Size
from schemas.form import (
    Form,
    Group,
    Items,
    Leaf,
    Place,
    Placed,
    Repeated,
    Setting,
    Slot,
    price,
    slot_at,
    slots,
    steps,
    table,
)
from schemas.markers import LIVE, RECREATE, RESTART, Beside, Each, Impact, ImpactBy, Many, Refers, Xml
from schemas.spec import Spec
from schemas.store import kept

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
    "compiled",
    "price",
    "slot_at",
    "slots",
    "table",
]

_OF_ONE_PLACE = (Codec.read, Size.read)  # other codecs look at more than the attribute they are given
_PREDICATE = re.compile(r"\[[^\]]*\]")


@cache
def compiled(spec: type[Spec]) -> Form:
    """The form of a spec: kept from an earlier run, or made from its annotations."""
    return kept().get(_name(spec)) or fresh(spec)


@cache
def fresh(spec: type[Spec]) -> Form:
    """The form of a spec, made from its annotations."""
    hints = get_type_hints(spec, include_extras=True)
    made = (_slot(spec, name, hints[name]) for name in spec.model_fields)
    found = tuple(slot for slot in made if slot is not None)
    signs = tuple((_sign(slot), slot) for slot in found if not isinstance(slot, Setting))
    return Form(_name(spec), spec.XML, found, _table(found), signs)


def _sign(slot: Leaf | Repeated | Group | Items) -> str:
    """The first two steps of its path, without predicates, and the attribute where one step is all; '' where
    another place may say it.
    """
    if isinstance(slot, Leaf) and slot.marker.absent_from:
        return ""
    path = slot.marker.path if isinstance(slot, Items) else slot.place.element
    taken = steps(path)
    sign = "/".join(_PREDICATE.sub("", step) for step in taken[:2])
    if not isinstance(slot, Leaf) or not slot.place.attribute or len(taken) > 1:
        return sign
    return f"{sign}@{slot.place.attribute}" if type(slot.codec).read in _OF_ONE_PLACE else sign


def _name(spec: type[Spec]) -> str:
    return f"{spec.__module__}:{spec.__qualname__}"


def _table(found: Iterable[Slot]) -> Mapping[str, Placed]:
    by_pattern: dict[str, Placed] = {}
    for slot in found:
        match slot:
            case Group():
                inside, floor = slot.spec.table.items(), slot.marker.floor
                by_pattern |= {f"{slot.name}.{path}": _raised(inner, floor) for path, inner in inside}
            case Items():
                by_pattern[f"{slot.name}[]"] = slot
                by_pattern |= {f"{slot.name}[].{path}": inner for path, inner in slot.spec.table.items()}
            case Leaf() | Repeated() | Setting():
                by_pattern[slot.name] = slot
    return by_pattern


def _raised(slot: Placed, floor: Impact) -> Placed:
    """The slot, no cheaper than its group says."""
    return slot if slot.impact >= floor else replace(slot, impact=floor)


def _slot(spec: type[Spec], name: str, hint: object) -> Slot | None:
    alias = spec.model_fields[name].alias or name
    base, markers = _unfold(hint)
    refers = next((marker for marker in markers if isinstance(marker, Refers)), None)
    for marker in markers:
        match marker:
            case Xml() if _is_spec(base):
                return Group(alias, Place.parse(marker.path), marker, fresh(base))
            case Xml():
                return _leaf(alias, marker, refers)
            case Many(path, codec, impact, running):
                return Repeated(alias, Place.parse(path), marker, codec, impact, running)
            case Each():
                return _items(alias, marker, base)
            case Beside(impact, _):
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
    form = fresh(spec)
    key = next(slot for slot in form.slots if isinstance(slot, Leaf) and slot.name == marker.key)
    return Items(name, marker, form, key, marker.impact, marker.running)


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
