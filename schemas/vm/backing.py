"""The chain of images below a disk, as one line of text for each: `qcow2 file /images/base.qcow2`.

Why it exists: libvirt nests each image in the one that it is below of, as deep as the chain is long, and a
field has one place. A chain with images that a line cannot tell of (on a server, say) is none of the field's:
it is left as it is. Used by the spec of disks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml.etree import _Element

from schemas.codecs import Codec
from schemas.facts import Value

END = "end"
LINK = r"^(end|[a-z0-9]+ (file|block|dir) /[^\x00-\x1f\x7f\ufffe\uffff]*)$"
_ATTRIBUTES: Mapping[str, str] = MappingProxyType({"file": "file", "block": "dev", "dir": "dir"})
_ALLOWED = frozenset({"backingStore", "format", "source"})


@dataclass(frozen=True, slots=True)
class Chain(Codec):
    """The <backingStore> of an element, and of that, and so on; a tuple of lines."""

    def read(self, element: _Element, attribute: str) -> Value | None:  # noqa: ARG002 - the port's signature
        """The lines, nearest first; None where there is no chain, ValueError where one cannot be told."""
        return tuple(_links(element)) or None

    def write(self, element: _Element, attribute: str, value: Value) -> None:  # noqa: ARG002 - the same
        """Put this chain in the place of the one that is there."""
        for stale in element.findall("backingStore"):
            element.remove(stale)
        for line in value if isinstance(value, tuple) else ():
            element = _append(element, str(line))


def _links(element: _Element) -> Iterator[Value]:
    image = element.find("backingStore")
    while image is not None:
        yield _line(image)
        image = image.find("backingStore")


def _line(image: _Element) -> str:
    if not len(image) and not image.attrib:
        return END
    kind, form, source = image.get("type", ""), image.find("format"), image.find("source")
    if form is None or source is None or {str(child.tag) for child in image} - _ALLOWED:
        raise ValueError("an image that a line cannot tell of")
    attribute = _ATTRIBUTES.get(kind, "")
    told = f"{form.get('type')} {kind} {source.get(attribute)}"
    if len(source) or len(form) or set(source.attrib) - {"index", attribute} or not re.match(LINK, told):
        raise ValueError("an image that a line cannot tell of")
    return told


def _append(element: _Element, line: str) -> _Element:
    image = element.makeelement("backingStore", {})
    element.append(image)
    if line != END:
        form, kind, path = line.split(" ", 2)
        image.set("type", kind)
        image.append(image.makeelement("format", {"type": form}))
        image.append(image.makeelement("source", {_ATTRIBUTES[kind]: path}))
    return image


BACKING_CHAIN = Chain("images", str, str)
