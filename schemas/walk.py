"""A document as generic facts: each attribute and text by where it is, whether or not a field declares it.

Why it exists: what no field knows is still compared, adopted and written (the `xml` overlay), and watched.
Used by `schemas.overlay` and `reconciler.outside`. A path reads like XPath: `devices/disk[vda]/driver@cache`.
The key in brackets is what identifies an element among its like (`schemas.keys`), never where it stands;
elements that nothing tells apart are counted (`boot`, `boot[#2]`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml.etree import _Element

from schemas.keys import ADDRESS, NAMED, OMITTED, RUNTIME, Branch, Way, is_address

MARK = "urn:virt-reconcile:1"  # the namespace of our mark in metadata, which is nobody's setting
_OURS = f"{{{MARK}}}"
_STEP = re.compile(r"([^/\[]+)(?:\[[^\]]*\])?/?")
_BARE: Mapping[str, "Branch | None"] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a generic fact is. attribute: '' for the element's text, or for its being there at all."""

    element: _Element
    attribute: str

    @property
    def value(self) -> str:
        """What is written there; '' for an element that says what it says by being there."""
        text = self.element.get(self.attribute) if self.attribute else self.element.text
        return (text or "").strip()


def walk(root: _Element, *, running: bool = False) -> dict[str, str]:
    """Every generic fact of a document with its value; nothing of what libvirt counts or makes up by itself.

    running: leave out what only a running instance has, too (ports, tap devices, …).
    """
    return {path: spot.value for path, spot in spots(root, running=running).items()}


def spots(root: _Element, *, running: bool = False) -> dict[str, Spot]:
    """Every generic fact of a document with its place, in the document's order."""
    found: dict[str, Spot] = {}
    _attributes("", root, left_out(root, running=running), found)
    _children("", root, left_out(root, running=running), found)
    return found


def left_out(root: _Element, *, running: bool) -> Branch:
    """What is no setting in documents of this kind."""
    return (RUNTIME if running else OMITTED).get(str(root.tag), _BARE)


def _children(path: str, element: _Element, omitted: Branch, found: dict[str, Spot]) -> None:
    for step, child in steps(element):
        branch = omitted.get(str(child.tag), omitted.get("*", _BARE)) if omitted else _BARE
        if branch is not None:
            _element(f"{path}/{step}" if path else step, child, branch, found)


def _element(path: str, element: _Element, omitted: Branch, found: dict[str, Spot]) -> None:
    before = len(found)
    if path[-1] == "]":
        found[path] = Spot(element, "")
    _attributes(path, element, omitted, found)
    _children(path, element, omitted, found)
    text = element.text
    if len(found) == before or (text and not text.isspace()):
        found[path] = Spot(element, "")


def _attributes(path: str, element: _Element, omitted: Branch, found: dict[str, Spot]) -> None:
    for name in element.keys():  # noqa: SIM118 - an element is no dictionary
        if f"@{name}" not in omitted:
            found[f"{path}@{name}"] = Spot(element, str(name))


def steps(element: _Element) -> Iterator[tuple[str, _Element]]:
    """The children of an element, each with the step of a path that names it; comments are none."""
    seen: dict[str, int] = {}
    parent = tag_of(element)
    for child in element:
        if not isinstance(child.tag, str) or child.tag.startswith(_OURS):
            continue
        tag = tag_of(child)
        key = _key(parent, tag, child)
        step = f"{tag}[{key}]" if key else tag
        count = seen[step] = seen.get(step, 0) + 1
        yield (step if count == 1 else f"{tag}[{key}#{count}]"), child


def tag_of(element: _Element) -> str:
    """The element's name as a path has it: `qemu:arg` where it has a namespace."""
    tag = str(element.tag)
    if tag[0] != "{":
        return tag
    return f"{element.prefix or ''}:{tag.rpartition('}')[2]}"


def _key(parent: str, tag: str, element: _Element) -> str:
    """What tells the element from its like; '' where nothing does. Brackets are for paths alone."""
    parts = [_part(element, *place) for place in way_to(parent, tag, element)]
    return "-".join(parts).replace("[", "(").replace("]", ")")


def way_to(parent: str, tag: str, element: _Element) -> Way:
    """The places that name this element; none where there are none."""
    ways = NAMED.get(f"{parent}/{tag}") or NAMED.get(tag) or ()
    return next((way for way in ways if all(_part(element, *place) for place in way)), ())


def _part(element: _Element, where: str, attribute: str) -> str:
    found = element.find(where) if where else element
    if found is None:
        return ""
    if is_address(where):
        return "-".join(text for name in ADDRESS if (text := found.get(name)))
    return (found.get(attribute) if attribute else found.text) or ""


def elements(root: _Element) -> dict[str, _Element]:
    """Every element below the root by its path, whether or not it holds a fact; the root's own path is ''."""
    found = {"": root}
    _elements("", root, found)
    return found


def _elements(path: str, element: _Element, found: dict[str, _Element]) -> None:
    for step, child in steps(element):
        below = f"{path}/{step}" if path else step
        found[below] = child
        _elements(below, child, found)


def anchors(root: _Element) -> frozenset[str]:
    """The paths of those facts by which elements are named: what a path says already."""
    found: set[str] = set()
    for path, element in elements(root).items():
        parent = element.getparent()
        if path.endswith("]") and parent is not None:
            found.update(_anchors(path, way_to(tag_of(parent), tag_of(element), element)))
    return frozenset(found)


def _anchors(path: str, way: Way) -> Iterator[str]:
    for where, attribute in way:
        place = f"{path}/{where}" if where else path
        names = ADDRESS if is_address(where) else (attribute,)
        yield from (f"{place}@{name}" if name else place for name in names)


def is_lasting(root: str, path: str) -> bool:
    """Whether the running document of an object says this fact as its definition does. root: its tag."""
    branch: Branch | None = RUNTIME.get(root, _BARE)
    place, _, attribute = path.partition("@") if "[" not in path else _parted(path)
    for step in _STEP.findall(place):
        branch = branch.get(step, branch.get("*", _BARE)) if branch is not None else None
        if branch is None:
            return False
    return not attribute or branch is None or f"@{attribute}" not in branch


def _parted(path: str) -> tuple[str, str, str]:
    """The element's path and the attribute; an `@` in a key is none."""
    head, bracket, tail = path.rpartition("]")
    inner, at, attribute = tail.partition("@")
    return head + bracket + inner, at, attribute
