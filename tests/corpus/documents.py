"""The corpus: every document of a kind that libvirt keeps, found in the sources of libvirt and virt-manager.

Called by the harness and by the sample in `make test`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from lxml.etree import _Element

# What libvirt keeps, by the root of its document, and what the command line calls it.
OBJECTS = ("domain", "network", "pool", "volume", "filter", "secret")
MEMORIES = ("domainsnapshot", "domaincheckpoint")  # which it keeps beside a machine
TAGS = (*OBJECTS, *MEMORIES)
_NOT_A_NAME = re.compile(r"[^a-z0-9.]+")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_blank_text=True, remove_comments=True
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Document:
    """One document as somebody wrote it. path: in its source, with `#2` for the second one of a file."""

    tag: str
    path: str
    text: str

    @cached_property
    def name(self) -> str:
        """A name that no other document has, and that any of libvirt's objects may bear."""
        source, *_, folder, stem = self.path.lower().replace(".xml", "").split("/")
        return _NOT_A_NAME.sub("-", f"{source}-{folder}-{stem}")

    @property
    def uuid(self) -> str:
        """An identity for a document that states none."""
        return str(uuid5(NAMESPACE_URL, self.path))

    def root(self) -> _Element:
        """The document, for the caller to change."""
        return etree.fromstring(self.text, _PARSER)


def corpus(sources: Mapping[str, Path]) -> tuple[Document, ...]:
    """Every document below these folders, each text once, in an order that is always the same."""
    found: dict[str, Document] = {}
    for name, folder in sources.items():
        for file in sorted(folder.rglob("*.xml")):
            if not file.is_symlink():  # a test that shares another's document
                for document in _documents(f"{name}/{file.relative_to(folder)}", file):
                    found.setdefault(document.text, document)
    return tuple(sorted(found.values(), key=lambda each: (TAGS.index(each.tag), each.path)))


def _documents(path: str, file: Path) -> Iterator[Document]:
    text = _DECLARATION.sub("", file.read_bytes().decode("utf-8", "replace"))
    for position, element in enumerate(_within(text), 1):
        whole = etree.tostring(element, encoding="unicode", with_tail=False)
        yield Document(str(element.tag), path if position == 1 else f"{path}#{position}", whole)


def _within(text: str) -> list[_Element]:
    """What a file holds: a document, several in a row, or some inside of another sort of document, which is
    itself one where it is a memory.
    """
    try:
        root = etree.fromstring(f"<all>{text}</all>", _PARSER)
    except etree.XMLSyntaxError:
        return []  # a test of what is no XML
    direct = [child for child in root if child.tag in OBJECTS]
    inner = [inner for child in root for inner in child if inner.tag in OBJECTS]
    return direct or [*inner, *(child for child in root if child.tag in MEMORIES)]
