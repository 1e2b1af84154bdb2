"""The plan: what is to be done about every object, decided from values alone.

Pure: `plan(world, ...)` is given the time, the limits and our mark. The same plan is printed by `plan`,
carried out by `apply` and `run`, and counted by the metrics.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from reconciler.case import Case, Limits
from reconciler.derived import wanted
from reconciler.diff import Sides
from reconciler.elsewhere import elsewhere
from reconciler.order import leaving, sequence
from reconciler.outside import differences
from reconciler.removal import named_elsewhere, removed, renamed, too_bold
from reconciler.steps import Change, Plan, Refusal, State, Verb, Verdict
from reconciler.unseen import supposed
from reconciler.verdict import decide, leave
from schemas import kind_named
from schemas.facts import Facts, Ref
from schemas.whole import NO_DOCUMENTS
from state.world import Desired, HostView, Live, Record, World


@dataclass(slots=True)
class Memo:
    """Comparisons of the last cycle: an object none of whose sides moved is not compared again.

    Keyed by identity of the three sides, which the loader, the ledger and the observer keep while nothing
    moves.
    """

    known: dict[Ref, tuple[Desired, Record | None, Live, tuple[Change, ...]]] = field(default_factory=dict)
    quiet: tuple[World, Plan] | None = None

    def planned(self, world: World) -> Plan | None:
        """The last plan, where it found nothing at all and the world is the very same."""
        return self.quiet[1] if self.quiet is not None and self.quiet[0] is world else None

    def remember(self, world: World, found: Plan) -> None:
        """Keep a plan that says nothing: no clock and no limit can have anything to do with it."""
        silent = not any(v.changes or v.steps or v.refusals or v.reason for v in _managed(found))
        self.quiet = (world, found) if silent else None

    def changes(self, desired: Desired, record: Record | None, live: Live) -> tuple[Change, ...]:
        """The changes of one object."""
        seen = self.known.get(desired.ref)
        if seen is not None and seen[0] is desired and seen[1] is record and seen[2] is live:
            return seen[3]
        want = wanted(desired, record, live)
        settled = record.whole if record is not None else NO_DOCUMENTS
        spec, recorded = kind_named(desired.ref.kind).spec, _recorded(record)
        told = supposed(live, recorded or {})
        found = differences(Sides(spec, want, recorded, told, desired.overlay, settled))
        self.known[desired.ref] = (desired, record, live, found)
        return found


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a plan depends on besides the world: the time (POSIX seconds), our mark, the limits, what is
    remembered, and which objects are left alone for a while, with the reason (`reconciler.pace`).
    """

    now: float
    mark: str
    limits: Limits = field(default_factory=Limits)
    memo: Memo = field(default_factory=Memo)
    held: Mapping[Ref, str] = field(default_factory=dict)


def plan(world: World, circumstances: Circumstances) -> Plan:
    """The verdict on every object that is desired, recorded or live, in an order in which they can be
    worked on.
    """
    known = circumstances.memo.planned(world)
    if known is not None and not circumstances.held:
        return known
    found = _planned(world, circumstances)
    circumstances.memo.remember(world, found)
    return found


def _managed(found: Plan) -> Iterator[Verdict]:
    return (verdict for verdict in found.verdicts.values() if verdict.state is not State.UNMANAGED)


def _planned(world: World, circumstances: Circumstances) -> Plan:
    verdicts = {ref: _verdict(world, ref, circumstances) for ref in _everything(world)}
    held = {
        ref: _held(verdicts[ref], reason) for ref, reason in circumstances.held.items() if ref in verdicts
    }
    verdicts |= held
    verdicts |= _unseen(verdicts)
    verdicts |= _blocked(world, verdicts)
    verdicts |= renamed(world, verdicts)
    verdicts |= named_elsewhere(world, verdicts)
    verdicts |= too_bold(world, verdicts, circumstances.limits)
    verdicts |= elsewhere(world, verdicts, circumstances.limits)
    verdicts |= {ref: replace(verdicts[ref], state=State.FAILED) for ref in held if verdicts[ref].reason}
    after = _after(world, verdicts)
    return Plan({ref: verdicts[ref] for ref in sequence(after)}, after)


def _everything(world: World) -> list[Ref]:
    found = dict.fromkeys(world.desired) | dict.fromkeys(world.recorded) | dict.fromkeys(world.frozen)
    for view in world.views.values():
        found |= dict.fromkeys(view.objects)
    return list(found)


def _recorded(record: Record | None) -> Facts | None:
    return None if record is None or (record.intent == "create" and not record.facts) else record.facts


