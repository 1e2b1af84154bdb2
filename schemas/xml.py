"""Between libvirt's XML and facts, by the declared fields alone: read, write, create.

Why it exists: the observer reads live documents into facts with it, the kinds write a change into the
live document with it (never re-rendering: what no field declares stays as it is), and nothing else
touches libvirt's XML by hand.
"""

from lxml import etree
from lxml.etree import _Element

from schemas.facts import Facts
from schemas.form import Described, Items, form, slot_at, steps
from schemas.guise import unmask
from schemas.reader import keyed, leaf_value, locate, read
from schemas.writer import detach, name, write

__all__ = ["create", "keyed", "leaf_value", "locate", "name", "parse", "read", "remove", "text_of", "write"]

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, huge_tree=False)


def parse(text: str) -> _Element:
    """libvirt's document as an element tree; etree.XMLSyntaxError where it is none."""
    root = etree.fromstring(text, _PARSER)
    unmask(root)
    return root


def text_of(root: _Element) -> str:
    """The document as libvirt takes it."""
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def create(spec: Described, facts: Facts) -> _Element:
    """A new document that says these facts and nothing else."""
    root = etree.Element(form(spec).tag)
    write(spec, root, facts)
    return root


def remove(spec: Described, root: _Element, path: str) -> bool:
    """Take one item (`disks[root]`) out of the document; False where it is not there.

    What only held it goes with it: libvirt refuses a <numa> without cells.
    """
    found, slot = locate(spec, root, path), slot_at(spec, path)
    depth = len(steps(slot.marker.path)) - 1 if isinstance(slot, Items) else 0
    holders = [] if found is None else [*found.iterancestors()][:depth]
    done = detach(found)
    for holder in holders:
        if len(holder) or holder.attrib or (holder.text or "").strip():
            break
        detach(holder)
    return done
