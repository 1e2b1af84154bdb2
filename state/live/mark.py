"""The mark we leave in an object's own metadata: which ledger looks after it. `reconciler.kinds` writes it
with virDomainSetMetadata alone, never by a redefinition; the observer reads it back from the definition.

Where libvirt keeps no metadata (pools, volumes; networks before 9.7) the ledger is the only mark.
"""

from lxml import etree
from lxml.etree import _Element

from schemas.walk import MARK

URI = MARK
KEY = "virt-reconcile"  # the namespace prefix that libvirt writes
_ELEMENT = "managed"
_PLACE = f"metadata/{{{URI}}}{_ELEMENT}"


def element(mark: str) -> str:
    """The `metadata` argument of virDomainSetMetadata(VIR_DOMAIN_METADATA_ELEMENT, …, KEY, URI)."""
    made = etree.Element(_ELEMENT)
    made.set("by", mark)
    return etree.tostring(made, encoding="unicode")


def read(root: _Element) -> str | None:
    """The ledger identity in a document's metadata; None where it has none."""
    found = root.find(_PLACE)
    return None if found is None else found.get("by")
