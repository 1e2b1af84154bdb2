"""One object's steps, carried out: intent before, outcome after, and what reading back says in the ledger.

Why it exists: this is the only place where a step meets the ledger and libvirt. Called by `reconciler.apply`
from worker threads, never twice at once for one object.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Event

from reconciler.diff import compare, recognised, same
from reconciler.diff import Sides
from reconciler.kinds import perform
from reconciler.kinds.task import Task
from reconciler.steps import Change, Document, Outcome, Result, Step, Verb, Verdict
from schemas import kind_named
from schemas.facts import Facts, Value, owner, sealed
from state.live.connection import Connection
from state.live.errors import LibvirtFailure
from state.live.observe import observe_one
from state.recorded.ledger import Ledger
from state.world import Desired, Live, Record

_BOOKKEEPING = frozenset({Verb.RECORD, Verb.FORGET})
_LAST = frozenset({Verb.UNDEFINE, Verb.DELETE, Verb.FORGET})
Watcher = Callable[[Step, str], None]


@dataclass(frozen=True, slots=True)
class Hands:
    """What acting on one host needs. stop: set when the step in hand is to be the last. watch: told of progress."""

    connection: Connection
    ledger: Ledger
    revision: str
    stop: Event
    watch: Watcher


@dataclass(frozen=True, slots=True)
class Job:
    """One object to work on: the verdict, and all sides of it (desired with secrets in plain)."""

    verdict: Verdict
    desired: Desired | None
    record: Record | None
    live: Live | None

    @property
    def uuid(self) -> str:
        """The identity to create with or to expect: what is there, else what was, else what the manifest says."""
        if self.live is not None:
            return self.live.uuid
        if self.desired is not None and self.desired.pinned:
            return self.desired.uuid
        if self.record is not None and self.record.uuid:
            return self.record.uuid
        return self.desired.uuid if self.desired is not None else ""


def work(job: Job, hands: Hands) -> tuple[Outcome, ...]:
    """Every step of one object until one fails; then what it looks like now goes into the ledger."""
    outcomes = tuple(_steps(job, hands))
    done = [outcome for outcome in outcomes if outcome.result is not Result.BLOCKED]
    if not done or done[-1].step.verb in _LAST:
        return outcomes
    return _settled(job, hands, outcomes)


def blocked(job: Job, reason: str) -> tuple[Outcome, ...]:
    """The outcomes of an object that could not be tried, because of something it needs."""
    return tuple(Outcome(step, Result.BLOCKED, reason) for step in job.verdict.steps)


def _steps(job: Job, hands: Hands) -> Iterator[Outcome]:
    failed = ""
    for step in job.verdict.steps:
        if hands.stop.is_set():
            return
        if failed:
            yield Outcome(step, Result.BLOCKED, failed)
            continue
        outcome = _step(step, job, hands)
        failed = f"{step.verb} failed" if outcome.result is Result.FAILED else ""
        yield outcome


def _step(step: Step, job: Job, hands: Hands) -> Outcome:
    if step.verb is Verb.FORGET:
        hands.ledger.forget(step.ref)
    if step.verb in _BOOKKEEPING:
        return Outcome(step, Result.DONE)
    hands.watch(step, "")
    begun = hands.ledger.begin(step, job.uuid, hands.revision)
    started = time.monotonic()
    outcome = _tried(step, job, hands)
    outcome = replace(outcome, seconds=time.monotonic() - started)
    hands.ledger.finish(begun, outcome)
    if outcome.result is Result.DONE and step.verb in _LAST:
        hands.ledger.forget(step.ref)
    return outcome


def _tried(step: Step, job: Job, hands: Hands) -> Outcome:
    task = Task(
        hands.connection.libvirt,
        kind_named(step.ref.kind).spec,
        job.uuid,
        hands.ledger.mark,
        job.desired,
        job.live,
        lambda line: hands.watch(step, line),
    )
    try:
        perform(step, task)
    except LibvirtFailure as failure:
        return Outcome(step, Result.FAILED, str(failure))
    return Outcome(step, Result.DONE)


def _settled(job: Job, hands: Hands, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Read the object back: what is as asked is recorded, what is not is counted and said."""
    if job.desired is None:
        return outcomes
    try:
        live = observe_one(hands.connection, job.desired.ref)
    except LibvirtFailure as failure:
        return tuple(_unread(outcome, str(failure)) for outcome in outcomes)
    if live is None:
        return outcomes
    asked = sealed(job.desired.facts, hands.ledger.key)
    left = _left(job, asked, live, hands.ledger.key)
    facts = settled(job, asked, live, hands.ledger.key)
    adopted = job.record.adopted if job.record else job.live is not None
    hands.ledger.settle(job.desired.ref, live.uuid, facts, job.desired.policy.deletion, adopted)
    tried = {path for outcome in outcomes if outcome.result is Result.DONE for path in outcome.step.paths}
    stuck = sorted({change.path for change in left} & tried)
    if stuck:
        hands.ledger.count_attempts(job.desired.ref, stuck)
    elif tried:
        hands.ledger.clear_attempts(job.desired.ref)
    return tuple(_judged(outcome, left, job.desired.ref) for outcome in outcomes)


