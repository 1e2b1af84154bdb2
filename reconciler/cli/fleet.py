"""All hosts at once, for one command: a session each, their cycles side by side, one report of all.

Used by `plan`, `drift`, `apply` and `run --once`; the daemon keeps its own sessions.
"""

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from reconciler.case import Limits
from reconciler.fingerprint import fingerprint
from reconciler.loop import Cycle, Orders, run_cycle
from reconciler.plan import Circumstances, plan
from reconciler.published import Report
from reconciler.report import joined, report
from reconciler.session import Session
from state.desired.resolution import Resolution
from state.live import connection
from state.recorded.ledger import Ledger
from state.world import World


class Fleet:
    """A session for each host of a resolution; a context manager, which ends their connections."""

    def __init__(self, resolution: Resolution, ledger: Ledger) -> None:
        self._resolution = resolution
        self._ledger = ledger
        self._sessions = [
            Session(host, ledger, connection.Limits.of_one_look(host.uri))
            for host in resolution.hosts.values()
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            return  # a host that hangs would hold its connection's end, too
        for session in self._sessions:
            session.close()

    def cycles(self, orders: Orders) -> tuple[Cycle, ...]:
        """One cycle of each host, and one of what is recorded on hosts that no manifest names any more."""
        pool = ThreadPoolExecutor(max_workers=max(1, len(self._sessions)))
        try:
            running = [pool.submit(run_cycle, one, self._resolution, orders) for one in self._sessions]
            return (*(future.result() for future in running), *self._homeless(orders.limits))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C does not wait for a host that hangs

    def _homeless(self, limits: Limits) -> tuple[Cycle, ...]:
        hosts, part = self._resolution.hosts, self._resolution.partial
        records = {} if part else {r: one for r, one in self._ledger.records().items() if r.host not in hosts}
        if hosts and not records:
            return ()
        told = (self._resolution.diagnostics, self._resolution.revision)
        world = World({}, {}, records, {}, diagnostics=told[0], revision=told[1])
        now = time.time()
        return (Cycle(world, plan(world, Circumstances(now, self._ledger.mark, limits)), now=now),)


def told(cycles: Sequence[Cycle]) -> Report:
    """The report of all hosts' cycles."""
    reports = [report(cycle.world, cycle.plan, cycle.outcomes, cycle.now) for cycle in cycles]
    return joined(reports, max((cycle.now for cycle in cycles), default=0.0))


def seal(cycle: Cycle) -> str:
    """A digest of what a host's plan would do, where, and of everything that it was made from."""
    acted_on = [ref for ref, verdict in cycle.plan.verdicts.items() if verdict.steps]
    digest = hashlib.sha256(fingerprint(cycle.world, acted_on).encode())
    for said in (*((host.name, host.uri) for host in cycle.world.hosts.values()), *cycle.plan.steps):
        digest.update(repr(said).encode() + b"\0")
    return digest.hexdigest()


def seals(cycles: Sequence[Cycle]) -> dict[str, str]:
    """The seal of every host."""
    return {host: seal(cycle) for cycle in cycles for host in cycle.world.hosts}
