"""The three-way comparison of one object: what differs, in which document, at what price and by whose doing.

Pure. Called by `reconciler.plan` with sealed facts (secrets as digests) only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.etree import _Element

from reconciler.recognition import christen, holds, recognised, same
from reconciler.steps import Cause, Change, Document
from schemas import overlay, xml
from schemas.facts import GENERIC, Facts, Value, is_generic, join, owner, under
from schemas.form import Described, Items, Leaf, Placed, Raw, form, price, slot_at, slots
from schemas.markers import Impact
from schemas.walk import elements, is_lasting, walk
from schemas.whole import NO_DOCUMENTS, Whole, unpacked
from state.world import Live


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of one object: desired, recorded (None: never recorded) and live facts.

    overlay: the raw XML that holds the generic facts of `want`. settled: the documents that were recorded.
    """

    spec: Described
    want: Facts
    recorded: Facts | None
    live: Live
    overlay: str = ""
    settled: Whole = NO_DOCUMENTS


def compare(sides: Sides) -> tuple[Change, ...]:
    """Every difference, the persistent document's first. Facts the manifest does not state never differ."""
    found: list[Change] = []
    if sides.live.persistent is not None:
        found += _document(sides, sides.live.persistent, Document.PERSISTENT)
    if sides.live.running is not None:
        found += _document(sides, sides.live.running, Document.RUNNING)
    return tuple(found)


def seen(sides: Sides, facts: Facts, document: Document) -> Facts:
    """What a document says, by the manifest's names; generic facts too, where the manifest states any."""
    have = recognised(sides.spec, sides.want, facts, sides.recorded or {})
    if not any(map(is_generic, sides.want)):
        return have
    running, whole = document is Document.RUNNING, sides.live.whole
    packed = whole.running if running else whole.persistent
    if not packed:
        return have
    root = unpacked(packed)
    christen(sides.spec, root, sides.want, sides.recorded or {})
    declared = _less_overlaid(sides, have, root)
    return {**declared, **overlay.facts(walk(root, running=running))}


def _less_overlaid(sides: Sides, have: Facts, root: _Element) -> Facts:
    """The facts of fields, but for devices that the manifest states as raw XML: they are not foreign."""
    items = [path for path in have if path.endswith("]") and path not in sides.want]
    places = {element: path for path, element in elements(root).items()}
    found = {item: xml.locate(sides.spec, root, item) for item in items}
    stated = (item for item, one in found.items() if one is not None and GENERIC + places[one] in sides.want)
    gone = {path for item in stated for path, _ in under(have, item)}
    return {path: value for path, value in have.items() if path not in gone}


def _document(sides: Sides, facts: Facts, document: Document) -> Iterator[Change]:
    have = seen(sides, facts, document)
    yield from _wanted(sides, have, document)
    yield from _unwanted(sides, have, document)


def _wanted(sides: Sides, have: Facts, document: Document) -> Iterator[Change]:
    """What the manifest states and the document does not have so."""
    absent: set[str] = set()
    running = document is Document.RUNNING
    for path, want in sides.want.items():
        slot = slot_at(sides.spec, path)
        if (running and not _lasts(sides, slot, path)) or _inside(path, absent):
            continue
        if isinstance(slot, Items) or (isinstance(slot, Raw) and path.endswith("]")):
            if path not in have:
                absent.add(path)
                yield _change(sides, path, (_shown(sides.spec, sides.want, path), None), document)
        elif not holds(sides.spec, path, want, have) and not (
            running and _runs_as(slot, want, have.get(path))
        ):
            change = _change(sides, path, (want, have.get(path)), document)
            yield _stale(change) if running and _beyond(sides, path, have) else change


def _lasts(sides: Sides, slot: Placed | Raw, path: str) -> bool:
    """Whether the running document says this as the definition does."""
    if isinstance(slot, Raw):
        return is_lasting(form(sides.spec).tag, path.removeprefix(GENERIC))
    return slot.running


def _runs_as(slot: Placed | Raw, want: Value, have: Value | None) -> bool:
    """Whether a running document shows this for that: a host-model processor is a custom one there."""
    return isinstance(slot, Leaf) and (want, have) in slot.marker.runs_as


def _beyond(sides: Sides, path: str, have: Facts) -> bool:
    """Whether more is wanted than the running object was built with."""
    slot = slot_at(sides.spec, path)
    bound = slot.marker.bound if isinstance(slot, Leaf) else ""
    want, most = sides.want[path], have.get(join(owner(path), bound)) if bound else None
    return isinstance(want, int) and isinstance(most, int) and want > most


def _stale(change: Change) -> Change:
    """The change as one that only a restart makes; nobody drifted from what could not be had."""
    cause = Cause.EDITED if change.cause is Cause.DRIFTED else change.cause
    return replace(change, impact=Impact.RESTART, cause=cause)


def _unwanted(sides: Sides, have: Facts, document: Document) -> Iterator[Change]:
    """Items that nobody wants: ours whose entry is gone, and foreign ones of a watched list."""
    gone: set[str] = set()
    for path in have:
        if not path.endswith("]") or path in sides.want or _inside(path, gone):
            continue
        slot = slot_at(sides.spec, path)
        ours = sides.recorded is not None and path in sides.recorded
        if isinstance(slot, Items) and (ours or slot.marker.watched):
            gone.add(path)
            yield _change(sides, path, (None, _shown(sides.spec, have, path)), document)


def _inside(path: str, items: set[str]) -> bool:
    return any(path.startswith((f"{outer}.", f"{outer}/", f"{outer}@")) for outer in items)


def _shown(spec: Described, facts: Facts, path: str) -> Value:
    """An item in short: its own facts as `field=value`, without those that say what saying nothing means."""
    own = ((inner, value) for inner, value in under(facts, path) if inner != path)
    telling = (pair for pair in own if not _idle(spec, *pair))
    return tuple(f"{inner[len(path) :].lstrip('./')}={_spelt(value)}" for inner, value in telling)


def _idle(spec: Described, path: str, value: Value) -> bool:
    slot = slot_at(spec, path)
    return isinstance(slot, Leaf) and slot.marker.absent is not None and value == slot.marker.absent


def _spelt(value: Value) -> str:
    """As YAML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _change(sides: Sides, path: str, values: tuple[Value | None, Value | None], document: Document) -> Change:
    impact = price(sides.spec, path, sides.want)
    cause = _cause(sides, path, values)
    if document is Document.RUNNING and impact > Impact.LIVE and cause is not Cause.CONFLICT:
        cause = Cause.EDITED  # nobody can change such a field of a running object by hand: it is only stale
    return Change(path, *values, document, impact, cause)


def _cause(sides: Sides, path: str, values: tuple[Value | None, Value | None]) -> Cause:
    want, have = values
    if sides.recorded is None:
        return Cause.EDITED
    recorded = sides.recorded.get(path)
    if path.endswith("]"):
        return Cause.EDITED if (recorded is None) == (have is None) else Cause.DRIFTED
    asked = want is not None and recorded is not None and same(sides.spec, path, want, recorded)
    stayed = have == recorded
    if asked and not stayed:
        return Cause.DRIFTED
    return Cause.EDITED if stayed or recorded is None else Cause.CONFLICT


def watched(spec: Described) -> frozenset[str]:
    """The names of the lists whose undeclared items are reported."""
    return frozenset(slot.name for slot in slots(spec) if isinstance(slot, Items) and slot.marker.watched)
