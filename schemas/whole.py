"""Both of libvirt's documents of an object, kept as text: the baseline by which nothing moves unseen.

Why it exists: while libvirt prints the same text, nothing moved, so text is what is kept; packed, because
there are thousands. Made by `state.live.reading`, kept by the ledger, compared by `reconciler.outside`.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.etree import _Element

from schemas import xml
from schemas.facts import Secret
from schemas.keys import SECRET_ATTRIBUTE, SECRET_ELEMENT


@dataclass(frozen=True, slots=True)
class Whole:
    """The definition and the running document, packed; empty where there is none.

    run: libvirt's number of the run that the running document is of, since a start makes up many values; only
    machines have one.
    """

    persistent: bytes = b""
    running: bytes = b""
    run: str = ""

    def sealed(self, key: bytes) -> "Whole":
        """The same with every secret replaced by its digest: what the ledger and a plan may hold."""
        return replace(self, persistent=_sealed(self.persistent, key), running=_sealed(self.running, key))


NO_DOCUMENTS = Whole()


def pack(text: str) -> bytes:
    """A document's text, as it is kept. No text stays nothing."""
    return zlib.compress(text.encode(), 1) if text else b""


def unpacked(packed: bytes) -> _Element:
    """The document again."""
    return xml.parse(zlib.decompress(packed).decode())


def without_secrets(root: _Element) -> _Element:
    """The document (changed in place) with no secret in it: a digest must never be taken for a password."""
    for holder, attribute in _secrets(root):
        if attribute:
            holder.attrib.pop(attribute)
        elif (parent := holder.getparent()) is not None:
            parent.remove(holder)
    return root


def _secrets(root: _Element) -> Iterator[tuple[_Element, str]]:
    """The places of secrets: an element and its attribute, '' for its text."""
    yield from ((holder, SECRET_ATTRIBUTE) for holder in [*root.iterfind(f".//*[@{SECRET_ATTRIBUTE}]")])
    yield from ((holder, "") for holder in [*root.iter(SECRET_ELEMENT)])


def _sealed(packed: bytes, key: bytes) -> bytes:
    if not packed:
        return packed
    root = unpacked(packed)
    for holder, attribute in _secrets(root):
        digest = Secret(holder.get(attribute, "") if attribute else holder.text or "").digest(key).hexadecimal
        if attribute:
            holder.set(attribute, digest)
        else:
            holder.text = digest
    return pack(xml.text_of(root))
