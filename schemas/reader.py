"""From libvirt's XML to facts, by the declared fields alone. Called through `schemas.xml`."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element

from schemas.facts import Value, item, join
from schemas.form import Described, Form, Group, Items, Leaf, Repeated, form, slots
from schemas.tree import split


def read(spec: Described, root: _Element) -> dict[str, Value]:
    """Every declared fact of a document. A text that is not of the field's codec counts as not there."""
    found: dict[str, Value] = {}
    _read(form(spec), root, "", found)
    return found


def _read(spec: Form, element: _Element, prefix: str, found: dict[str, Value]) -> None:
    near = _near(element)
    for sign, slot in spec.signs:
        if sign and sign not in near:  # nine of ten slots: libvirt can say far more than one object does
            if isinstance(slot, Leaf) and slot.marker.absent is not None and applies(slot, element):
                found[join(prefix, slot.name)] = slot.marker.absent
            continue
        path = join(prefix, slot.name)
        match slot:
            case Leaf():
                _keep(found, path, leaf_value(slot, element))
            case Repeated():
                _keep(found, path, repeated_value(slot, element) or None)
            case Group() if applies(slot, element):
                inner = find(element, slot.place.element)
                if inner is not None:
                    _read(slot.spec, inner, path, found)
            case Items():
                _read_items(slot, element, path, found)
            case Group():
                pass


def _near(element: _Element) -> set[str]:
    """What is there: the elements of the first two steps of a path, and the attributes up to the first."""
    near = {f"@{name!s}" for name in element.keys()}  # noqa: SIM118 - an element is no dictionary
    for child in element:
        tag = str(child.tag)
        near.add(tag)
        near.update(f"{tag}@{name!s}" for name in child.keys())  # noqa: SIM118 - the same
        near.update(f"{tag}/{inner.tag!s}" for inner in child)
    return near


def _keep(found: dict[str, Value], path: str, value: Value | None) -> None:
    if value is not None:
        found[path] = value


def _read_items(slot: Items, element: _Element, path: str, found: dict[str, Value]) -> None:
    for key, inner in keyed(slot, element):
        place = item(path, key)
        found[place] = True
        for name, value in _facts(slot.spec, inner):
            found[join(place, name)] = value
        found.pop(join(place, slot.key.name), None)  # the path says it already


def _facts(spec: Form, element: _Element) -> Iterable[tuple[str, Value]]:
    """What one item says. The machines of a host are much alike: what reads the same has been read before."""
    if spec.tells_secrets:
        return _read_anew(spec, element)
    return _remembered(spec, etree.tostring(element, with_tail=False))


@lru_cache(maxsize=2048)
def _remembered(spec: Form, text: bytes) -> Iterable[tuple[str, Value]]:
    return _read_anew(spec, etree.fromstring(text))


def _read_anew(spec: Form, element: _Element) -> Iterable[tuple[str, Value]]:
    found: dict[str, Value] = {}
    _read(spec, element, "", found)
    return tuple(found.items())


def leaf_value(slot: Leaf, element: _Element) -> Value | None:
    """One field's value below its parent's element, or what its absence means (None: nothing known)."""
    if not applies(slot, element):
        return None
    place = find(element, slot.place.element)
    value = None
    if place is not None:
        try:
            value = slot.codec.read(place, slot.place.attribute)
        except (ValueError, KeyError):
            return None
    if value is not None:
        return value
    if slot.marker.absent_from:
        return _elsewhere(slot, element)
    return slot.marker.absent


def _elsewhere(slot: Leaf, element: _Element) -> Value | None:
    tag, _, attribute = slot.marker.absent_from.partition("@")
    other = find(element, tag)
    return None if other is None else slot.codec.read(other, attribute)


def repeated_value(slot: Repeated, element: _Element) -> tuple[Value, ...]:
    """All values of one field below its parent's element, in the document's order."""
    return tuple(_each_value(slot, element))


def _each_value(slot: Repeated, element: _Element) -> Iterator[Value]:
    for place in element.iterfind(slot.place.element):
        value = slot.codec.read(place, slot.place.attribute)
        if value is not None:
            yield value


def find(element: _Element, path: str) -> _Element | None:
    """The first element at the path; the element itself where the path is empty."""
    return element.find(path) if path else element


def applies(slot: Leaf | Group, element: _Element) -> bool:
    """Whether the element is of the variant that the field belongs to."""
    when = slot.marker.when
    return when is None or element.get(when[0].lstrip("@")) == when[1]


def keyed(slot: Items, element: _Element) -> Iterator[tuple[str, _Element]]:
    """The items of a list with their keys; one with no name of ours gets `@` and what identifies it."""
    seen: set[str] = set()
    for position, inner in enumerate(element.iterfind(slot.marker.path)):
        name = leaf_value(slot.key, inner)
        key = str(name) if name is not None else "@" + _identity(slot, inner, str(position))
        key = key.replace("]", ")")  # the one character that a path gives a meaning to
        if key in seen:
            key = f"@{key.lstrip('@')}#{position}"
        seen.add(key)
        yield key, inner


def _identity(slot: Items, element: _Element, otherwise: str) -> str:
    fields = {inner.name: inner for inner in slots(slot.spec) if isinstance(inner, Leaf)}
    for name in slot.marker.also:
        value = leaf_value(fields[name], element)
        if value is not None:
            return str(value)
    return otherwise


def locate(spec: Described, root: _Element, path: str) -> _Element | None:
    """The element of an item or a group, or None."""
    element: _Element | None = root
    for name, key in split(path):
        slot = next(slot for slot in slots(spec) if slot.name == name)
        if not isinstance(slot, Items | Group) or element is None:
            return element
        spec, outer = slot.spec, element
        element = (
            dict(keyed(slot, outer)).get(key) if isinstance(slot, Items) else find(outer, slot.place.element)
        )
    return element
