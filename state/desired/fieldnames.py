"""Which fields a model has at a path, and where else one is. Called by `state.desired.mistakes`."""

from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.form import table
from schemas.spec import Spec
from state.desired.nodes import Path


def fields_at(model: type[BaseModel], path: Path) -> Mapping[str, FieldInfo]:
    """The fields, by the names that YAML uses, of what stands at this path of a model's data."""
    models = [model]
    for part in path:
        if isinstance(part, str):
            fields = [_fields(each)[part] for each in models if part in _fields(each)]
            models = [inner for field in fields for inner in _models(field.annotation)]
    return {name: field for each in models for name, field in _fields(each).items()}


def homes(model: type[BaseModel], name: str) -> list[str]:
    """Where in a spec a field of this name is: [`disks[]`]; at most three."""
    if not issubclass(model, Spec):
        return []
    parents = (path.rpartition(".") for path in table(model))
    return [f"`{parent or 'spec'}`" for parent, _, last in parents if last == name][:3]


def _fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Every model that a type is made of: `tuple[Disk, ...] | None` is [Disk]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _models(part)
