"""Whether a report names what moved: paths of changes, typed or generic, against two documents of one object.

Pure. Used by the law of drifts. A typed path speaks of its element in either document; one that begins with
`xml:` is a generic one already. What it names, it names with all that is below.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from reconciler.recognition import same
from schemas import xml
from schemas.codecs import Codec
from schemas.facts import under
from schemas.form import Form, Items, Leaf, Repeated, slot_at
from schemas.walk import elements, steps, walk

GENERIC = "xml:"
_STEP = re.compile(r"/(?![^\[]*\])")  # a key may hold a slash

_LOOKED_AT = "target/clusterSize"


@dataclass(frozen=True)
class Sides:
    """Both documents of an object, its devices under their manifest's names."""

    spec: Form
    before: _Element
    after: _Element

    def generic(self, reported: str) -> frozenset[str]:
        """What a reported path is called generically, before and after; nothing where it is in neither.

        Where the change gave its element another key, all of that element is meant, under both names; where
        it came or went with the elements around it, all of these.
        """
        if reported.startswith(GENERIC):
            return frozenset({reported.removeprefix(GENERIC)})
        before, after = (tuple(_places(self.spec, reported, each)) for each in (self.before, self.after))
        gone = {_outermost(place, elements(self.after)) for place in set(before) - set(after)}
        come = {_outermost(place, elements(self.before)) for place in set(after) - set(before)}
        renamed = ({_renamed(*pair), _renamed(*pair[::-1])} for pair in zip(before, after, strict=False))
        return frozenset({*before, *after, *gone, *come}).union(*renamed)

    def written(self, reported: str) -> frozenset[str]:
        """The generic paths that say something else where a field is left out: what it writes beside its
        value, such as the name of a firmware's feature or the type of a secret.
        """
        return frozenset().union(*(self._written(reported, each) for each in (self.before, self.after)))

    def _written(self, reported: str, document: _Element) -> frozenset[str]:
        facts = xml.read(self.spec, document)
        others = facts.keys() - dict(under(facts, reported)).keys()
        if reported.startswith(GENERIC) or len(others) == len(facts):
            return frozenset()
        less = {path: value for path, value in facts.items() if path in others}
        made, bare = (walk(xml.create(self.spec, some)) for some in (facts, less))
        return frozenset(path for path in made | bare if made.get(path) != bare.get(path))

    def respelt(self) -> frozenset[str]:
        """The generic paths of fields whose values mean one thing: QEMU takes memory in whole MiB, say."""
        old, new = (xml.read(self.spec, each) for each in (self.before, self.after))
        alike = [path for path in old if path in new and old[path] != new[path]]
        alike = [path for path in alike if same(self.spec, path, old[path], new[path])]
        return frozenset(place for path in alike for place in self.generic(path))

    def unmoved(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of the generic paths of which a field says the same before and after, though libvirt prints
        them in one only: minutes are what a lease is counted in, and a slot with two functions has a flag.
        """
        old, new = (xml.read(self.spec, each) for each in (self.before, self.after))
        alike = (path for path in old if path in new and same(self.spec, path, old[path], new[path]))
        places = ((path, place) for path in alike for place in self.generic(path))
        quiet = {place for path, place in places if _is_leaf(place) or old[path] != new[path]}
        return frozenset(path for path in paths if any(covers(place, path) for place in quiet))

    def same(self, reported: str) -> bool:
        """Whether a field, or an item, says the same before and after."""
        before, after = (
            dict(under(xml.read(self.spec, each), reported)) for each in (self.before, self.after)
        )
        return before == after


def _is_leaf(place: str) -> bool:
    """Whether a generic path is an attribute's, so that it is all that the field is about."""
    return "@" in place.rpartition("]")[2]


def moved(before: _Element, after: _Element) -> frozenset[str]:
    """The generic paths whose value differs between the documents.

    An element that is empty in one of them has a path of its own there; what is in it says that already. What
    is in a volume's file libvirt knows only after it has looked at it, and then it knows the clusters' size.
    """
    old, new = walk(before), walk(after)
    if before.tag == "volume" and (_LOOKED_AT in old) is not (_LOOKED_AT in new):
        return frozenset(path for path in old.keys() & new.keys() if old[path] != new[path])
    paths = {path for path in {**old, **new} if old.get(path) != new.get(path)}
    return frozenset(path for path in paths if old.get(path) or new.get(path) or not _has_inner(path, paths))


def _has_inner(path: str, paths: set[str]) -> bool:
    return path[-1] != "]" and any(inner != path and covers(path, inner) for inner in paths)


def nameless(paths: Iterable[str]) -> bool:
    """Whether what moved, or is named, is one of elements that nothing tells apart: it may be any of them."""
    return any("#" in path for path in paths)


def unnamed(sides: Sides, paths: Iterable[str], reported: Iterable[str]) -> frozenset[str]:
    """The generic paths that nothing reported covers."""
    reported = list(reported)
    places = [place for path in reported for place in sides.generic(path)]
    missed = frozenset(path for path in paths if not any(covers(place, path) for place in places))
    return missed.difference(*(sides.written(path) for path in reported)) if missed else missed


def unfounded(sides: Sides, paths: frozenset[str], reported: Iterable[str]) -> tuple[str, ...]:
    """What is reported and did not move."""
    return tuple(
        path
        for path in reported
        if not any(covers(place, leaf) for place in sides.generic(path) for leaf in paths)
        and (path.startswith(GENERIC) or sides.same(path))
    )


def covers(name: str, path: str) -> bool:
    """Whether a generic path is that one, or lies below it."""
    return path == name or (path.startswith(name) and (not name or path[len(name)] in "/@"))


def _places(spec: Form, reported: str, document: _Element) -> Iterator[str]:
    slot = slot_at(spec, reported)
    outer = xml.locate(spec, document, reported)
    if outer is None:
        return
    match slot:
        case Items():
            yield path_of(outer)
        case Leaf() | Repeated():
            for around in (outer, *outer.iterancestors()):
                if around.get("type"):
                    yield f"{path_of(around)}@type"  # a field of one type of device alone says the type, too
            for element in outer.findall(slot.place.element) if slot.place.element else [outer]:
                plain = type(slot.codec).read is Codec.read  # others look at more than one attribute
                at = slot.place.attribute if plain else ""
                yield f"{path_of(element)}@{at}" if at else path_of(element)


def _renamed(one: str, other: str) -> str:
    """The first element on the path whose key is not the other path's; the path itself where none is."""
    ours, theirs = (_STEP.split(path) for path in (one, other))
    for count, (mine, its) in enumerate(zip(ours, theirs, strict=False), 1):
        if mine.rpartition("]")[:2] != its.rpartition("]")[:2]:
            return "/".join([*ours[: count - 1], "".join(mine.rpartition("]")[:2])])
    return one


def _outermost(place: str, there: Container[str]) -> str:
    """The outermost element around a place that is not there."""
    way = [f"{head}]" if head else tail.partition("@")[0] for head, _, tail in _parted(place)]
    heads = ("/".join(way[:count]) for count in range(1, len(way) + 1))
    return next((head for head in heads if head not in there), place)


def _parted(place: str) -> Iterator[tuple[str, str, str]]:
    return (step.rpartition("]") for step in _STEP.split(place))


def path_of(element: _Element) -> str:
    """The generic path of an element."""
    parent = element.getparent()
    if parent is None:
        return ""
    step = next(step for step, child in steps(parent) if child is element)
    above = path_of(parent)
    return f"{above}/{step}" if above else step
