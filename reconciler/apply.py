"""A plan carried out on one host: objects side by side, each after what it needs, steps of one object in
order.

Called by the loop. One failed object holds back only what depends on it.
"""

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from graphlib import TopologicalSorter

from reconciler.acting import Hands, blocked, work
from reconciler.derived import wanted
from reconciler.readback import Job
from reconciler.steps import Outcome, Plan, Result, Verdict
from schemas.facts import Ref
from state.world import Desired, World


def apply(plan: Plan, world: World, desired: dict[Ref, Desired], hands: Hands) -> tuple[Outcome, ...]:
    """The outcome of every step that was tried or held back. `desired` has secrets in plain, `world`
    digests.
    """
    host = world.views[hands.connection.name]
    jobs = {
        ref: _job(verdict, world, desired.get(ref))
        for ref, verdict in plan.verdicts.items()
        if verdict.steps and ref.host == host.name
    }
    if not jobs:
        return ()
    with ThreadPoolExecutor(
        max_workers=world.hosts[host.name].concurrency, thread_name_prefix=host.name
    ) as pool:
        return _Run(plan, jobs, hands, pool).outcomes()


def _job(verdict: Verdict, world: World, desired: Desired | None) -> Job:
    """One object's work, wanting what the plan wanted."""
    record, live = world.recorded.get(verdict.ref), world.views[verdict.ref.host].objects.get(verdict.ref)
    if desired is not None:
        desired = replace(desired, facts=wanted(desired, record, live))
    return Job(verdict, desired, record, live)


class _Run:
    """The bookkeeping of one apply: what waits, what is under way, what failed."""

    def __init__(self, plan: Plan, jobs: dict[Ref, Job], hands: Hands, pool: ThreadPoolExecutor) -> None:
        self._plan, self._jobs, self._hands, self._pool = plan, jobs, hands, pool
        self._failed: dict[Ref, str] = {}
        self._sorter: TopologicalSorter[Ref] = TopologicalSorter()
        for ref in plan.verdicts:
            self._sorter.add(ref, *sorted(plan.after.get(ref, frozenset()) & plan.verdicts.keys()))
        self._sorter.prepare()

    def outcomes(self) -> tuple[Outcome, ...]:
        found: dict[Ref, tuple[Outcome, ...]] = {}
        under_way: dict[Future[tuple[Outcome, ...]], Ref] = {}
        while self._sorter.is_active():
            for ref in self._sorter.get_ready():
                under_way |= self._begin(ref, found)
            if under_way:
                finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    self._end(under_way.pop(future), future.result(), found)
        return tuple(outcome for ref in self._jobs for outcome in found.get(ref, ()))

    def _begin(
        self, ref: Ref, found: dict[Ref, tuple[Outcome, ...]]
    ) -> dict[Future[tuple[Outcome, ...]], Ref]:
        job = self._jobs.get(ref)
        missing = self._missing(ref)
        if job is not None and not missing:
            return {self._pool.submit(work, job, self._hands): ref}
        self._end(ref, blocked(job, missing) if job is not None else (), found)
        return {}

    def _end(self, ref: Ref, outcomes: tuple[Outcome, ...], found: dict[Ref, tuple[Outcome, ...]]) -> None:
        found[ref] = outcomes
        if any(outcome.result in {Result.FAILED, Result.BLOCKED} for outcome in outcomes):
            self._failed[ref] = f"{ref} failed"
        self._sorter.done(ref)

    def _missing(self, ref: Ref) -> str:
        """Why the object cannot be tried: what it waits for failed just now."""
        return first(self._failed.get(needed, "") for needed in sorted(self._plan.after.get(ref, ())))


def first(reasons: Iterable[str]) -> str:
    """The first that is not empty."""
    return next(filter(None, reasons), "")
