"""What moved in an object's documents outside its manifest: whatever no field and no overlay of it states.

Why it exists: nothing moves unseen. The settled documents and the present ones are brought to what the
manifest states; what is different then, is reported. Pure. Called by `reconciler.plan` and
`reconciler.readback`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from reconciler.diff import Sides, compare
from reconciler.recognition import christen
from reconciler.steps import Cause, Change, Document
from schemas import overlay, xml
from schemas.facts import GENERIC, Facts, Value, is_generic, under
from schemas.form import Items, form, slot_at
from schemas.markers import Impact
from schemas.walk import walk
from schemas.whole import unpacked

_LOOKED_AT, _OF_AN_ACTIVE_POOL = "target/clusterSize", "target/permissions"


def differences(sides: Sides) -> tuple[Change, ...]:
    """Every difference between the sides, those outside the manifest last."""
    changes = compare(sides)
    return (*changes, *outside(sides, changes))


def outside(sides: Sides, changes: Iterable[Change]) -> tuple[Change, ...]:
    """What moved outside the manifest since it was settled. changes: what the facts of the manifest say."""
    settled, live = sides.settled, sides.live.whole
    items = _items(sides, changes)
    found: list[Change] = []
    if _moved(settled.persistent, live.persistent):
        before, now = _Alike(sides, items).walked(settled.persistent, live.persistent)
        telling = _telling(sides, before, now)
        found += _changes(_only(before, telling), _only(now, telling), Document.PERSISTENT)
    if _moved(settled.running, live.running) and settled.run == live.run:
        alike = _Alike(sides, items, running=True)
        before, now = alike.walked(settled.running, live.running)
        away = (
            _differing(*alike.walked(live.persistent, live.running)) if live.persistent else {**before, **now}
        )
        found += _changes(_only(before, away), _only(now, away), Document.RUNNING)
    return tuple(found)


def _telling(sides: Sides, before: Mapping[str, str], now: Mapping[str, str]) -> Collection[str]:
    """The facts whose difference says that somebody did something, and not that libvirt looked again.

    What is in a volume's file it knows only after it has looked at it, and then it knows the clusters' size.
    The owner and mode of a pool's folder stand in the definition while the pool is up.
    """
    tag, every = form(sides.spec).tag, before.keys() | now.keys()
    if tag == "volume" and (_LOOKED_AT in before) is not (_LOOKED_AT in now):
        return before.keys() & now.keys()
    if tag == "pool" and (sides.recorded or {}).get("active") is not sides.live.active:
        return {path for path in every if not path.startswith(_OF_AN_ACTIVE_POOL)}
    return every


def _moved(settled: bytes, live: bytes) -> bool:
    return bool(settled) and bool(live) and settled != live


def _items(sides: Sides, changes: Iterable[Change]) -> frozenset[str]:
    """The items that the fields report as a whole: what came or went, and what is foreign."""
    paths = (change.path for change in changes if change.path and not is_generic(change.path))
    return frozenset(
        path for path in paths if path.endswith("]") and isinstance(slot_at(sides.spec, path), Items)
    )


@dataclass(frozen=True, slots=True)
class _Alike:
    """Two documents made alike in all that the manifest states, and without the items that only one has."""

    sides: Sides
    items: frozenset[str]
    running: bool = False

    def walked(self, before: bytes, now: bytes) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The generic facts of both that moved: where they differ, the manifest says nothing."""
        roots = (unpacked(before), unpacked(now))
        moved = _differing(*(walk(root, running=self.running) for root in roots))
        for root in roots:
            christen(self.sides.spec, root, self.sides.want, self.sides.recorded or {})
        apart = [item for item in self.items if not all(self._has(root, item) for root in roots)]
        stated = self._stated(apart)
        for root in roots:
            for item in apart:
                _take_out(xml.locate(self.sides.spec, root, item))
            xml.write(self.sides.spec, root, stated)
            self._overlay(root)
        spelt = walk(xml.create(self.sides.spec, stated))  # a size has a unit, which may be another one
        first, second = (
            _only(
                walk(root, running=self.running),
                {path for path in moved if path not in spelt or path[-1] == "]"},
            )
            for root in roots
        )
        return first, second

    def _has(self, root: _Element, item: str) -> bool:
        return xml.locate(self.sides.spec, root, item) is not None

    def _stated(self, apart: list[str]) -> Facts:
        """What the fields state, but for items that only one document has."""
        want, gone = self.sides.want, {path for item in apart for path, _ in under(self.sides.want, item)}
        return {path: value for path, value in want.items() if path not in gone and not is_generic(path)}

    def _overlay(self, root: _Element) -> None:
        if self.sides.overlay:
            written = xml.parse(self.sides.overlay)
            overlay.graft(root, written, overlay.stated(written))


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> Collection[str]:
    """The paths of what differs; of what is in one only, too."""
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


def _take_out(element: _Element | None) -> None:
    """Take an element away, and what was around it alone."""
    while element is not None and (parent := element.getparent()) is not None:
        parent.remove(element)
        element = None if len(parent) or parent.attrib else parent


def _only(found: Mapping[str, str], paths: Collection[str]) -> Mapping[str, str]:
    return {path: value for path, value in found.items() if path in paths}


def _changes(before: Mapping[str, str], now: Mapping[str, str], document: Document) -> Iterator[Change]:
    """One change for each leaf that differs, and one for each element that came or went as a whole."""
    whole: list[str] = []
    for path in {**before, **now}:
        if before.get(path) == now.get(path) or any(overlay.lies_in(path, outer) for outer in whole):
            continue
        if path.endswith("]") and (path not in before or path not in now):
            whole.append(path)
            yield _change(path, (_element(before, path), _element(now, path)), document)
        else:
            yield _change(path, (_leaf(before, path), _leaf(now, path)), document)


def _element(found: Mapping[str, str], path: str) -> Value | None:
    return overlay.shown(found, path) if path in found else None


def _leaf(found: Mapping[str, str], path: str) -> Value | None:
    return overlay.facts({path: found[path]})[GENERIC + path] if path in found else None


def _change(path: str, values: tuple[Value | None, Value | None], document: Document) -> Change:
    return Change(GENERIC + path, *values, document, Impact.RESTART, Cause.DRIFTED)
