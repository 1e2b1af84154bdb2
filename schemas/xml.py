"""Between libvirt's XML and facts, by the declared fields alone: read, write, create.

Why it exists: the observer reads live documents into facts with it, the kinds write a change into the
live document with it (never re-rendering: what no field declares stays as it is), and nothing else
touches libvirt's XML by hand.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree
from lxml.etree import _Element

from schemas.codecs import PRESENT
from schemas.facts import Facts, Value, item, join
from schemas.fields import Group, Items, Leaf, Repeated, Setting, Spec, slots

_STEP = re.compile(r"(?P<tag>[\w:.-]+)(?:\[@(?P<name>[\w:-]+)='(?P<value>[^']*)'\])?")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, huge_tree=False)


def parse(text: str) -> _Element:
    """libvirt's document as an element tree; etree.XMLSyntaxError where it is none."""
    return etree.fromstring(text, _PARSER)


def text_of(root: _Element) -> str:
    """The document as libvirt takes it."""
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def read(spec: type[Spec], root: _Element) -> dict[str, Value]:
    """Every declared fact of a document. A text that is not of the field's codec counts as not there."""
    found: dict[str, Value] = {}
    _read(spec, root, "", found)
    return found


def _read(spec: type[Spec], element: _Element, prefix: str, found: dict[str, Value]) -> None:
    for slot in slots(spec):
        match slot:
            case Leaf():
                value = leaf_value(slot, element)
                if value is not None:
                    found[join(prefix, slot.name)] = value
            case Group():
                inner = _find(element, slot.place.element) if _applies(slot, element) else None
                if inner is not None:
                    _read(slot.spec, inner, join(prefix, slot.name), found)
            case Items():
                for key, inner in keyed(slot, element):
                    path = item(join(prefix, slot.name), key)
                    found[path] = True
                    _read(slot.spec, inner, path, found)
                    found.pop(join(path, slot.key.name), None)  # the path says it already
            case Repeated():
                values = tuple(_each_value(slot, element))
                if values:
                    found[join(prefix, slot.name)] = values
            case Setting():
                pass


def leaf_value(slot: Leaf, element: _Element) -> Value | None:
    """One field's value below its parent's element, or what its absence means (None: nothing known)."""
    if not _applies(slot, element):
        return None
    place = _find(element, slot.place.element)
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
    other = _find(element, tag)
    return None if other is None else slot.codec.read(other, attribute)


def _each_value(slot: Repeated, element: _Element) -> Iterator[Value]:
    for place in element.iterfind(slot.place.element):
        value = slot.codec.read(place, slot.place.attribute)
        if value is not None:
            yield value


def _find(element: _Element, path: str) -> _Element | None:
    return element.find(path) if path else element


def _applies(slot: Leaf | Group, element: _Element) -> bool:
    when = slot.marker.when
    return when is None or element.get(when[0].lstrip("@")) == when[1]


def keyed(slot: Items, element: _Element) -> Iterator[tuple[str, _Element]]:
    """The items of a list with their keys; one that carries no name of ours gets `@` and what identifies it."""
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


def create(spec: type[Spec], facts: Facts) -> _Element:
    """A new document that says these facts and nothing else."""
    root = etree.Element(spec.XML)
    write(spec, root, facts)
    return root


def write(spec: type[Spec], root: _Element, facts: Facts) -> None:
    """Set the facts in the document: missing items and elements are made, everything else stays."""
    tree = _nest(facts)
    _write(spec, root, tree)


def remove(spec: type[Spec], root: _Element, path: str) -> bool:
    """Take one item (`disks[root]`) out of the document; False where it is not there."""
    found = locate(spec, root, path)
    if found is None:
        return False
    parent = found.getparent()
    if parent is not None:
        parent.remove(found)
    return True


def locate(spec: type[Spec], root: _Element, path: str) -> _Element | None:
    """The element of an item or a group, or None."""
    element: _Element | None = root
    for name, key in _split(path):
        slot = next(slot for slot in slots(spec) if slot.name == name)
        if isinstance(slot, Items) and element is not None:
            element = dict(keyed(slot, element)).get(key)
            spec = slot.spec
        elif isinstance(slot, Group) and element is not None:
            element = _find(element, slot.place.element)
            spec = slot.spec
    return element


_Tree = dict[str, "Value | _Tree"]


