"""Write a step's paths into a live document: the one way in which a definition is ever changed.

Pure. Called by the kinds, with the document libvirt gave a moment ago, so that whatever no manifest
mentions stays as it is. Secrets must be in the document (read it with the SECURE flag).
"""

from collections.abc import Iterable, Mapping

from lxml.etree import _Element

from schemas import xml
from schemas.facts import Facts, Value, join, pattern, under
from schemas.form import Described, Items, slot_at


def edited(spec: Described, document: _Element, paths: Iterable[str], wanted: Facts) -> _Element:
    """The document (changed in place) with each path as `wanted` has it; an item nobody wants is taken
    out.
    """
    writing: dict[str, Value] = {}
    for path in paths:
        chosen = selected(spec, path, wanted)
        if chosen:
            writing |= {**_anchors(spec, document, path, wanted), **chosen}
        elif isinstance(slot_at(spec, path), Items):
            xml.remove(spec, document, path)
    xml.write(spec, document, writing)
    return document


def _anchors(spec: Described, document: _Element, path: str, wanted: Facts) -> dict[str, Value]:
    """What tells which device is meant, where the document has it without our name: its target, its MAC.

    Without it a device would be made anew for the one value that is written.
    """
    items = [path[: end + 1] for end, letter in enumerate(path) if letter == "]"]
    nameless = [item for item in items if xml.locate(spec, document, item) is None]
    places = [(item, slot) for item in nameless if isinstance(slot := slot_at(spec, item), Items)]
    stated = (join(item, name) for item, slot in places for name in slot.marker.also)
    return {place: wanted[place] for place in stated if place in wanted}


def selected(spec: Described, path: str, wanted: Facts) -> Mapping[str, Value]:
    """The facts that writing `path` needs: the whole of an item, or one value with its item's name around
    it.
    """
    if isinstance(slot_at(spec, path), Items):
        return dict(under(wanted, path))
    return {path: wanted[path]} if path in wanted else {}


def built(spec: Described, wanted: Facts, identity: Mapping[str, str]) -> _Element:
    """A new document with these facts and the identity elements (`name`, `uuid`) that no field declares."""
    root = xml.create(spec, wanted)
    for position, (tag, text) in enumerate(identity.items()):
        element = root.makeelement(tag, {})
        element.text = text
        root.insert(position, element)
    return root


def touches(paths: Iterable[str], *patterns: str) -> bool:
    """Whether any of the paths is an instance of one of the patterns (`disks[].volume.name`)."""
    return any(pattern(path) in patterns for path in paths)
