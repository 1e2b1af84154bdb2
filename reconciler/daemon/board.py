"""What everybody may read of the daemon: one immutable snapshot, replaced whole by whoever has news.

Why it exists: page, API, metrics, readiness and `status` must never ask libvirt, wait for a cycle or see half
of one. Hosts' threads and the manifests' thread publish; HTTP and the main thread read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock

from reconciler.daemon.inbox import Wake
from reconciler.loop import Cycle
from reconciler.published import Report
from reconciler.report import joined, report
from reconciler.steps import Plan, Result, State, Verb
from state.diagnostics import Diagnostic, Severity
from state.world import World

_QUIET = frozenset({State.IN_SYNC, State.UNMANAGED})
_BOOKKEEPING = frozenset({Verb.RECORD, Verb.FORGET})


class Ending(StrEnum):
    """How a cycle went: nothing to do, something done, differences left alone, trouble, or no host to see."""

    IN_SYNC = "in_sync"
    CHANGED = "changed"
    DIFFERS = "differs"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Turn:
    """One cycle of one host, and why it ran. seen: as planned, before anything was done. left: as it ended.
    started, ended: POSIX seconds. lost: why the connection that the last cycle had was gone, if it was.
    """

    host: str
    wake: Wake
    seen: Cycle
    left: Cycle
    started: float
    ended: float
    lost: str = ""

    @property
    def ending(self) -> Ending:
        """How it went."""
        if not all(view.up for view in self.left.world.views.values()):
            return Ending.UNREACHABLE
        if any(outcome.result is not Result.DONE for outcome in self.left.outcomes):
            return Ending.FAILED
        verdicts = self.left.plan.verdicts.values()
        if any(verdict.state in {State.FAILED, State.UNKNOWN} for verdict in verdicts):
            return Ending.FAILED
        if any(outcome.step.verb not in _BOOKKEEPING for outcome in self.left.outcomes):
            return Ending.CHANGED
        return Ending.DIFFERS if any(v.state not in _QUIET for v in verdicts) else Ending.IN_SYNC


@dataclass(frozen=True, slots=True)
class HostStatus:
    """What is known of one host. Times are POSIX seconds, 0 for never; succeeded: it was seen and no step
    failed.

    crash: a defect of ours that ended its last cycle. waiting: wakes not yet taken.
    """

    name: str
    interval: float
    started: float = 0.0
    completed: float = 0.0
    succeeded: float = 0.0
    cycle: Cycle | None = None
    report: Report | None = None
    crash: str = ""
    waiting: int = 0

    @property
    def up(self) -> bool:
        """Whether it answered when it was last looked at."""
        return self.cycle is not None and all(view.up for view in self.cycle.world.views.values())


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """What is known of the manifests. fetched: when they were last read (POSIX seconds, 0 for never)."""

    name: str
    revision: str = ""
    fetched: float = 0.0
    seconds: float = 0.0
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether every manifest was read and understood."""
        return self.fetched > 0 and not any(one.severity is Severity.ERROR for one in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one moment."""

    source: SourceStatus
    hosts: Mapping[str, HostStatus] = field(default_factory=dict)
    number: int = 0


class Board:
    """Holds the latest snapshot. Any thread may read and publish."""

    def __init__(self, source: str, clock: Callable[[], float]) -> None:
        self._lock = Lock()
        self._clock = clock
        self._snapshot = Snapshot(SourceStatus(source))
        self._report: tuple[int, Report] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The latest."""
        return self._snapshot

    def publish_source(self, source: SourceStatus) -> None:
        """Replace what is known of the manifests."""
        with self._lock:
            now = self._snapshot
            self._snapshot = replace(now, source=source, number=now.number + 1)

    def introduce_host(self, status: HostStatus) -> None:
        """Begin to show a host."""
        with self._lock:
            self._show(status)

    def publish_host(self, status: HostStatus) -> None:
        """Replace what is known of one host. Nothing where it is not shown: its last cycle may end after it
        was withdrawn, and nobody would ever take it away again.
        """
        with self._lock:
            if status.name in self._snapshot.hosts:
                self._show(status)

    def _show(self, status: HostStatus) -> None:
        now = self._snapshot
        hosts = {**now.hosts, status.name: status}
        self._snapshot = replace(now, hosts=hosts, number=now.number + 1)

    def withdraw_host(self, name: str) -> None:
        """Take away a host that no manifest mentions any more."""
        with self._lock:
            now = self._snapshot
            hosts = {other: status for other, status in now.hosts.items() if other != name}
            self._snapshot = replace(now, hosts=hosts, number=now.number + 1)

    def report(self) -> Report:
        """All hosts' latest reports as one; made once for each snapshot."""
        snapshot, known = self._snapshot, self._report
        if known is not None and known[0] == snapshot.number:
            return known[1]
        told = whole(snapshot, self._clock())
        self._report = (snapshot.number, told)
        return told


def whole(snapshot: Snapshot, now: float) -> Report:
    """One report of the manifests and all hosts, in the order of their names."""
    source = World({}, {}, {}, {}, diagnostics=snapshot.source.diagnostics, revision=snapshot.source.revision)
    reports = [report(source, Plan({}), (), now)]
    reports += [status.report for _, status in sorted(snapshot.hosts.items()) if status.report is not None]
    return joined(reports, now)