def _split(path: str) -> list[tuple[str, str]]:
    """`disks[root].io.read` -> [("disks", "root"), ("io", ""), ("read", "")]."""
    return [(found[1], found[2] or "") for found in re.finditer(r"\.?([^.\[\]]+)(?:\[([^\]]*)\])?", path)]


def _nest(facts: Facts) -> _Tree:
    """Facts as a tree: {"disks": {"root": {"bus": "virtio"}}}."""
    tree: _Tree = {}
    for path, value in facts.items():
        at = tree
        steps = [step for name, key in _split(path) for step in ((name, key) if key else (name,))]
        for step in steps[:-1]:
            inner = at.setdefault(step, {})
            if not isinstance(inner, dict):
                inner = at[step] = {}
            at = inner
        if not isinstance(at.get(steps[-1]), dict):
            at[steps[-1]] = {} if path.endswith("]") else value
    return tree


def _write(spec: type[Spec], element: _Element, tree: Mapping[str, "Value | _Tree"]) -> None:
    for slot in slots(spec):
        wanted = tree.get(slot.name)
        if wanted is None:
            continue
        match slot:
            case Leaf():
                assert not isinstance(wanted, dict)
                _write_leaf(slot, element, wanted)
            case Group():
                _choose(slot, element)
                assert isinstance(wanted, dict)
                _write(slot.spec, _ensure(element, slot.place.element), wanted)
            case Items():
                assert isinstance(wanted, dict)
                _write_items(slot, element, wanted)
            case Repeated():
                assert isinstance(wanted, tuple)
                _write_each(slot, element, wanted)
            case Setting():
                pass


def _write_leaf(slot: Leaf, element: _Element, value: Value) -> None:
    if (slot.codec is PRESENT and value is False) or (
        slot.marker.drop is not None and value == slot.marker.drop
    ):
        place = _find(
            element, slot.place.element.partition("/")[0] if slot.marker.drop else slot.place.element
        )
        if place is not None and place is not element:
            element.remove(place) if place.getparent() is element else place.getparent().remove(place)
        return
    _choose(slot, element)
    slot.codec.write(_ensure(element, slot.place.element), slot.place.attribute, value)


def _choose(slot: Leaf | Group, element: _Element) -> None:
    """Make the parent be of the variant that the field belongs to, clearing the variant it was."""
    when = slot.marker.when
    if when is None:
        return
    attribute = when[0].lstrip("@")
    if element.get(attribute) == when[1]:
        return
    stale = _find(element, slot.place.element.partition("/")[0])
    if stale is not None and stale is not element:
        element.remove(stale)
    element.set(attribute, when[1])


def _write_items(slot: Items, element: _Element, wanted: Mapping[str, "Value | _Tree"]) -> None:
    present = dict(keyed(slot, element))
    for key, fields in wanted.items():
        assert isinstance(fields, dict)
        found = present.get(key)
        if found is None:
            found = _recognise(slot, present, fields)
        fresh = found is None
        if found is None:
            found = _append(element, slot.marker.path)
        slot.key.codec.write(_ensure(found, slot.key.place.element), slot.key.place.attribute, key)
        _write(slot.spec, found, {name: value for name, value in fields.items() if name != slot.key.name})
        if fresh and slot.marker.complete is not None:
            slot.marker.complete(found, element)


def _recognise(slot: Items, present: Mapping[str, _Element], fields: _Tree) -> _Element | None:
    """The nameless live item that has the target, MAC, … the manifest says for this name."""
    for name in slot.marker.also:
        if name in fields:
            return present.get(f"@{fields[name]}")
    return None


def _write_each(slot: Repeated, element: _Element, values: tuple[Value, ...]) -> None:
    for stale in list(element.iterfind(slot.place.element)):
        parent = stale.getparent()
        if parent is not None:
            parent.remove(stale)
    for value in values:
        slot.codec.write(_append(element, slot.place.element), slot.place.attribute, value)


def _append(element: _Element, path: str) -> _Element:
    parent, _, last = path.rpartition("/")
    return _make(_ensure(element, parent), last)


def _ensure(element: _Element, path: str) -> _Element:
    for step in path.split("/") if path else ():
        found = element.find(step)
        element = found if found is not None else _make(element, step)
    return element


def _make(parent: _Element, step: str) -> _Element:
    match = _STEP.fullmatch(step)
    assert match is not None, step
    made = etree.SubElement(parent, match["tag"])
    if match["name"]:
        made.set(match["name"], match["value"])
    return made
