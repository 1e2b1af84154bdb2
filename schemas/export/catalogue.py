"""Every field of a kind's manifests as an entry for people. Called by the rest of `schemas.export`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.export import wording
from schemas.export.schema import Json, Schema, model_schema
from schemas.form import Group, Items, Slot, slots
from schemas.kind import Kind
from schemas.manifest import Header, PolicyEntry
from schemas.policy import Policy
from schemas.spec import Spec


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. path: `spec.disks[].bus`; default: empty where there is none; place: in libvirt's XML, empty
    where it is not in it; price: what a change costs something that runs.
    """

    path: str
    meaning: str
    type: str
    required: bool
    default: str
    place: str
    price: str

    @property
    def name(self) -> str:
        """Its last part."""
        return self.path.rpartition(".")[2].removesuffix("[]")


@dataclass(frozen=True, slots=True)
class _Level:
    """Where the walk is: a model, its schema, and the path and the XML element that its fields start from."""

    model: type[BaseModel]
    schema: Schema
    path: str
    element: str


@cache
def entries(kind: Kind) -> tuple[Entry, ...]:
    """Every field of the kind's manifests, as they are declared, groups before their fields."""
    spec = model_schema(kind.model)
    return (*_envelope(), *_walk(_Level(kind.model, spec, "spec", kind.model.XML), spec))


def _envelope() -> Iterator[Entry]:
    """`metadata` and `policy`, which all kinds share."""
    schema = model_schema(Header)
    for name in ("metadata", "policy"):
        field = Header.model_fields[name]
        part = _target(_properties(schema)[name], schema)
        for model in _models(field.annotation):
            yield from _walk(_Level(model, part, name, ""), schema)


def _walk(level: _Level, root: Schema) -> Iterator[Entry]:
    places = {slot.name: slot for slot in slots(level.model)} if issubclass(level.model, Spec) else {}
    properties = _properties(level.schema)
    for name, field in level.model.model_fields.items():
        alias = field.alias or name
        schema, slot = properties[alias], places.get(alias)
        yield _entry(level, field, _plain(schema, root), slot)
        inner = _target(schema, root)
        for model in _models(field.annotation):
            path = f"{level.path}.{alias}" + ("[]" if isinstance(slot, Items) else "")
            element = wording.element_of(level.element, slot) if isinstance(slot, Group | Items) else ""
            yield from _walk(_Level(model, inner, path, element), root)


def _entry(level: _Level, field: FieldInfo, schema: Schema, slot: Slot | None) -> Entry:
    alias = field.alias or ""
    return Entry(
        path=f"{level.path}.{alias}" + ("[]" if isinstance(slot, Items) else ""),
        meaning=field.description or "",
        type="group" if slot is None and list(_models(field.annotation)) else wording.type_of(schema, slot),
        required=field.is_required(),
        default=_default(level.model, field),
        place=wording.place_of(level.element, slot),
        price=wording.price_of(slot),
    )


def _default(model: type[BaseModel], field: FieldInfo) -> str:
    value = field.default
    if model is PolicyEntry and field.alias:
        value = getattr(Policy(), field.alias)  # what holds where nobody says anything
    return wording.spelt(value) if isinstance(value, str | int | float) and value != "" else ""


def _properties(schema: Schema) -> dict[str, Schema]:
    found = schema.get("properties")
    return (
        {name: part for name, part in found.items() if isinstance(part, dict)}
        if isinstance(found, dict)
        else {}
    )


def _target(schema: Json, root: Schema) -> Schema:
    """The model's schema behind a field's: through alternatives, lists and references."""
    match schema:
        case {"$ref": str(reference)}:
            definitions = root.get("$defs")
            found = definitions.get(reference.rpartition("/")[2]) if isinstance(definitions, dict) else None
            return found if isinstance(found, dict) else {}
        case {"anyOf": list(options)} | {"allOf": list(options)}:
            return next((found for one in options if (found := _target(one, root))), {})
        case {"type": "array", "items": items}:
            return _target(items, root)
        case _:
            return {}


def _plain(schema: Schema, root: Schema) -> Schema:
    """The schema with what it refers to in its place, where that is a list of words and no model."""
    match schema:
        case {"$ref": _} if "enum" in (words := _target(schema, root)):
            return words
        case {"anyOf": list(options)}:
            return {
                **schema,
                "anyOf": [_plain(one, root) if isinstance(one, dict) else one for one in options],
            }
        case _:
            return schema


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The model that a type is made of: `tuple[Disk, ...] | None` is Disk."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
