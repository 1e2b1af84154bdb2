"""What a secret is for, in libvirt's XML: the element that names it depends on the type of its usage.

Used by the spec of a secret, and found by `schemas.store`, which keeps codecs by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree
from lxml.etree import _Element

from schemas.codecs import Codec
from schemas.facts import Value

_TAGS: Mapping[str, str] = MappingProxyType({"volume": "volume", "iscsi": "target"})  # of all others: name


@dataclass(frozen=True, slots=True)
class UsageId(Codec):
    """The text of <usage>'s only child; `attribute` is always empty."""

    def read(self, element: _Element, attribute: str) -> Value | None:  # noqa: ARG002 - the port's signature
        """What it is for; None where it does not say."""
        child = next(iter(element.iterchildren("name", "target", "volume")), None)
        return None if child is None else child.text

    def write(self, element: _Element, attribute: str, value: Value) -> None:  # noqa: ARG002 - the same
        """Say it as this type of usage does."""
        tag = _TAGS.get(element.get("type", ""), "name")
        child = next(iter(element.iterchildren("name", "target", "volume")), None)
        if child is None:
            child = etree.SubElement(element, tag)
        child.tag = tag
        child.text = str(value)


USAGE_ID = UsageId("text", str, str)
