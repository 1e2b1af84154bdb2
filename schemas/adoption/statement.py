"""What a manifest says, as the tree that YAML shows: facts in the order in which a spec declares its fields.

Called by `schemas.adoption` and `schemas.adoption.validity`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeAlias, get_args

from pydantic_core import PydanticUndefined

from schemas.adoption.spelling import spelt
from schemas.codecs import ALIAS
from schemas.facts import Facts, Secret, Value, join, owner, pattern
from schemas.fields import compiled
from schemas.form import Form, Group, Items, Leaf, Repeated, Setting, Slot, slot_at, slots
from schemas.network.spellings import FLAG
from schemas.spec import Spec
from schemas.tree import Tree, nested

Data: TypeAlias = dict[str, object]
Path: TypeAlias = tuple[str | int, ...]

# What a model itself says where a manifest says nothing (`schemas.vm.rules`, `Hostdev._usual`).
_USUAL: Mapping[str, Value] = MappingProxyType({
    "features.acpi": True, "features.apic": True, "hostdevs[].managed": True, "hostdevs[].model": "vfio-pci",
})  # fmt: skip
# Where the value of a secret is kept, of which no manifest says more (`schemas.elsewhere`).
_WHAT_IS_THERE: Mapping[str, object] = MappingProxyType({"host": True})
# A key that is no name: of an item that nothing tells from its like, or with what a path gives a meaning to.
_NO_NAME = re.compile(r"\[(?:@|\]|[^\]]*\[)")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # what `state.desired.yaml` reads in no text


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model as YAML has it. default: None where there is none. part: the model of a group, or
    of a list's items.
    """

    name: str
    default: object
    slot: Slot | None
    part: "type[Spec] | None"


@cache
def fields(model: type[Spec]) -> tuple[Field, ...]:
    """The fields of a model, in the order in which it declares them."""
    by_name = {slot.name: slot for slot in slots(model)}
    return tuple(
        Field(
            info.alias or attribute,
            None if info.default is PydanticUndefined else info.default,
            by_name.get(info.alias or attribute),
            _part(info.annotation),
        )
        for attribute, info in model.model_fields.items()
    )


def _part(annotation: object) -> type[Spec] | None:
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return annotation
    return next((part for one in get_args(annotation) if (part := _part(one))), None)


@cache
def defaults(model: type[Spec]) -> Mapping[str, object]:
    """What a model says where a manifest says nothing, by path pattern, as far as it says anything."""
    found: dict[str, object] = {}
    for field in fields(model):
        if field.part is not None and isinstance(field.slot, Group | Items):
            stem = f"{field.name}[]" if isinstance(field.slot, Items) else field.name
            found |= {f"{stem}.{path}": value for path, value in defaults(field.part).items()}
        elif field.default is not None:
            found[field.name] = field.default
    return MappingProxyType(found)


def worth_saying(model: type[Spec], facts: Facts) -> dict[str, Value]:
    """The facts without those that silence says as well, items that have no name, and what no YAML text may
    hold.
    """
    form = compiled(model)
    return {
        path: facts[path]
        for path in facts
        if not _NO_NAME.search(path)
        and not CONTROL.search(f"{path} {facts[path]}" if isinstance(facts[path], str) else path)
        and (_says(form, facts, path) or defaults(model).get(pattern(path), facts[path]) != facts[path])
    }


def is_usual(path: str, value: Value) -> bool:
    """Whether a model may say this by itself."""
    return _USUAL.get(pattern(path)) == value


def _says(form: Form, facts: Facts, path: str) -> bool:
    slot, value = slot_at(form, path), facts[path]
    if not isinstance(slot, Leaf) or isinstance(value, Secret):
        return True
    if slot.codec is FLAG and value is False:
        return False  # a flag of an element that is there for something else
    if slot.marker.bound and value == facts.get(join(owner(path), slot.marker.bound)):
        return False
    # What is written by taking a place away is more than silence: an empty drive, a network with no way out.
    return value != slot.marker.absent or (bool(value) and value == slot.marker.drop)


def tree(model: type[Spec], facts: Facts, given: Mapping[str, object]) -> Data:
    """A spec's data. given: the values of fields that are no facts, by their names in YAML."""
    return _mapping(model, nested(facts), given)


def _mapping(model: type[Spec], said: Tree, given: Mapping[str, object]) -> Data:
    telling: Data = {}
    usual: Data = {}
    for field in fields(model):
        value = given[field.name] if field.name in given else _value(field, said.get(field.name))
        if value is not None:
            (usual if _is_default(field, said, value) else telling)[field.name] = value
    return telling or usual  # a group that says nothing but what is usual has to say something


def _is_default(field: Field, said: Tree, value: object) -> bool:
    scalar = isinstance(field.slot, Leaf | Setting)
    return scalar and type(value) is type(field.default) and said.get(field.name) == field.default


def _value(field: Field, said: "Value | Tree | None") -> object:
    match field.slot, said:
        case _, None:
            return None
        case _, Secret():
            return dict(_WHAT_IS_THERE)
        case Items() as slot, dict():
            assert field.part is not None  # noqa: S101 # a list of items has a model of its items
            return [_item(slot, field.part, key, inner) for key, inner in said.items()]
        case Group(), dict() if field.part is not None:
            return _mapping(field.part, said, {})
        case Leaf() | Repeated() as slot, _ if not isinstance(said, dict):
            return spelt(slot.codec, said)
        case _:
            return said


def _item(slot: Items, part: type[Spec], key: str, said: "Value | Tree") -> Data:
    inner = _mapping(part, said, {}) if isinstance(said, dict) else {}
    inner.pop(slot.key.name, None)
    derived = next(field for field in fields(part) if field.name == slot.key.name).default == ""
    name = key if slot.key.codec is ALIAS else spelt(slot.key.codec, slot.key.codec.decode(key))
    return inner if derived else {slot.key.name: name, **inner}


def place_of(form: Form, facts: Facts, loc: Path) -> str:
    """The fact, group or item that a place in the data is about: ("disks", 0, "bus") -> `disks[root].bus`.

    A validator also names what is not in the data (branches of unions): the place ends before it.
    """
    path, stem = "", ""
    at: Form | None = form
    for part in loc:
        if isinstance(part, int):
            keys = _items(facts, stem)
            if not stem or part >= len(keys):
                break
            path, stem = keys[part], ""
            continue
        slot = next((slot for slot in at.slots if slot.name == part), None) if at else None
        if slot is None:
            break
        path = stem = join(path, slot.name)
        at = slot.spec if isinstance(slot, Group | Items) else None
    return path


def _items(facts: Facts, stem: str) -> list[str]:
    """The items of a list, in its order."""
    return list(dict.fromkeys(
        path[: path.index("]", len(stem)) + 1] for path in facts if path.startswith(f"{stem}[")
    ))  # fmt: skip
