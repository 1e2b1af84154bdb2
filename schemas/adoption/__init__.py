"""A live object as the manifest that one would have written for it: `adopted`. Pure.

Why it exists: what has grown on a host for years is to come under management without a change. Declared
fields are read from the document, libvirt's own fillings are left out, and the rest is raw XML. Called by the
command `adopt`; see docs/decisions/0007-the-whole-document.md.
"""

from schemas.adoption.adopted import Adopted, Note, Sighting, adopted
from schemas.adoption.validity import Unstatable

__all__ = ["Adopted", "Note", "Sighting", "Unstatable", "adopted"]
