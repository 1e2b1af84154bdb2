"""Which attributes an edit of the overlay put others in place of: `usage` of a secret in place of its `uuid`.

Why it exists: what is taken out of a manifest is released and left as it is, but libvirt may refuse the old
attribute beside the new one. Pure. Called by `reconciler.diff` (they differ) and `reconciler.edit` (they go).
"""

from schemas import xml
from schemas.facts import GENERIC, Facts, is_generic
from schemas.form import Described
from schemas.walk import walk


def exchanged(spec: Described, want: Facts, recorded: Facts) -> frozenset[str]:
    """The recorded attributes that the overlay states no more, of elements of which it states another one
    that was not recorded. What a field states now is none of them.
    """
    added = {_around(path) for path in want if is_generic(path) and path not in recorded} - {""}
    gone = {path for path in recorded if is_generic(path) and path not in want and _around(path) in added}
    return frozenset(gone - _of_fields(spec, want)) if gone else frozenset()


def _around(path: str) -> str:
    """The element that an attribute's path is of; '' for the path of an element."""
    place, _, name = path.rpartition("@")
    return place if name and not set("/]") & set(name) else ""


def _of_fields(spec: Described, want: Facts) -> set[str]:
    """The generic paths of what the fields write."""
    fields = {path: value for path, value in want.items() if not is_generic(path)}
    return {GENERIC + path for path in walk(xml.create(spec, fields))}
