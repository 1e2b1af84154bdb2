"""Strategies of specs, derived from the declared fields alone: a field added to a kind is drawn too."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias, get_args

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from schemas.export.schema import Json, Schema, model_schema
from schemas.fields import Spec
from schemas.pool import NEEDS, StoragePoolSpec, Target
from schemas.pool.source import Source
from schemas.spec import Overlaid
from state.desired.itemnames import misnamed

Written: TypeAlias = "str | int | float | bool | list[Written] | dict[str, Written] | None"
_FEW = 5
_PARTS: Mapping[str, type[Spec]] = {"source": Source, "target": Target}
TAME = string.ascii_letters + string.digits + "_-./:"
# All of ASCII that is printed, and what looks like a space, a digit or markup elsewhere.
WILD = "".join(map(chr, range(32, 127))) + "é☃٢\u0085\u00a0\u2028𑙙"


@dataclass(frozen=True)
class Language:
    """What a field's schema refers to, and the letters that texts are made of."""

    root: Schema
    alphabet: str


def specs(model: type[Spec], alphabet: str = WILD) -> st.SearchStrategy[Spec]:
    """Valid specs: what the manifest must say, and a few of the things that it may say."""
    valid = documents(model, alphabet).map(model.model_validate)
    return valid.filter(lambda spec: not misnamed(spec))


@cache
def documents(model: type[BaseModel], alphabet: str) -> st.SearchStrategy[dict[str, Written]]:
    """What a manifest says, as YAML gives it, that the model accepts."""
    return st.deferred(lambda: _drawn(model, alphabet)).filter(lambda written: _accepted(model, written))


def _accepted(model: type[BaseModel], written: Mapping[str, Written]) -> bool:
    try:
        model.model_validate(written)
    except ValidationError:
        return False
    return True


@st.composite
def _drawn(draw: st.DrawFn, model: type[BaseModel], alphabet: str) -> dict[str, Written]:
    values = _values(model, alphabet)
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    needed = [name for name, field in fields.items() if field.is_required()]
    optional = [name for name in fields if name not in needed]
    one_of = [group for group in getattr(model, "ONE_OF", ()) if group in model.model_fields]
    alternatives = [model.model_fields[name].alias or name for name in one_of]
    chosen = draw(st.lists(st.sampled_from(optional), max_size=_FEW, unique=True)) if optional else []
    chosen = [name for name in chosen if name not in alternatives and name not in Overlaid.model_fields]
    chosen += [draw(st.sampled_from(alternatives))] if alternatives else []
    written = {name: draw(values[name]) for name in (*needed, *chosen)}  # raw XML has laws of its own
    return _completed(draw, written, alphabet) if model is StoragePoolSpec else written


def _completed(draw: st.DrawFn, written: dict[str, Written], alphabet: str) -> dict[str, Written]:
    """A pool with what its type needs, which chance alone would seldom give it."""
    for need in NEEDS[str(written.get("type", "dir"))]:
        part, _, name = need.partition("|")[0].partition(".")
        inner = written.setdefault(part, {})
        assert isinstance(inner, dict)
        if name not in inner:
            written[part] = {**inner, name: draw(_values(_PARTS[part], alphabet)[name])}
    return written


@cache
def _values(model: type[BaseModel], alphabet: str) -> Mapping[str, st.SearchStrategy[Written]]:
    """A strategy for the value of each field, by the name that YAML uses."""
    root = model_schema(model)  # type: ignore[arg-type] # any model has a schema
    properties = root["properties"]
    assert isinstance(properties, dict)
    found = {}
    for name, field in model.model_fields.items():
        schema = properties[field.alias or name]
        assert isinstance(schema, dict)
        found[field.alias or name] = _value(field, schema, Language(root, alphabet))
    return found


def _value(field: FieldInfo, schema: Schema, language: Language) -> st.SearchStrategy[Written]:
    inner = _model(field.annotation)
    if inner is None:
        return from_schema(schema, language)
    inside = documents(inner, language.alphabet)
    plain = _without_models(schema)
    if plain is not None:
        return st.one_of(from_schema(plain, language), inside)
    return st.lists(inside, min_size=1, max_size=2) if _is_list(schema) else inside


def _model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model(part))), None)


def _without_models(schema: Schema) -> Schema | None:
    """What else the field takes than a mapping: a text or where it is kept. None where there is no choice."""
    options = schema.get("anyOf")
    if not isinstance(options, list) or not any(isinstance(one, dict) and "$ref" in one for one in options):
        return None
    others = [one for one in options if isinstance(one, dict) and one.get("type") == "string"]
    return {"anyOf": [*others]} if others else None


def _is_list(schema: Schema) -> bool:
    options = schema.get("anyOf", [schema])
    assert isinstance(options, list)
    return any(isinstance(one, dict) and one.get("type") == "array" for one in options)


def from_schema(schema: Json, language: Language) -> st.SearchStrategy[Written]:
    """Values of a JSON Schema that describes a scalar or a list of them. Null is never drawn."""
    match schema:
        case {"$ref": str(reference)}:
            definitions = language.root["$defs"]
            assert isinstance(definitions, dict)
            return from_schema(definitions[reference.rpartition("/")[2]], language)
        case {"anyOf": list(options)}:
            return st.one_of([from_schema(one, language) for one in options if one != {"type": "null"}])
        case {"type": "array", "items": items}:
            return st.lists(from_schema(items, language), min_size=1, max_size=3)
        case dict():
            return _scalar(schema, language.alphabet)
        case _:
            raise TypeError(schema)


def _scalar(schema: Schema, alphabet: str) -> st.SearchStrategy[Written]:
    match schema:
        case {"const": str() | int() as value}:
            return st.just(value)
        case {"enum": list(values)}:
            return st.sampled_from([value for value in values if isinstance(value, str | int)])
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "integer" | "number"}:
            low, high = schema.get("minimum"), schema.get("maximum")
            least = low if isinstance(low, int) else 0
            return st.integers(least, high if isinstance(high, int) else least + 2**20)
        case {"type": "string"}:
            return _text(schema, alphabet)
        case _:
            raise TypeError(schema)


def _text(schema: Schema, alphabet: str) -> st.SearchStrategy[Written]:
    pattern, shortest = schema.get("pattern"), schema.get("minLength", 0)
    longest = schema.get("maxLength", 40)
    assert isinstance(shortest, int)
    assert isinstance(longest, int)
    if schema.get("format") == "ipvanyaddress":
        return st.ip_addresses().map(str)
    text = _matching(str(pattern), alphabet) if pattern else st.text(alphabet)
    return text.filter(lambda value: shortest <= len(value) <= longest)


def _matching(pattern: str, alphabet: str) -> st.SearchStrategy[str]:
    """Texts of the pattern, of these letters where it does not ask for others."""
    text = st.from_regex(pattern, fullmatch=True, alphabet=alphabet)
    try:
        text.validate()
    except InvalidArgument:
        return st.from_regex(pattern, fullmatch=True, alphabet=WILD)
    return text
