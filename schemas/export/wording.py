"""Types, defaults, places and prices in words. Called by `schemas.export.catalogue`."""

from collections.abc import Mapping

from schemas.export.schema import Json, Schema
from schemas.form import Group, Items, Leaf, Repeated, Setting, Slot
from schemas.markers import ImpactBy, Xml

_KINDS: Mapping[str, str] = {
    "size": "size: `2GiB`, `2Gi` (2^30), `2G` (10^9) or bytes",
    "set of numbers": "numbers: `0-3,^2` or a list",
    "secret": "secret text, or where it is kept",
}
_TYPES: Mapping[str, str] = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}
_PRICES: Mapping[str, str] = {"live": "live", "restart": "restart", "recreate": "made anew"}


def type_of(schema: Schema, slot: Slot | None) -> str:
    """What a value looks like: `one of a, b`, `whole number, 1 to 8`."""
    if isinstance(slot, Items):
        return f"list, each item named by `{slot.key.name}`"
    if isinstance(slot, Group):
        return "group"
    if isinstance(slot, Leaf | Repeated) and slot.codec.kind in _KINDS:
        extra = _choices([one for one in _options(schema) if "const" in one or "enum" in one])
        return _KINDS[slot.codec.kind] + (f", or {extra}" if extra else "")
    return _shape(schema)


def _shape(schema: Schema) -> str:
    options = _options(schema)
    if choices := _choices(options):
        return choices
    first = options[0] if options else {}
    if first.get("type") == "array":
        items = first.get("items")
        return f"list of: {_shape(items) if isinstance(items, dict) else 'anything'}"
    return _bounded(first)


def _options(schema: Schema) -> list[Schema]:
    """The alternatives of a schema but null and the empty text, which both say that there is nothing."""
    alternatives = schema.get("anyOf")
    found = alternatives if isinstance(alternatives, list) else [schema]
    return [
        one for one in found if isinstance(one, dict) and one.get("type") != "null" and one.get("const") != ""
    ]


def _choices(options: list[Schema]) -> str:
    values: list[Json] = []
    for option in options:
        listed = option.get("enum")
        values += listed if isinstance(listed, list) else [option["const"]] if "const" in option else []
    return ("one of " if len(values) > 1 else "") + ", ".join(f"`{spelt(value)}`" for value in values)


def _bounded(schema: Schema) -> str:
    name = _TYPES.get(str(schema.get("type")), "group")
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"{name}, {low} to {high}"
    return f"{name}, {low} or more" if low is not None else name


def spelt(value: Json) -> str:
    """A value as YAML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def place_of(parent: str, slot: Slot | None) -> str:
    """Where it stands in libvirt's document, from the root element."""
    match slot:
        case None:
            return ""
        case Setting():
            return ""
        case Leaf() | Group() | Repeated() | Items():
            return _joined(parent, slot.marker.path) + _variant(slot.marker)


def _variant(marker: object) -> str:
    when = marker.when if isinstance(marker, Xml) else None
    return f" ({when[0]}='{when[1]}')" if when else ""


def element_of(parent: str, slot: Group | Items) -> str:
    """The element that a group's or an item's own fields start from."""
    return _joined(parent, slot.marker.path)


def _joined(parent: str, path: str) -> str:
    if path in ("", "."):
        return parent
    return f"{parent}{path}" if path.startswith("@") else f"{parent}/{path}"


def price_of(slot: Slot | None) -> str:
    """What a change costs something that runs; empty for a group, whose fields say it."""
    match slot:
        case None | Group():
            return ""
        case Leaf() if isinstance(slot.marker.impact, ImpactBy):
            return str(slot.marker.impact)
        case Leaf() | Repeated() | Items() | Setting():
            return _PRICES[str(slot.impact)]
