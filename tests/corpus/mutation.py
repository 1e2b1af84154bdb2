"""Small changes of a document, as somebody would make them with an editor. Pure, and drawn from the corpus.

A value becomes another one that some document has in that place, an element goes, an element comes that some
document has there. Called by the law of drifts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from lxml.etree import _Element

from schemas.facts import pattern
from schemas.walk import Spot, spots, steps, tag_of

_OPPOSITES: Mapping[str, str] = MappingProxyType(
    {"yes": "no", "no": "yes", "on": "off", "off": "on", "true": "false", "false": "true"}
)
_NUMBER = re.compile(r"(?:0x)?[0-9a-f]+$")
_IDENTITY = ("name", "uuid", "usage")  # changed, it is another object
_COSTLY = ("capacity@unit",)  # a volume is made for real
_ENOUGH = 3  # values to try in one place


@dataclass(frozen=True)
class Mutation:
    """sort: changed, removed or added. path: where. root: the document with it."""

    sort: str
    path: str
    root: _Element

    def __str__(self) -> str:
        return f"{self.sort} {self.path}"


@dataclass(frozen=True)
class Piece:
    """An element of some document: the step of a path that names it there, and its shape."""

    element: _Element
    step: str
    shape: str


@dataclass(frozen=True)
class Palette:
    """What documents have where: values by place, and elements by the path of their parent's tags."""

    values: Mapping[str, tuple[str, ...]]
    elements: Mapping[str, tuple[Piece, ...]]

    @classmethod
    def of(cls, documents: Iterable[_Element]) -> "Palette":
        """What these documents have."""
        values: dict[str, dict[str, None]] = {}
        elements: dict[str, dict[str, Piece]] = {}
        for root in documents:
            for path, spot in spots(root).items():
                values.setdefault(pattern(path), {})[spot.value] = None
            for parent in root.iter("*"):
                pieces = elements.setdefault(_tags(parent), {})
                for step, child in steps(parent):
                    piece = Piece(child, step, _shape(child))
                    pieces.setdefault(f"{pattern(step)} {piece.shape}", piece)
        return cls(
            {place: tuple(found) for place, found in values.items()},
            {place: tuple(found.values()) for place, found in elements.items()},
        )


class Mutations:
    """Makes mutations of one document after the other, and none that was made before.

    most: of one document, drawn at random, the same ones each time; None for all.
    """

    def __init__(self, palette: Palette, most: int | None = None) -> None:
        self._palette = palette
        self._most = most
        self._made: set[tuple[str, ...]] = set()

    def of(self, root: _Element) -> Iterator[Mutation]:
        """The mutations of the document, each of a copy."""
        if self._most is None:
            yield from self._every(root)
        else:
            found = list(self._every(root))
            yield from Random(0).sample(found, min(self._most, len(found)))

    def _every(self, root: _Element) -> Iterator[Mutation]:
        yield from self._changed(root)
        yield from self._removed(root)
        yield from self._added(root)

    def _fresh(self, *key: str) -> bool:
        if key in self._made:
            return False
        self._made.add(key)
        return True

    def _changed(self, root: _Element) -> Iterator[Mutation]:
        for path, spot in spots(root).items():
            if spot.value and not _spared(path) and self._fresh("changed", pattern(path), spot.value):
                for value in self.others(pattern(path), spot.value):
                    copy, place = _copied(root, spot.element)
                    _set(Spot(place, spot.attribute), value)
                    yield Mutation("changed", path, copy)

    def others(self, place: str, value: str) -> tuple[str, ...]:
        """Values that could stand there instead: the opposite, the next number, what other documents have."""
        found = [_OPPOSITES[value]] if value in _OPPOSITES else []
        if _NUMBER.match(value) and (value.startswith("0x") or value.isdigit()):
            found.append(hex(int(value, 16) + 1) if value.startswith("0x") else str(int(value) + 1))
        known = self._palette.values.get(place, ())
        after = known.index(value) + 1 if value in known else 0
        found += [other for other in (*known[after:], *known[:after]) if other not in (value, "")]
        found.append(f"{value[:-1]}{'1' if value[-1] != '1' else '2'}")
        return tuple(dict.fromkeys(found))[:_ENOUGH]

    def _removed(self, root: _Element) -> Iterator[Mutation]:
        for path, element in _elements(root).items():
            if self._fresh("removed", pattern(path), _shape(element)):
                copy, place = _copied(root, element)
                _detach(place)
                yield Mutation("removed", path, copy)
        for path, spot in spots(root).items():
            if spot.attribute and not _spared(path) and self._fresh("removed", pattern(path)):
                copy, place = _copied(root, spot.element)
                place.attrib.pop(spot.attribute)
                yield Mutation("removed", path, copy)

    def _added(self, root: _Element) -> Iterator[Mutation]:
        for path, parent in {"": root, **_elements(root)}.items():
            there = {step for step, _ in steps(parent)}
            for piece in self._palette.elements.get(_tags(parent), ()):
                if piece.step not in there and self._fresh("added", pattern(path), piece.step, piece.shape):
                    copy, place = _copied(root, parent)
                    place.append(deepcopy(piece.element))
                    yield Mutation("added", f"{path}/{piece.step}".lstrip("/"), copy)


def _spared(path: str) -> bool:
    return path in _COSTLY or path.partition("/")[0].partition("@")[0] in _IDENTITY


def _elements(root: _Element, prefix: str = "") -> dict[str, _Element]:
    """Every element below the root by its path."""
    found: dict[str, _Element] = {}
    for step, child in steps(root):
        path = f"{prefix}/{step}" if prefix else step
        if not _spared(path):
            found |= {path: child, **_elements(child, path)}
    return found


def _tags(element: _Element) -> str:
    """`devices/disk`: where an element is, whatever names it."""
    above = [tag_of(each) for each in element.iterancestors()]
    return "/".join([*reversed(above[:-1]), tag_of(element)] if above else [])


def _shape(element: _Element) -> str:
    """What an element says in words: numbers, names and places are left out, so that like is like."""
    words = sorted(
        f"{name}={value}" if value.isalpha() else str(name)
        for inner in element.iter("*")
        for name, value in inner.attrib.items()
    )
    return " ".join([*(tag_of(inner) for inner in element.iter("*")), *words])


def _copied(root: _Element, element: _Element) -> tuple[_Element, _Element]:
    """A copy of the document, and the element's twin in it."""
    twin = copy = deepcopy(root)
    above = [element, *element.iterancestors()]
    for parent, child in zip(above[:0:-1], above[-2::-1], strict=True):
        twin = twin[parent.index(child)]
    return copy, twin


def _set(spot: Spot, value: str) -> None:
    if spot.attribute:
        spot.element.set(spot.attribute, value)
    else:
        spot.element.text = value


def _detach(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
