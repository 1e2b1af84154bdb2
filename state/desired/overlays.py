"""What is wrong with a manifest's `xml`: no XML, another object's, a secret, or what a field says already.

Why it exists: the overlay is text to pydantic, and its mistakes have lines of their own. Called by
`state.desired.check` for every valid spec.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from schemas import xml
from schemas.flat import declared
from schemas.keys import NAMED
from schemas.overlay import is_secret, stated
from schemas.spec import Spec
from schemas.walk import elements, spots, way_to
from state.desired.document import Problem
from state.desired.excerpt import Fault, brief
from state.desired.nodes import Path

_PATH: Path = ("spec", "xml")
_IDENTITY = ("name", "uuid")


def misstated(spec: Spec) -> list[Problem]:
    """Every mistake in the `xml` of a spec; none where it has none."""
    written: str | None = getattr(spec, "xml", None)
    return [] if written is None else list(_mistakes(spec, written))


def _mistakes(spec: Spec, written: str) -> Iterator[Problem]:
    try:
        overlay = xml.parse(written)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        message = f"`xml` is not well-formed: {brief(str(error))}"
        yield _problem(line, message, "write it as `virsh dumpxml` prints it, beginning with `xml: |`")
        return
    if overlay.getroottree().docinfo.internalDTD is not None:
        yield _problem(1, "`xml` declares a document type", "take <!DOCTYPE …> out: entities are not read")
        return
    if overlay.tag != spec.XML:
        yield _problem(1, f"`xml` begins with <{brief(str(overlay.tag))}>", f"begin with <{spec.XML}>")
        return
    yield from _misplaced(overlay)
    yield from _said_twice(spec, overlay)


def _misplaced(overlay: _Element) -> Iterator[Problem]:
    """What an overlay cannot say, or does not."""
    for child in overlay:
        if child.tag in _IDENTITY:
            remedy = "take it out: `metadata.name` and `spec.uuid` say it"
            yield _problem(_line(child), f"<{child.tag}> is not a part of `xml`", remedy)
    for device in overlay.iterfind("devices/*"):
        yield from _unnamed(device)
    for path, spot in spots(overlay).items():
        if is_secret(path):
            remedy = "state it by the field (`graphics[].password`), which hides it from people"
            yield _problem(_line(spot.element), f"`{path}` is a secret, which `xml` would show", remedy)
    if not stated(overlay):
        yield _problem(1, "`xml` says nothing", "take it out, or state an attribute or a text")


def _unnamed(device: _Element) -> Iterator[Problem]:
    """A device that nothing identifies, or only an alias, which no other hand's device has."""
    tag = str(device.tag)
    ways = NAMED.get(f"devices/{tag}") or NAMED.get(tag) or ()
    if ways and not way_to("devices", tag, device):
        names = ["/".join(filter(None, (where, attribute))) for where, attribute in ways[0]]
        remedy = f"name it by {' and '.join(names)}, as the field of the manifest or `virsh dumpxml` has it"
        yield _problem(_line(device), f"which <{tag}> is meant?", remedy)
    alias = device.find("alias")
    if alias is not None:
        yield _problem(
            _line(alias), "<alias> is not a part of `xml`", "take it out: a field's `name` says it"
        )


def _said_twice(spec: Spec, overlay: _Element) -> Iterator[Problem]:
    """What a field of the same manifest states as well."""
    root = xml.create(type(spec), declared(spec))
    by_field, places = spots(root), elements(root)
    here = spots(overlay)
    for path in stated(overlay):
        if path in by_field and not (path in places and path.endswith("]")):
            remedy = "take it out of `xml`, or the field out of `spec`"
            yield _problem(_line(here[path].element), f"`{path}` is stated by a field too", remedy)


def _problem(line: int, message: str, remedy: str) -> Problem:
    """line: of the overlay, from 1; a literal block begins on the line after its key."""
    return Problem(_PATH, Fault(message, remedy), below=line)


def _line(element: _Element) -> int:
    return element.sourceline or 1
