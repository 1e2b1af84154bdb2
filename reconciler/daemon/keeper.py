"""One host's thread: takes wakes, runs cycles, and publishes how they went. A host that hangs delays
nobody else.

Made by `service` for each host that a manifest names.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reconciler.case import Limits
from reconciler.daemon.board import Board, Ending, HostStatus, Turn
from reconciler.daemon.inbox import Inbox, Trigger, Wake
from reconciler.loop import Cycle, Orders, run_cycle
from reconciler.metrics import Metrics
from reconciler.pace import Pace, Wait
from reconciler.report import report
from reconciler.session import Session
from reconciler.text.sentence import sentence
from schemas.facts import Ref
from state.desired import Resolution
from state.errors import Failure
from state.live.events import Events
from state.recorded.ledger import Ledger
from state.world import Host, World

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

_SOON = 1.0  # seconds until a host is looked at again on which another run acts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all keepers share. interval: seconds between two full looks. wait: for objects; retry: for
    hosts.
    """

    ledger: Ledger
    board: Board
    metrics: Metrics
    events: Events
    log: "FilteringBoundLogger"
    stop: threading.Event
    interval: float
    limits: Limits
    wait: Wait
    retry: Wait


class Keeper(threading.Thread):
    """The thread. `inbox` wakes it; `follow` gives it the manifests."""

    def __init__(self, host: Host, shared: Surroundings) -> None:
        super().__init__(name=f"host-{host.name}", daemon=True)
        self.host = host
        self.inbox = Inbox()
        self.progress = time.monotonic()
        self._shared = shared
        self._session = Session(host, shared.ledger)
        self._resolution: Resolution | None = None
        self._pace = Pace()
        self._status = HostStatus(host.name, shared.interval)
        self._failures = 0
        self._next = 0.0
        self._lost = ""
        self._dismissed = False

    def follow(self, resolution: Resolution) -> None:
        """Take over new manifests, and look."""
        self._resolution = resolution
        self.inbox.put(Wake(Trigger.SOURCE, refresh=True))

    def lose(self, reason: str) -> None:
        """Note why the connection is gone, and look."""
        self._lost = reason
        self.inbox.put(Wake(Trigger.EVENT))

    def dismiss(self) -> None:
        """End after the step in hand, and publish nothing more: what the board says of the host is another
        keeper's, or gone.
        """
        self._dismissed = True
        self.inbox.close()

    def run(self) -> None:
        """Turn after turn, until the inbox is closed."""
        while not self.inbox.closed:
            wake = self.inbox.take(self._pause())
            self.progress = time.monotonic()
            self._turn(self._asked(wake))
        self._session.close()

    def _asked(self, wake: Wake | None) -> Wake:
        """What to look at: what was asked for, and everything once that is due, whatever else comes."""
        timer = Wake(Trigger.TIMER, refresh=time.monotonic() >= self._next)
        if wake is None:
            return timer
        return wake.joined(timer) if timer.refresh else wake

    def _pause(self) -> float:
        """Seconds until a look is due by itself. A hold that ended is lifted by no cycle that crashes."""
        due = None if self._status.crash else self._pace.due()
        held = float("inf") if due is None else due - time.time()
        return max(0.01, min(self._next - time.monotonic(), held))

    def _turn(self, wake: Wake) -> None:
        resolution = self._resolution
        if resolution is None or self._shared.stop.is_set() or self.inbox.closed:
            return
        started, lost, self._lost = time.time(), self._lost, ""
        self._publish(replace(self._status, started=started, waiting=self.inbox.depth))
        try:
            seen, left = self._cycle(resolution, wake)
        except Exception as error:  # noqa: BLE001 - a defect must not end the thread that keeps a host
            self._crashed(error, wake)
            return
        turn = Turn(self.host.name, wake, seen, left, started, time.time(), lost)
        self._noted(turn)

    def _cycle(self, resolution: Resolution, wake: Wake) -> tuple[Cycle, Cycle]:
        """One cycle: as it was planned, and as it ended."""
        seen: list[Cycle] = []
        self._watch()
        orders = Orders(
            act=True,
            refresh=wake.refresh,
            only=wake.refs,
            limits=self._shared.limits,
            held=self._held,
            stopped=lambda: self._dismissed or self._shared.stop.is_set(),
            planned=lambda cycle: self._planned(cycle, seen),
            wait=lambda: False,
        )
        left = run_cycle(self._session, resolution, orders)
        self._watch()
        return seen[0], left

    def _held(self, world: World, now: float) -> Mapping[Ref, str]:
        return self._pace.held(world, now)

    def _watch(self) -> None:
        """Have libvirt tell of what happens; a host that does not answer is found to be down by the cycle."""
        try:
            self._session.connection.ensure()
            self._shared.events.watch(self._session.connection)
        except Failure:
            return

    def _planned(self, cycle: Cycle, seen: list[Cycle]) -> None:
        """Publish what was found before anything is done about it."""
        seen.append(cycle)
        if cycle.plan.steps:
            self._publish(self._told(cycle))

    def _told(self, cycle: Cycle) -> HostStatus:
        """The status with this cycle; the report of the last one where it would say the same."""
        last = self._status.cycle
        same = last is not None and last.plan is cycle.plan and not cycle.outcomes and not last.outcomes
        told = self._status.report if same else report(cycle.world, cycle.plan, cycle.outcomes, cycle.now)
        return replace(self._status, cycle=cycle, report=told)

    def _noted(self, turn: Turn) -> None:
        """Remember, publish, count and say how it went."""
        unreachable = turn.ending is Ending.UNREACHABLE
        self._failures = self._failures + 1 if unreachable else 0
        pause = self._shared.retry(self._failures) if unreachable else self._shared.interval
        self._plan_next(turn.wake, _SOON if turn.left.yielded else min(pause, self._shared.interval))
        self._pace = self._pace.noted(turn.left.outcomes, turn.left.world, time.time(), self._shared.wait)
        status = replace(self._told(turn.left), completed=turn.ended, crash="", waiting=self.inbox.depth)
        if turn.ending not in {Ending.UNREACHABLE, Ending.FAILED}:
            status = replace(status, succeeded=turn.ended)
        self._publish(status)
        self._shared.metrics.count(turn)
        self._say(turn)

    def _plan_next(self, wake: Wake, pause: float) -> None:
        """Have everything looked at in so many seconds; after less than that, never later than planned."""
        due = time.monotonic() + pause
        self._next = due if wake.refresh else min(self._next, due)

    def _say(self, turn: Turn) -> None:
        quiet = turn.ending is Ending.IN_SYNC and turn.wake.trigger in {Trigger.TIMER, Trigger.EVENT}
        level = self._shared.log.debug if quiet else self._shared.log.info
        said = sentence(turn.left.world.views.values(), turn.left.plan, turn.left.outcomes)
        level(said, host=self.host.name, trigger=str(turn.wake.trigger),
        result=str(turn.ending),
              seconds=round(turn.ended - turn.started, 3), revision=turn.left.world.revision)  # fmt: skip

    def _crashed(self, error: Exception, wake: Wake) -> None:
        self._failures += 1
        self._plan_next(wake, self._shared.retry(self._failures))
        what = " ".join(f"{type(error).__name__}: {error}".split())
        # No cycle was completed: where each one crashes, readiness and the alert for a stalled host say so.
        self._publish(replace(self._status, crash=what))
        self._shared.log.error("a cycle ended in a defect", host=self.host.name, exc_info=error)

    def _publish(self, status: HostStatus) -> None:
        self._status = status
        if not self._dismissed:
            self._shared.board.publish_host(status)
