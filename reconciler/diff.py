"""The three-way comparison of one object: what differs, in which document, at what price and by whose doing.

Pure. Called by `reconciler.plan` with sealed facts (secrets as digests) only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reconciler.steps import Cause, Change, Document
from schemas.facts import Facts, Value, join, owner, under
from schemas.form import Described, Items, Leaf, Repeated, Slot, price, slot_at, slots
from schemas.markers import Impact
from state.world import Live


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of one object: desired, recorded (None: never recorded) and live facts."""

    spec: Described
    want: Facts
    recorded: Facts | None
    live: Live


def compare(sides: Sides) -> tuple[Change, ...]:
    """Every difference, the persistent document's first. Facts the manifest does not state never differ."""
    found: list[Change] = []
    if sides.live.persistent is not None:
        found += _document(sides, sides.live.persistent, Document.PERSISTENT)
    if sides.live.running is not None:
        found += _document(sides, sides.live.running, Document.RUNNING)
    return tuple(found)


def same(spec: Described, path: str, want: Value, have: Value | None) -> bool:
    """Whether two values of a field mean one thing, however libvirt spells it."""
    if want == have:
        return True
    slot = slot_at(spec, path)
    return have is not None and isinstance(slot, Leaf | Repeated) and slot.codec.same(want, have)


def recognised(spec: Described, want: Facts, have: Facts) -> Facts:
    """The live facts with nameless items under the name of the desired item that they are.

    An adopted or hand-made device has no alias of ours; its target or MAC says which one it is.
    """
    names = {path: name for path in have if _nameless(path) and (name := _name(spec, want, have, path))}
    if not names:
        return have
    return {_renamed(path, names): value for path, value in have.items()}


def _nameless(path: str) -> bool:
    return path.endswith("]") and "[@" in path


def _name(spec: Described, want: Facts, have: Facts, path: str) -> str | None:
    slot = slot_at(spec, path)
    if not isinstance(slot, Items):
        return None
    stem = path[: path.rfind("[")]
    for candidate in want:
        if candidate.startswith(f"{stem}[") and owner(candidate) == candidate and candidate not in have:
            pairs = (
                (want.get(join(candidate, also)), have.get(join(path, also))) for also in slot.marker.also
            )
            if any(mine is not None and mine == theirs for mine, theirs in pairs):
                return candidate
    return None


def _renamed(path: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        if path == old or path.startswith((f"{old}.", f"{old}[")):
            return new + path[len(old) :]
    return path


def _document(sides: Sides, facts: Facts, document: Document) -> Iterator[Change]:
    have = recognised(sides.spec, sides.want, facts)
    yield from _wanted(sides, have, document)
    yield from _unwanted(sides, have, document)


def _wanted(sides: Sides, have: Facts, document: Document) -> Iterator[Change]:
    """What the manifest states and the document does not have so."""
    absent: set[str] = set()
    running = document is Document.RUNNING
    for path, want in sides.want.items():
        slot = slot_at(sides.spec, path)
        if (running and not slot.running) or _inside(path, absent):
            continue
        if isinstance(slot, Items):
            if path not in have:
                absent.add(path)
                yield _change(sides, path, (_shown(sides.spec, sides.want, path), None), document)
        elif not same(sides.spec, path, want, have.get(path)) and not (
            running and _runs_as(slot, want, have.get(path))
        ):
            change = _change(sides, path, (want, have.get(path)), document)
            yield _stale(change) if running and _beyond(sides, path, have) else change


def _runs_as(slot: Slot, want: Value, have: Value | None) -> bool:
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
    return any(path.startswith(f"{outer}.") for outer in items)


def _shown(spec: Described, facts: Facts, path: str) -> Value:
    """An item in short: its own facts as `field=value`, without those that say what saying nothing means."""
    own = ((inner, value) for inner, value in under(facts, path) if inner != path)
    telling = (pair for pair in own if not _idle(spec, *pair))
    return tuple(f"{inner[len(path) + 1 :]}={_spelt(value)}" for inner, value in telling)


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