def _verdict(world: World, ref: Ref, circumstances: Circumstances) -> Verdict:
    view = world.views.get(ref.host)
    uncertain = None if _poolless(world, view, ref) else _uncertain(view, ref)
    if view is None or uncertain is not None:
        return Verdict(ref, State.UNKNOWN, reason=uncertain or "")
    if ref in world.frozen:
        return Verdict(
            ref, State.FAILED, reason="its manifest, or one it refers to, is invalid; left as it is"
        )
    desired, record, live = world.desired.get(ref), world.recorded.get(ref), view.objects.get(ref)
    case = Case(
        ref, kind_named(ref.kind), view, circumstances.now, circumstances.mark, desired, record, live,
        limits=circumstances.limits, complete=world.complete,
    )  # fmt: skip
    if desired is None:
        return _without_manifest(world, case)
    if live is not None:
        case = case.with_changes(circumstances.memo.changes(desired, record, live))
    return _suspended(world, decide(case))


def _poolless(world: World, view: HostView | None, ref: Ref) -> bool:
    """A volume that we never had, of a pool that is certainly not there: the two can be made together."""
    pool = pool_of(ref)
    if not ref.scope or view is None or ref in world.recorded or pool not in world.desired:
        return False
    return view.certain(pool) and pool not in view.objects


def _uncertain(view: HostView | None, ref: Ref) -> str | None:
    if view is None:
        return "its host has no manifest any more"
    if not view.up:
        return f"host {view.name} does not answer: {view.error}"
    if ref in view.unknown:
        return view.unknown[ref]
    return f"{ref.kind} objects of {view.name} could not be listed" if ref.kind in view.unlisted else None


def _without_manifest(world: World, case: Case) -> Verdict:
    if case.record is None:
        return Verdict(case.ref, State.UNMANAGED, reason="no manifest mentions it")
    if world.partial:
        return Verdict(case.ref, State.UNMANAGED, reason="it is not in the file that was given")
    if not world.complete:
        reason = "its manifest is gone, but others are invalid: nothing is given up until they are put right"
        return Verdict(case.ref, State.ORPHANED, refusals=(Refusal("incomplete", case.ref, reason),))
    return _suspended(world, leave(case, case.record.deletion))


def _suspended(world: World, verdict: Verdict) -> Verdict:
    """A pause by command holds everything back, as one by policy does."""
    reason = world.suspended.get(verdict.ref)
    if reason is None:
        return verdict
    state = State.SUSPENDED if verdict.changes or verdict.steps else verdict.state
    return replace(verdict, state=state, steps=(), reason=f"suspended: {reason}")


def _held(verdict: Verdict, reason: str) -> Verdict:
    """What made trouble keeps its changes and waits. Its state stays what it is for all that depend on it."""
    if not verdict.steps:
        return verdict
    changes = tuple(replace(change, reason=change.reason or reason) for change in verdict.changes)
    return replace(verdict, steps=(), changes=changes, reason=reason)


def _unseen(verdicts: Mapping[Ref, Verdict]) -> dict[Ref, Verdict]:
    """What a stopped pool hides is no trouble where the pool is about to be started: it is looked at then."""
    reason = "its pool is not up yet; it is looked at again when it is"
    return {
        ref: replace(verdict, state=State.REFUSED, refusals=(Refusal("pool-first", ref, reason),))
        for ref, verdict in verdicts.items()
        if verdict.state is State.UNKNOWN and (pool := verdicts.get(pool_of(ref))) is not None and pool.steps
    }


def pool_of(ref: Ref) -> Ref:
    """The pool that a volume is in (of another kind: no object at all)."""
    return Ref("StoragePool", ref.host, ref.scope)


def _blocked(world: World, verdicts: dict[Ref, Verdict]) -> dict[Ref, Verdict]:
    """Nothing is made or started on top of something that is missing and will not be made."""
    blocked: dict[Ref, Verdict] = {}
    for ref, verdict in verdicts.items():
        desired = world.desired.get(ref)
        if desired is None or not any(step.verb in {Verb.CREATE, Verb.START} for step in verdict.steps):
            continue
        absent = sorted(str(needed) for needed in desired.references if _hopeless(verdicts.get(needed)))
        if absent:
            reason = f"it needs {', '.join(absent)}, which is not there and is not going to be made"
            blocked[ref] = replace(
                verdict, steps=(), refusals=(*verdict.refusals, Refusal("dependency", ref, reason))
            )
    return blocked


def _hopeless(verdict: Verdict | None) -> bool:
    if verdict is None:
        return True
    unseen = any(refusal.guard == "pool-first" for refusal in verdict.refusals)
    return unseen or (verdict.state in {State.MISSING, State.FAILED, State.UNKNOWN} and not verdict.steps)


def _after(world: World, verdicts: dict[Ref, Verdict]) -> dict[Ref, frozenset[Ref]]:
    referring = {
        ref: world.desired[ref].references if ref in world.desired else frozenset() for ref in verdicts
    }
    return {**referring, **leaving(removed(verdicts))}
