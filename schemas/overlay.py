"""Raw libvirt XML as facts: what a manifest's `xml` says, and how generic facts get into a document.

Why it exists: what no field declares is stated, compared and written here, on the same footing as what fields
declare. Called by `schemas.flat` (facts of a manifest), `state.desired` (its mistakes), `reconciler.diff` (a
document's facts) and `reconciler.edit` (writing).
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from schemas.facts import GENERIC, Digest, Facts, Value
from schemas.keys import RIVALS, SECRET_ATTRIBUTE, SECRET_ELEMENT
from schemas.walk import Spot, anchors, elements, spots, walk

_SECRET = re.compile(rf"@{SECRET_ATTRIBUTE}$|(?:^|/){SECRET_ELEMENT}(?:\[[^\]]*\])?$")


def is_secret(path: str) -> bool:
    """Whether people must not see the fact."""
    return _SECRET.search(path) is not None


def stated(overlay: _Element) -> dict[str, str]:
    """What an overlay says, by plain path. What only tells which element is meant is not said by it."""
    named = anchors(overlay)
    return {path: value for path, value in walk(overlay).items() if path not in named}


def facts(found: Mapping[str, str]) -> Facts:
    """Walked facts as facts among others: with the prefix, and secrets sealed beyond use."""
    return {GENERIC + path: _value(path, value) for path, value in found.items()}


def _value(path: str, value: str) -> Value:
    return Digest(value) if is_secret(path) else value


def graft(target: _Element, source: _Element, paths: Iterable[str]) -> None:
    """Make each path (plain) of the target as the source has it; what the source has not goes.

    An element that the target has not is copied as it is where it has a key, else made for the leaf alone.
    """
    grafting = _Graft(target, source)
    for path in paths:
        grafting.take(path)


class _Graft:
    """Both documents by path, while leaves go from one to the other."""

    def __init__(self, target: _Element, source: _Element) -> None:
        self._target, self._source = elements(target), elements(source)
        self._leaves, self._there = spots(source), spots(target)

    def take(self, path: str) -> None:
        """One leaf."""
        leaf = self._leaves.get(path)
        if leaf is not None:
            self._put(path, leaf)
        elif path in self._there:
            self._drop(path, self._there[path])

    def _put(self, path: str, leaf: Spot) -> None:
        element = self._ensured(_place(path, leaf))
        if leaf.attribute:
            _give_way(element, leaf)
            element.set(leaf.attribute, leaf.value)
        elif leaf.value:
            element.text = leaf.value

    def _ensured(self, path: str) -> _Element:
        """The target's element at a path that the source has, made where it is not there."""
        found = self._target.get(path)
        if found is not None:
            return found
        parent = self._ensured(_parent(path))
        if path in self._target:  # it came with its parent
            return self._target[path]
        original = self._source[path]
        made = _whole(original) if path.endswith("]") else _bare(original)
        below = elements(made)
        self._target |= {f"{path}/{inner}" if inner else path: each for inner, each in below.items()}
        parent.append(made)
        return made

    def _drop(self, path: str, leaf: Spot) -> None:
        """Take a leaf away, and the elements around it that say nothing any more."""
        place = _place(path, leaf)
        if leaf.attribute:
            leaf.element.attrib.pop(leaf.attribute, None)
        else:
            leaf.element.text = None
        if place == path and path.endswith("]"):
            _detach(leaf.element)
        while place and place not in self._leaves and _is_bare(self._target[place]):
            _detach(self._target.pop(place))
            place = _parent(place)


def _give_way(element: _Element, leaf: Spot) -> None:
    """Take out what cannot stand beside the attribute that is about to be set."""
    rivals = RIVALS.get(str(element.tag), frozenset())
    if leaf.attribute in rivals:
        for rival in rivals - set(leaf.element.attrib):
            element.attrib.pop(rival, None)


def _whole(original: _Element) -> _Element:
    """The element with all that is in it."""
    made = deepcopy(original)
    made.tail = None
    return made


def _place(path: str, leaf: Spot) -> str:
    """The path of the element that a leaf is of."""
    return path.removesuffix(f"@{leaf.attribute}") if leaf.attribute else path


def _parent(path: str) -> str:
    """The path of the element around; a slash in a key divides nothing."""
    depth = 0
    for at in range(len(path) - 1, -1, -1):
        depth += {"]": 1, "[": -1}.get(path[at], 0)
        if path[at] == "/" and depth == 0:
            return path[:at]
    return ""


def _bare(element: _Element) -> _Element:
    """The element alone: its name and namespaces, nothing in it."""
    return etree.Element(element.tag, nsmap=element.nsmap)


def _is_bare(element: _Element) -> bool:
    return not len(element) and not element.attrib and not (element.text or "").strip()


def _detach(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def alike(want: Value, have: Value) -> bool:
    """Whether two texts mean one thing to libvirt, which has a spelling of its own for numbers and MACs."""
    if want == have:
        return True
    first, second = str(want).strip(), str(have).strip()
    return (
        first == second
        or (_number(first) is not None and _number(first) == _number(second))
        or (":" in first and first.lower() == second.lower())
    )


def _number(text: str) -> int | None:
    for base in (0, 10):
        try:
            return int(text, base)
        except ValueError:
            continue
    return None


def shown(found: Mapping[str, str], path: str) -> tuple[str, ...]:
    """An element in short, as a report shows one that came or went: its leaves as `driver@cache=none`."""
    inner = ((leaf[len(path) :].lstrip("/"), value) for leaf, value in found.items() if lies_in(leaf, path))
    return tuple(f"{name}={'<redacted>' if is_secret(name) else value}" for name, value in inner if name)


def lies_in(path: str, outer: str) -> bool:
    """Whether a fact is of this element, or of one in it."""
    return path.startswith(outer) and path[len(outer) : len(outer) + 1] in ("", "/", "@")