def _left(job: Job, asked: Facts, live: Live, key: bytes) -> tuple[Change, ...]:
    """What still differs of what the steps were to change."""
    seen = replace(
        live,
        persistent=None if live.persistent is None else sealed(live.persistent, key),
        running=None if live.running is None else sealed(live.running, key),
    )
    recorded = job.record.facts if job.record else None
    meant = {(change.path, change.document) for change in job.verdict.changes if not change.reason}
    fresh = any(step.verb is Verb.CREATE for step in job.verdict.steps)
    changes = compare(Sides(kind_named(live.ref.kind).spec, asked, recorded, seen))
    return tuple(
        change
        for change in changes
        if (change.path, change.document) in meant or (fresh and change.document is Document.PERSISTENT)
    )


def settled(job: Job, asked: Facts, live: Live, key: bytes) -> Facts:
    """The facts to record: as asked where that is how it is, as recorded before where it is not."""
    spec = kind_named(live.ref.kind).spec
    have = recognised(spec, asked, sealed(live.persistent or live.running or {}, key))
    before = job.record.facts if job.record else {}
    found: dict[str, Value] = {}
    for path, want in asked.items():
        value = have.get(path)
        if value is not None and (path.endswith("]") or same(spec, path, want, value)):
            found[path] = value
        elif path in before:
            found[path] = before[path]
    return found | {"active": live.active}


def _unread(outcome: Outcome, error: str) -> Outcome:
    if outcome.result is not Result.DONE:
        return outcome
    return replace(outcome, result=Result.UNSETTLED, error=f"could not be read back: {error}")


def _judged(outcome: Outcome, left: Iterable[Change], _ref: object) -> Outcome:
    """A step that libvirt called done and that reading back does not confirm is not done."""
    if outcome.result is not Result.DONE or outcome.step.verb not in _CONFIRMED:
        return outcome
    document = _CONFIRMED[outcome.step.verb]
    unmet = [
        change.path for change in left if _concerns(outcome.step, change) and change.document in document
    ]
    if not unmet:
        return outcome
    return replace(
        outcome, result=Result.UNSETTLED, error="libvirt agreed, but it is not so: " + ", ".join(unmet)
    )


_CONFIRMED = {
    Verb.CREATE: (Document.PERSISTENT,),
    Verb.DEFINE: (Document.PERSISTENT,),
    Verb.ATTACH: (Document.RUNNING,),
    Verb.DETACH: (Document.RUNNING,),
    Verb.UPDATE: (Document.RUNNING,),
    Verb.TUNE: (Document.RUNNING, Document.PERSISTENT),
    Verb.RESTART: (Document.RUNNING,),
}


def _concerns(step: Step, change: Change) -> bool:
    return not step.paths or change.path in step.paths or owner(change.path) in step.paths
