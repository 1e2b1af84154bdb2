"""JSON Schema of manifests, for editors: of one kind, or of all of them. Called through `schemas.export`."""

from typing import TypeAlias

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from schemas import KINDS
from schemas.kind import Kind
from schemas.manifest import API_VERSION, Header
from schemas.spec import Spec

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Schema: TypeAlias = dict[str, Json]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Untitled(GenerateJsonSchema):
    """pydantic's schema without a title for every field, which only repeats its name."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's signature
        return False


def json_schema(kind: Kind | None = None) -> Schema:
    """The JSON Schema of a whole manifest of the kind; of any manifest where no kind is named."""
    if kind is not None:
        return {"$schema": DIALECT, **_manifest(kind)}
    definitions: Schema = {}
    for each in KINDS:
        definitions[each.name] = _scoped(_manifest(each), f"#/$defs/{each.name}")
    return {
        "$schema": DIALECT,
        "title": "A manifest",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": [each.name for each in KINDS]}},
        "oneOf": [{"$ref": f"#/$defs/{each.name}"} for each in KINDS],
        "$defs": definitions,
    }


def model_schema(model: type[Spec] | type[Header]) -> Schema:
    """pydantic's schema of one model, with the names that YAML uses."""
    mode: JsonSchemaMode = "validation"
    return model.model_json_schema(by_alias=True, schema_generator=_Untitled, mode=mode)


def _manifest(kind: Kind) -> Schema:
    header, spec = model_schema(Header), model_schema(kind.model)
    definitions: Schema = {**_part(header, "$defs"), **_part(spec, "$defs")}
    body = {key: value for key, value in spec.items() if key != "$defs"}
    properties: Schema = {
        **_part(header, "properties"),
        "apiVersion": {"const": API_VERSION, "description": "The version of the manifest's language."},
        "kind": {"const": kind.name, "description": "What kind of object it is."},
        "spec": body,
    }
    return {
        "title": f"A manifest of a {kind.name}",
        "type": "object",
        "additionalProperties": False,
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": properties,
        "$defs": definitions,
    }


def _part(schema: Schema, key: str) -> Schema:
    part = schema.get(key)
    return part if isinstance(part, dict) else {}


def _scoped(value: Schema, root: str) -> Schema:
    """The schema with its references moved to where it stands inside another document."""
    return {key: _moved(key, part, root) for key, part in value.items()}


def _moved(key: str, value: Json, root: str) -> Json:
    match value:
        case dict():
            return _scoped(value, root)
        case list():
            return [_moved("", part, root) for part in value]
        case str() if key == "$ref":
            return root + value.removeprefix("#")
        case _:
            return value
