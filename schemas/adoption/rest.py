"""What a document has beyond the fields of a manifest: the overlay, cut out of it.

Called by `schemas.adoption`. Only leaves that no field states are in it, and around each what says where it
is: an overlay that repeated a field would be wrong as soon as one of the two is edited.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from schemas import xml
from schemas.adoption.bare import Seen
from schemas.facts import Facts
from schemas.form import Form
from schemas.keys import ADDRESS, NAMED, is_address
from schemas.overlay import alike, lies_in, stated
from schemas.walk import Spot, elements, spots, tag_of, walk, way_to


@dataclass(frozen=True, slots=True)
class Rest:
    """An overlay, None where it would say nothing. unsaid: generic paths that no overlay can state."""

    overlay: _Element | None
    unsaid: tuple[str, ...] = ()


def rest(form: Form, seen: Seen, said: Facts) -> Rest:
    """What a document says beyond the facts that fields state of it."""
    document, made = seen.bare, walk(_identified(xml.create(form, said), seen.bare))
    leaves = spots(document)
    there = _values(leaves)
    if not _holds(there, made):  # libvirt has another spelling somewhere: have both documents in ours
        document = deepcopy(document)
        xml.write(form, document, said)
        leaves = spots(document)
        there = _values(leaves)
    beyond = {path for path, value in there.items() if path not in made or not alike(value, made[path])}
    full = walk(seen.full) if beyond else {}
    unsaid: set[str] = set()
    while beyond:
        overlay = _cut_out(document, [leaves[path] for path in there if path in beyond])
        said_so = stated(overlay)
        wrong = {path for path, value in said_so.items() if not _is_so(path, value, full, made)}
        wrong |= {path for place in _nameless(overlay) for path in said_so if lies_in(path, place)}
        if not wrong:
            return Rest(overlay, tuple(sorted(unsaid)))
        lost = {path for path in beyond if path in wrong or "#" in path} or beyond
        beyond, unsaid = beyond - lost, unsaid | lost
    return Rest(None, tuple(sorted(unsaid)))


def _values(leaves: Mapping[str, Spot]) -> dict[str, str]:
    return {path: leaf.value for path, leaf in leaves.items()}


def _identified(made: _Element, document: _Element) -> _Element:
    """What fields make of a document, with what names each device there, be it a field or not (a port)."""
    names = {alias.get("name"): alias.getparent() for alias in document.iterfind("devices/*/alias")}
    for alias in made.iterfind("devices/*/alias"):
        device, twin = alias.getparent(), names.get(alias.get("name"))
        if device is not None and twin is not None:
            for where, name in way_to("devices", tag_of(twin), twin):
                _identify(device, twin, where, name)
    return made


def _identify(device: _Element, twin: _Element, where: str, name: str) -> None:
    place = twin.find(where) if where else twin
    if place is None or (not name and not is_address(where)):
        return
    for step in where.split("/") if where else ():
        found = device.find(step)
        device = etree.SubElement(device, step) if found is None else found
    for attribute in ADDRESS if is_address(where) else (name,):
        if attribute in place.attrib:
            device.set(attribute, device.get(attribute, place.get(attribute, "")))


def _holds(there: Mapping[str, str], made: Mapping[str, str]) -> bool:
    return all(path in there and there[path] == value for path, value in made.items())


def _is_so(path: str, value: str, full: Mapping[str, str], made: Mapping[str, str]) -> bool:
    """Whether an overlay may say this: no field does, and by this path it is what the object has.

    Of elements that nothing tells apart one cannot be stated without the others before it.
    """
    return path in full and alike(value, full[path]) and (path not in made or path.endswith("]"))


def _nameless(overlay: _Element) -> list[str]:
    """Devices that are of a sort that has names, and have none: nobody could tell which is meant."""
    devices = ((path, one) for path, one in elements(overlay).items() if path.count("/") == 1)
    named = ((path, tag_of(one), one) for path, one in devices if path.startswith("devices/"))
    return [path for path, tag, one in named if tag in NAMED and not way_to("devices", tag, one)]


def _cut_out(root: _Element, leaves: Iterable[Spot]) -> _Element:
    """The part of a document that holds these leaves, and what names the elements that they are in."""
    kept = _Kept()
    for leaf in leaves:
        kept.leaf(leaf.element, leaf.attribute)
    part = kept.copied(root)
    etree.cleanup_namespaces(part)
    return part


@dataclass(frozen=True, slots=True)
class _Kept:
    """The attributes of each element that are kept; '' is its text."""

    parts: dict[_Element, set[str]] = field(default_factory=dict)

    def leaf(self, element: _Element, attribute: str) -> None:
        """Keep a leaf, its elements up to the root, and what names those."""
        self.parts.setdefault(element, set()).add(attribute)
        for around in (element, *element.iterancestors()):
            self.parts.setdefault(around, set())
            parent = around.getparent()
            if parent is not None:
                for where, name in way_to(tag_of(parent), tag_of(around), around):
                    self._anchor(around, where, name)

    def _anchor(self, element: _Element, where: str, name: str) -> None:
        place = element.find(where) if where else element
        if place is None:
            return
        names: Iterable[str] = ADDRESS if is_address(where) else (name,)
        for around in (place, *place.iterancestors()):
            if around is element:
                break
            self.parts.setdefault(around, set())
        self.parts.setdefault(place, set()).update(names)

    def copied(self, element: _Element) -> _Element:
        """The element with what is kept of it."""
        kept = self.parts[element]
        copy = etree.Element(element.tag, nsmap=element.nsmap)
        for name, value in element.attrib.items():
            if name in kept:
                copy.set(name, value)
        if "" in kept:
            copy.text = (element.text or "").strip() or None
        copy.extend(self.copied(child) for child in element if child in self.parts)
        return copy
