"""One object's steps, carried out: intent before, outcome after, and what reading back says in the ledger.

Why it exists: this is the only place where a step meets the ledger and libvirt. Called by `reconciler.apply`
from worker threads, never twice at once for one object.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from reconciler.kinds import perform
from reconciler.kinds.task import Task
from reconciler.readback import Job, baseline, judged, left, parted, settled, written
from reconciler.steps import Outcome, Result, Step, Verb, Watcher
from reconciler.trail import changed
from reconciler.unseen import supposed
from schemas import kind_named
from schemas.facts import sealed
from state.errors import Failure, Transient, Unfinished
from state.live.connection import Connection
from state.live.observe import observe_one
from state.recorded.ledger import Ledger, Written
from state.world import Record

_NAMED = 5  # fields named in one sentence
_LAST = frozenset({Verb.UNDEFINE, Verb.DELETE, Verb.FORGET})


@dataclass(frozen=True, slots=True)
class Hands:
    """What acting on one host needs. stopped: whether the step in hand is to be the last. watch: told of
    progress.
    """

    connection: Connection
    ledger: Ledger
    revision: str
    stopped: Callable[[], bool]
    watch: Watcher


def work(job: Job, hands: Hands) -> tuple[Outcome, ...]:
    """Every step of one object until one fails; then what it looks like now goes into the ledger."""
    outcomes = _worked(job, hands)
    for outcome in outcomes:
        hands.watch(outcome.step, outcome)
    return outcomes


def _worked(job: Job, hands: Hands) -> tuple[Outcome, ...]:
    outcomes = tuple(_steps(job, hands))
    done = [outcome for outcome in outcomes if outcome.result is not Result.BLOCKED]
    if not done or done[-1].step.verb in _LAST or any(outcome.half_made for outcome in done):
        return outcomes
    return _settled(job, hands, outcomes)


def blocked(job: Job, reason: str) -> tuple[Outcome, ...]:
    """The outcomes of an object that could not be tried, because of something it needs."""
    return tuple(Outcome(step, Result.BLOCKED, reason) for step in job.verdict.steps)


def _steps(job: Job, hands: Hands) -> Iterator[Outcome]:
    failed = ""
    for step in job.verdict.steps:
        if hands.stopped():
            return
        if failed:
            yield Outcome(step, Result.BLOCKED, failed)
            continue
        outcome = _step(step, job, hands)
        failed = f"{step.verb} failed" if outcome.result is Result.FAILED else ""
        yield outcome


def _step(step: Step, job: Job, hands: Hands) -> Outcome:
    if step.verb is Verb.FORGET:
        hands.ledger.enter(step, job.uuid, hands.revision)
        hands.ledger.forget(step.ref)
        return Outcome(step, Result.DONE)
    if step.verb is Verb.RECORD:
        outcome = _tried(step, job, hands)
        if job.record is None and outcome.result is Result.DONE:
            hands.ledger.enter(step, job.uuid, hands.revision)
        return outcome
    hands.watch(step, "")
    begun = hands.ledger.begin(step, job.uuid, hands.revision)
    started = time.monotonic()
    outcome = _tried(step, job, hands)
    outcome = replace(outcome, seconds=time.monotonic() - started)
    if not outcome.half_made:  # else the intent stays open, and it is begun again
        values = (Written(each.path, each.want, each.have) for each in changed(job.verdict, outcome))
        hands.ledger.finish(begun, outcome, tuple(values))
    if outcome.result is Result.DONE and step.verb in _LAST:
        hands.ledger.forget(step.ref)
    return outcome


def _tried(step: Step, job: Job, hands: Hands) -> Outcome:
    task = Task(
        hands.connection.handle,
        kind_named(step.ref.kind).spec,
        job.uuid,
        hands.ledger.mark,
        job.desired,
        job.live,
        lambda line: hands.watch(step, line),
        resumed=job.record is not None and job.record.intent == Verb.CREATE,
        record=job.record,
    )
    try:
        perform(step, task)
    except Failure as failure:
        return Outcome(
            step, Result.FAILED, _told(step, failure), unfinished=isinstance(failure, Transient | Unfinished)
        )
    return Outcome(step, Result.DONE)


def _told(step: Step, failure: Failure) -> str:
    """What went wrong, with the fields that were to be written: libvirt speaks of its own words alone."""
    if step.verb is not Verb.DEFINE or isinstance(failure, Transient):
        return str(failure)
    more = f" and {len(step.paths) - _NAMED} more" if len(step.paths) > _NAMED else ""
    return f"{failure}; refused were {', '.join(step.paths[:_NAMED])}{more}"


def _settled(job: Job, hands: Hands, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Read the object back: what is as asked is recorded, what is not is counted and said."""
    if job.desired is None:
        return outcomes
    try:
        live = observe_one(hands.connection, job.desired.ref)
    except Failure as failure:
        return tuple(_unread(outcome, str(failure)) for outcome in outcomes)
    if live is None:
        return outcomes
    asked = sealed(job.desired.facts, hands.ledger.key)
    live = supposed(live.sealed(hands.ledger.key), written(job, asked, outcomes))
    rest = parted(job, asked, outcomes, live)
    remaining = left(rest, asked, live)
    facts = settled(rest, asked, live)
    adopted = job.record.adopted if job.record else job.live is not None
    whole = baseline(job, asked, live)
    deletion = job.desired.policy.parting
    hands.ledger.settle(Record(live.ref, live.uuid, facts, deletion, adopted, whole=whole))
    tried = {path for outcome in outcomes if outcome.result is Result.DONE for path in outcome.step.paths}
    stuck = sorted({change.path for change in remaining} & tried)
    if stuck:
        hands.ledger.count_attempts(job.desired.ref, stuck)
    if settled_now := sorted(tried - set(stuck)):
        hands.ledger.clear_attempts(job.desired.ref, settled_now)
    return tuple(judged(outcome, remaining) for outcome in outcomes)


def _unread(outcome: Outcome, error: str) -> Outcome:
    if outcome.result is not Result.DONE:
        return outcome
    return replace(outcome, result=Result.UNSETTLED, error=f"could not be read back: {error}")
