"""From a validated spec to facts: what a manifest says, and nothing of what it leaves out. Called by
`state.desired`.
"""

from collections.abc import Iterator, Mapping

from schemas import overlay, xml
from schemas.codecs import SECRET
from schemas.elsewhere import Elsewhere
from schemas.facts import Facts, Secret, Value, item, join
from schemas.form import Group, Items, Leaf, Repeated, Setting, slots
from schemas.spec import Spec


def facts(spec: Spec) -> Facts:
    """The facts of a spec. A list that is declared empty says nothing; secrets are `Secret`s, and those whose
    value is kept elsewhere are not among the facts (see `elsewhere`).

    etree.XMLSyntaxError where its `xml` is none (`state.desired.overlays` says so before).
    """
    found = declared(spec)
    written: str | None = getattr(spec, "xml", None)
    if written is not None:
        found |= overlay.facts(overlay.stated(xml.parse(written)))
    return found


def declared(spec: Spec) -> dict[str, Value]:
    """What the fields alone say."""
    found: dict[str, Value] = {}
    _flatten(spec, "", found)
    return found


def elsewhere(spec: Spec) -> Mapping[str, Elsewhere]:
    """Where the values of secrets are kept that are not in the manifest, by the facts that they will be."""
    return dict(_elsewhere(spec, ""))


def _elsewhere(spec: Spec, prefix: str) -> Iterator[tuple[str, Elsewhere]]:
    for field, slot in _paired(spec):
        value, path = getattr(spec, field), join(prefix, slot.name)
        match slot, value:
            case _, Elsewhere():
                yield path, value
            case Group(), Spec():
                yield from _elsewhere(value, path)
            case Items(), tuple():
                for inner in value:
                    yield from _elsewhere(inner, item(path, str(key_of(inner, slot))))
            case _:
                pass


def _flatten(spec: Spec, prefix: str, found: dict[str, Value]) -> None:
    for field, slot in _paired(spec):
        value = getattr(spec, field)
        if value is None or isinstance(value, Elsewhere):
            continue
        path = join(prefix, slot.name)
        match slot:
            case Leaf():
                found[path] = Secret(str(value)) if slot.codec is SECRET else value
            case Setting():
                found[path] = value
            case Repeated():
                found[path] = tuple(value)
            case Group():
                _flatten(value, path, found)
            case Items():
                for inner in value:
                    place = item(path, str(key_of(inner, slot)))
                    found[place] = True
                    _flatten(inner, place, found)
                    found.pop(join(place, slot.key.name), None)  # the path says it already


def key_of(inner: Spec, slot: Items) -> object:
    """The value of the field that names an item."""
    return next(getattr(inner, field) for field, found in _paired(inner) if found == slot.key)


def _paired(spec: Spec) -> list[tuple[str, Leaf | Repeated | Group | Items | Setting]]:
    """The fields of a spec that have slots, with them."""
    by_alias = {slot.name: slot for slot in slots(type(spec))}
    fields = type(spec).model_fields
    return [
        (name, by_alias[info.alias or name])
        for name, info in fields.items()
        if (info.alias or name) in by_alias
    ]
