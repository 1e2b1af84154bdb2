"""What moved in an object's documents outside its manifest: whatever no field and no overlay of it states.

Why it exists: nothing moves unseen. The settled documents and the present ones are brought to what the
manifest states; what is different then, is reported. Pure. Called by `reconciler.plan` and
`reconciler.readback`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from reconciler.diff import Sides, compare
from reconciler.recognition import christen
from reconciler.steps import Cause, Change, Document
from schemas import overlay, xml
from schemas.facts import GENERIC, Facts, Value, is_generic, under
from schemas.form import Items, slot_at
from schemas.markers import Impact
from schemas.walk import walk
from schemas.whole import unpacked


def differences(sides: Sides) -> tuple[Change, ...]:
    """Every difference between the sides, those outside the manifest last."""
    changes = compare(sides)
    return (*changes, *outside(sides, changes))


def outside(sides: Sides, changes: Iterable[Change]) -> tuple[Change, ...]:
    """What moved outside the manifest since it was settled. changes: what the facts of the manifest say."""
    settled, live = sides.settled, sides.live.whole
    found: list[Change] = []
    neutral = _Neutral(sides, _items(sides, changes))
    if _moved(settled.persistent, live.persistent):
        before, now = neutral.walked(settled.persistent), neutral.walked(live.persistent)
        found += _changes(before, now, Document.PERSISTENT)
    if _moved(settled.running, live.running) and _same_run(settled.running, live.running):
        before, now = (neutral.walked(text, running=True) for text in (settled.running, live.running))
        defined = neutral.walked(live.persistent, running=True) if live.persistent else {}
        moved = {path for path in {**before, **now} if not defined or now.get(path) != defined.get(path)}
        found += _changes(_only(before, moved), _only(now, moved), Document.RUNNING)
    return tuple(found)


def _moved(settled: bytes, live: bytes) -> bool:
    return bool(settled) and bool(live) and settled != live


def _same_run(settled: bytes, live: bytes) -> bool:
    """Whether both are of one run: a start makes up many values. A network has no number of its run."""
    return unpacked(settled).get("id") == unpacked(live).get("id")


def _items(sides: Sides, changes: Iterable[Change]) -> frozenset[str]:
    """The items that came or went: their changes say all there is to say."""
    paths = (change.path for change in changes if change.path and not is_generic(change.path))
    return frozenset(
        path for path in paths if path.endswith("]") and isinstance(slot_at(sides.spec, path), Items)
    )


@dataclass(frozen=True, slots=True)
class _Neutral:
    """Documents with all that the manifest states made alike, and without the items that came or went."""

    sides: Sides
    items: frozenset[str]

    def walked(self, packed: bytes, *, running: bool = False) -> Mapping[str, str]:
        """The generic facts that are left."""
        root = unpacked(packed)
        christen(self.sides.spec, root, self.sides.known)
        for item in self.items:
            xml.remove(self.sides.spec, root, item)
        xml.write(self.sides.spec, root, self._stated())
        self._overlay(root)
        return walk(root, running=running)

    def _stated(self) -> Facts:
        gone = {path for item in self.items for path, _ in under(self.sides.want, item)}
        return {
            path: value
            for path, value in self.sides.want.items()
            if path not in gone and not is_generic(path)
        }

    def _overlay(self, root: _Element) -> None:
        if self.sides.overlay:
            written = xml.parse(self.sides.overlay)
            overlay.graft(root, written, overlay.stated(written))


def _only(found: Mapping[str, str], paths: set[str]) -> Mapping[str, str]:
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
