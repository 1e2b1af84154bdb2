"""Strategies: worlds of any mix of desired, recorded and live objects of every kind, most of them nearly
alike.

Facts are drawn from the declared fields (`schemas.fields.table`), so a field added to a kind is in every law.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from hypothesis import strategies as st

from reconciler.case import Limits
from reconciler.plan import Circumstances
from schemas import KINDS, kind_named
from schemas.codecs import CPUSET, SECRET, Codec
from schemas.facts import Digest, Facts, Ref, Value, item, join
from schemas.form import Form, Group, Items, Leaf, Repeated, Setting, slots
from schemas.kind import Kind
from schemas.policy import Deletion, Foreign, Mode, Policy, Restart, RunStrategy
from state.diagnostics import Where
from state.world import Desired, Host, HostView, Live, Record, World

_T = TypeVar("_T")
MARK = "ledger-1"
NOW = 1_800_000_000.0
HOST = "kvm01"
MANAGED = tuple(kind for kind in KINDS if kind.name != "Host")
_WORDS = ("alpha", "beta", "gamma")
_NUMBERS = (1, 2, 3)


def value_of(codec: Codec) -> st.SearchStrategy[Value]:
    """Few values of a codec, so that two draws are often equal."""
    if codec is SECRET:
        return st.sampled_from(_WORDS).map(Digest)
    if codec is CPUSET:
        return st.sampled_from([(0,), (0, 1)])
    kinds: Mapping[str, st.SearchStrategy[Value]] = {
        "integer": st.sampled_from(_NUMBERS),
        "size": st.sampled_from([n << 30 for n in _NUMBERS]),
        "present": st.booleans(),
        "yes/no": st.booleans(),
        "on/off": st.booleans(),
        "number": st.sampled_from((1.0, 2.0)),
    }
    return kinds.get(codec.kind, st.sampled_from(_WORDS))


@st.composite
def facts_of(draw: st.DrawFn, spec: Form) -> dict[str, Value]:
    """Facts that a manifest of this spec might state."""
    found: dict[str, Value] = {}
    _fill(draw, spec, "", found)
    return found


def _fill(draw: st.DrawFn, spec: Form, prefix: str, found: dict[str, Value], key: str = "") -> None:
    chosen = [slot for slot in slots(spec) if slot.name != key]
    picked = draw(st.sets(st.sampled_from(range(len(chosen))), max_size=4)) if chosen else set()
    for number in sorted(picked):
        slot = chosen[number]
        path = join(prefix, slot.name)
        match slot:
            case Leaf():
                found[path] = draw(value_of(slot.codec))
            case Repeated():
                found[path] = (draw(value_of(slot.codec)),)
            case Setting() if slot.marker.secret:
                found[path] = draw(value_of(SECRET))
            case Setting():
                found[path] = draw(st.booleans())
            case Group():
                _fill(draw, slot.spec, path, found)
            case Items():
                for name in sorted(draw(st.sets(st.sampled_from(("a", "b")), min_size=1))):
                    found[item(path, name)] = True
                    _fill(draw, slot.spec, item(path, name), found, slot.key.name)


@st.composite
def moved(draw: st.DrawFn, spec: Form, facts: Facts) -> Facts:
    """The same facts, or with a few gone, others from another draw, or a foreign device beside them."""
    if draw(st.booleans()):
        return facts
    other = draw(facts_of(spec))
    kept = {path: value for path, value in facts.items() if draw(st.integers(0, 4)) or path.endswith("]")}
    lists = [slot.name for slot in slots(spec) if isinstance(slot, Items)]
    foreign: dict[str, Value] = {item(name, "@x"): True for name in lists if draw(st.booleans())}
    return {**other, **kept, **foreign} if draw(st.booleans()) else {**kept, **foreign}


policies = st.builds(
    Policy,
    mode=st.sampled_from([Mode.ENFORCE, Mode.ENFORCE, Mode.OBSERVE]),
    restart=st.sampled_from([Restart.NEVER, Restart.NOW]),
    adopt=st.booleans(),
    foreign=st.sampled_from(Foreign),
    deletion=st.sampled_from(Deletion),
)


@dataclass(frozen=True)
class Sides:
    """One generated object: any of its three sides may be missing."""

    desired: Desired | None
    record: Record | None
    live: Live | None


@st.composite
def sides(draw: st.DrawFn, ref: Ref) -> Sides:
    """One object of a kind."""
    kind = kind_named(ref.kind)
    wanted = draw(facts_of(kind.spec))
    uuid = draw(st.sampled_from(["uuid-1", "uuid-1", "uuid-1", "uuid-2"]))
    power = draw(st.sampled_from(RunStrategy)) if kind.has_power else None
    desired = Desired(ref, "uuid-1", wanted, draw(policies), Where("a.yaml", 1, 1), power)
    record = Record(
        ref, "uuid-1", {**draw(moved(kind.spec, wanted)), "active": draw(st.booleans())},
        deletion=draw(st.sampled_from(Deletion)), attempts={p: draw(st.sampled_from([0, 0, 3])) for p in
        wanted},
    )  # fmt: skip
    persistent = draw(moved(kind.spec, wanted))
    running = draw(moved(kind.spec, persistent)) if draw(st.booleans()) and kind.has_power else None
    live = Live(ref, uuid, persistent, running, mark=draw(st.sampled_from([None, MARK, "other"])))
    return Sides(
        draw(st.sampled_from([desired, desired, None])),
        draw(st.sampled_from([record, record, None])),
        draw(st.sampled_from([live, live, None])),
    )


@st.composite
def views(draw: st.DrawFn, live: Mapping[Ref, Live], refs: list[Ref]) -> HostView:
    """What the host shows: mostly all, sometimes nothing, sometimes not all."""
    up = draw(st.sampled_from([True] * 6 + [False]))
    unlisted = draw(_at_most_one([kind.name for kind in MANAGED]))
    unknown = draw(_at_most_one(refs))
    shown = {ref: one for ref, one in live.items() if ref.kind not in unlisted and ref not in unknown}
    return HostView(
        HOST, "test:///default", up, "" if up else "connection refused", shown if up else {},
        unlisted, dict.fromkeys(unknown, "libvirt: internal error"),
    )  # fmt: skip


def _at_most_one(choices: list[_T]) -> st.SearchStrategy[frozenset[_T]]:
    """Mostly none of them."""
    if not choices:
        return st.just(frozenset())
    one = st.sampled_from(choices).map(lambda chosen: frozenset({chosen}))
    return st.one_of(st.just(frozenset()), st.just(frozenset()), st.just(frozenset()), one)


_OFTEN = st.sampled_from([True, True, True, True, True, False])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world of up to five objects."""
    named = st.builds(_ref, st.sampled_from(MANAGED), st.sampled_from("pqr"))
    refs = draw(st.lists(named, max_size=5, unique=True))
    drawn = {ref: draw(sides(ref)) for ref in refs}
    live = {ref: one.live for ref, one in drawn.items() if one.live}
    desired = {ref: one.desired for ref, one in drawn.items() if one.desired}
    users = {ref: _below(ref, desired) for ref in desired}
    return World(
        hosts={HOST: Host(HOST, "test:///default")},
        desired={ref: replace(one, references=users[ref]) for ref, one in desired.items() if draw(_OFTEN)},
        recorded={ref: one.record for ref, one in drawn.items() if one.record},
        views={HOST: draw(views(live, refs))},
        frozen=draw(_at_most_one(refs)),
        complete=draw(_OFTEN),
    )


def _ref(kind: Kind, name: str) -> Ref:
    return Ref(kind.name, HOST, name, "pool" if kind.name == "Volume" else "")


def _below(ref: Ref, desired: Mapping[Ref, Desired]) -> frozenset[Ref]:
    """Machines refer to everything else that is desired, volumes to pools: no cycle can come of it."""
    ranks = [kind.name for kind in KINDS]
    return frozenset(other for other in desired if ranks.index(other.kind) < ranks.index(ref.kind))


def circumstances(limits: Limits | None = None) -> Circumstances:
    """The same moment for every law."""
    return Circumstances(NOW, MARK, limits or Limits(deletions=100, ratio=1.0))
