"""A document without what libvirt filled in and without its secrets: what a person would have written.

Called by `schemas.adoption`; the tables are in `schemas.adoption.fillings`.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from lxml import etree
from lxml.etree import _Element

from schemas.adoption.fillings import FILLINGS, RUNNING, SECRETS


@dataclass(frozen=True, slots=True)
class Seen:
    """A document (`full`), a copy without libvirt's fillings (`bare`), and which of the copy's elements is
    which of the document's.
    """

    full: _Element
    bare: _Element
    twins: dict[_Element, _Element]


def seen(root: _Element, *, running: bool = False) -> Seen:
    """A document, with a bare copy. running: it is of what runs; the copy is without what only that has."""
    copy = deepcopy(root)
    twins = dict(zip(copy.iter(), root.iter(), strict=True))
    tag = str(root.tag)
    table = RUNNING.get(tag, FILLINGS.get(tag, ())) if running else FILLINGS.get(tag, ())
    _take_out(copy, (*table, *(path for path, _ in SECRETS.get(tag, ()))))
    return Seen(root, copy, twins)


def secrets(root: _Element) -> tuple[str, ...]:
    """What secrets a document has of which no field speaks, in words."""
    return tuple(words for path, words in SECRETS.get(str(root.tag), ()) if words and _found(root, path))


def _take_out(root: _Element, paths: Iterable[str]) -> None:
    for path in paths:
        for found in _found(root, path):
            if isinstance(found, _Element):
                _remove(found)
            else:
                _clear(found)


def _found(root: _Element, path: str) -> "list[_Element | etree._ElementUnicodeResult]":
    found = _compiled(path)(root)
    return found if isinstance(found, list) else []


@cache
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path)


def _clear(found: "etree._ElementUnicodeResult") -> None:
    """Take an attribute, or the text, out of its element."""
    element = found.getparent()
    if element is None:
        return
    if found.is_attribute and found.attrname is not None:
        element.attrib.pop(found.attrname, None)
    else:
        element.text = None
    if _is_empty(element):
        _remove(element)


def _remove(element: _Element) -> None:
    """Take an element out, and what has nothing else in it."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if _is_empty(parent):
        _remove(parent)


def _is_empty(element: _Element) -> bool:
    return not len(element) and not element.attrib and not (element.text or "").strip()
