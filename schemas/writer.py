"""Facts into libvirt's XML, by the declared fields alone: sets what is said and leaves the rest.

Called through `schemas.xml`.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree
from lxml.etree import _Element

from schemas.codecs import Presence
from schemas.facts import Facts, Value
from schemas.form import Described, Group, Items, Leaf, Place, Repeated, Setting, slots, steps
from schemas.reader import find, keyed, leaf_value, repeated_value
from schemas.tree import Tree, nested

_STEP = re.compile(r"(?P<tag>(?:\{[^{}]+\})?[\w:.-]+)(?P<tests>(?:\[@[\w:-]+='[^']*'\])*)")
# What people call the namespaces that libvirt knows.
_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "http://libvirt.org/schemas/domain/qemu/1.0": "qemu",
        "http://libvirt.org/schemas/network/dnsmasq/1.0": "dnsmasq",
        "http://libvirt.org/schemas/storagepool/fs/1.0": "fs",
        "http://libvirt.org/schemas/storagepool/rbd/1.0": "rbd",
        "http://libosinfo.org/xmlns/libvirt/domain/1.0": "libosinfo",
    }
)
_TEST = re.compile(r"\[@([\w:-]+)='([^']*)'\]")


def write(spec: Described, root: _Element, facts: Facts) -> None:
    """Set the facts in the document: missing items and elements are made, everything else stays.

    What the document says already is not written again, in whatever spelling it says it. In an element that
    is new, a value that a missing place means is spelt out, as somebody may look for it there.
    """
    _write(spec, root, nested(facts), new=len(root) == 0)


def detach(element: _Element | None) -> bool:
    """Take the element out of its document; False where there is nothing to take."""
    parent = None if element is None else element.getparent()
    if element is None or parent is None:
        return False
    parent.remove(element)
    return True


def _write(
    spec: Described, element: _Element, tree: Mapping[str, "Value | Tree"], *, new: bool = False
) -> None:
    for slot in slots(spec):
        wanted = tree.get(slot.name)
        match slot:
            case Group() if isinstance(wanted, dict):
                _write_group(slot, element, wanted, new=new)
            case Items() if isinstance(wanted, dict):
                _write_items(slot, element, wanted)
            case Repeated() if isinstance(wanted, tuple):
                _write_each(slot, element, wanted)
            case Leaf() if wanted is not None and not isinstance(wanted, dict):
                if new or wanted != leaf_value(slot, element):
                    _write_leaf(slot, element, wanted)
            case Setting() | Group() | Items() | Repeated() | Leaf():
                pass


def _write_group(slot: Group, element: _Element, wanted: Tree, *, new: bool) -> None:
    _choose(slot, element)
    made = find(element, slot.place.element) is None
    if made:
        _without_all(element, slot.marker.clears)
    _write(slot.spec, _ensure(element, slot.place.element), wanted, new=new or made)


def _write_leaf(slot: Leaf, element: _Element, value: Value) -> None:
    if isinstance(slot.codec, Presence) and value is False:
        _take_out(element, slot.place.element)
    elif slot.marker.drop is not None and value == slot.marker.drop:
        _take_out(element, slot.place.element)
        if not slot.place.element:
            element.attrib.pop(slot.place.attribute, None)
    else:
        _without_all(element, slot.marker.resets)
        if value != slot.marker.absent:
            _without_all(element, slot.marker.clears)
        _choose(slot, element)
        slot.codec.write(_ensure(element, slot.place.element), slot.place.attribute, value)


def _write_each(slot: Repeated, element: _Element, values: tuple[Value, ...]) -> None:
    if values == repeated_value(slot, element):
        return
    for stale in element.findall(slot.place.element):
        detach(stale)
    if values:
        _without_all(element, slot.marker.clears)
    for value in values:
        slot.codec.write(_append(element, slot.place.element), slot.place.attribute, value)


def _write_items(slot: Items, element: _Element, wanted: Tree) -> None:
    present = dict(keyed(slot, element))
    for key, fields in wanted.items():
        inner = fields if isinstance(fields, dict) else {}
        found = present.get(key)
        made = _append(element, slot.marker.path) if found is None else found
        if not key.startswith("@"):
            name(slot, made, key)
        _write(slot.spec, made, _without(inner, slot.key.name), new=found is None)
        if found is None and slot.marker.complete is not None:
            slot.marker.complete(made, element)


def name(slot: Items, element: _Element, key: str) -> None:
    """Give an item its key, unless it has it."""
    if key != str(leaf_value(slot.key, element)):
        slot.key.codec.write(_ensure(element, slot.key.place.element), slot.key.place.attribute, key)


def _without(tree: Tree, name: str) -> Tree:
    return {each: value for each, value in tree.items() if each != name}


def _choose(slot: Leaf | Group, element: _Element) -> None:
    """Make the parent be of the variant that the field belongs to, clearing the variant it was."""
    when = slot.marker.when
    if when is None:
        return
    attribute = when[0].lstrip("@")
    if element.get(attribute) != when[1]:
        _take_out(element, "".join(steps(slot.place.element)[:1]))
        element.set(attribute, when[1])


def _without_all(element: _Element, paths: tuple[str, ...]) -> None:
    """Take out what cannot stand beside a field of the element: elements, or attributes of elements."""
    for path in paths:
        start = element.getroottree().getroot() if path.startswith("/") else element
        place = Place.parse(path.lstrip("/"))
        for stale in start.findall(place.element) if place.element else [start]:
            if place.attribute:
                stale.attrib.pop(place.attribute, None)
            else:
                detach(stale)


def _take_out(element: _Element, path: str) -> None:
    if path:
        detach(find(element, path))


def _append(element: _Element, path: str) -> _Element:
    *above, last = steps(path)
    return _make(_ensure(element, "/".join(above)), last)


def _ensure(element: _Element, path: str) -> _Element:
    for step in steps(path):
        found = element.find(step)
        element = found if found is not None else _make(element, step)
    return element


def _make(parent: _Element, step: str) -> _Element:
    match = _STEP.fullmatch(step)
    if match is None:
        raise ValueError(f"{step} is not a step that can be made")
    uri = etree.QName(match["tag"]).namespace
    made: _Element = etree.SubElement(parent, match["tag"], nsmap={_PREFIXES.get(uri): uri} if uri else None)
    for name, value in _TEST.findall(match["tests"]):
        made.set(name, value)
    return made
