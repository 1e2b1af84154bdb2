"""Both of libvirt's documents of an object, kept as text: the baseline by which nothing moves unseen.

Why it exists: while libvirt prints the same text, nothing moved, so text is what is kept; packed, because
there are thousands. Made by `state.live.reading`, kept by the ledger, compared by `reconciler.outside`.
"""

import zlib
from dataclasses import dataclass, replace

from lxml.etree import _Element

from schemas import xml
from schemas.facts import Secret


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
    for holder in root.iterfind(".//*[@passwd]"):
        holder.attrib.pop("passwd")
    return root


def _sealed(packed: bytes, key: bytes) -> bytes:
    if not packed:
        return packed
    root = unpacked(packed)
    for holder in root.iterfind(".//*[@passwd]"):
        holder.set("passwd", Secret(holder.get("passwd", "")).digest(key).hexadecimal)
    return pack(xml.text_of(root))
