"""A document as generic facts: each attribute and text by where it is, whether or not a field declares it.

Why it exists: what no field knows is still compared, adopted and written (the `xml` overlay), and watched.
Used by `schemas.overlay` and `reconciler.outside`. A path reads like XPath: `devices/disk[vda]/driver@cache`.
The key in brackets is what identifies an element among its like (`schemas.keys`), never where it stands;
elements that nothing tells apart are counted (`boot`, `boot[#2]`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml.etree import _Element

from schemas.keys import NAMED, OMITTED, RUNTIME, Branch, address_of

_OUR_MARK = "{urn:virt-reconcile:1}"
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
        if not isinstance(child.tag, str) or child.tag.startswith(_OUR_MARK):
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
    ways = NAMED.get(f"{parent}/{tag}") or NAMED.get(tag)
    for way in ways or ():
        parts = [_part(element, where, attribute) for where, attribute in way]
        if all(parts):
            return "-".join(parts).replace("[", "(").replace("]", ")")
    return ""


def _part(element: _Element, where: str, attribute: str) -> str:
    if where == "address" or where.endswith("/address"):
        place = element.find(where)
        return "" if place is None else address_of(place)
    found = element.find(where) if where else element
    if found is None:
        return ""
    return (found.get(attribute) if attribute else found.text) or ""
