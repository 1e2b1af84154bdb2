"""The daemon as a whole: starts and stops its threads, takes signals, and tells systemd how it is.

Called by `run` on the command line. The main thread does nothing that could hang.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from reconciler.daemon.archive import Archive
from reconciler.daemon.board import Board, HostStatus, SourceStatus
from reconciler.daemon.inbox import Trigger, Wake
from reconciler.daemon.keeper import Keeper, Surroundings
from reconciler.daemon.source import Manifests, Reader, Reading
from reconciler.daemon.waiting import growing
from reconciler.metrics import Metrics
from reconciler.notify import ServiceManager
from reconciler.published import Report
from reconciler.settings import Settings
from reconciler.steps import State
from reconciler.web.server import Server
from state.desired import Defaults, Kept
from state.desired.resolution import Resolution
from state.live.connection import library_version
from state.live.events import Events, Wakeup
from state.recorded.ledger import Ledger
from state.world import Host

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

BEAT = 0.5  # seconds between two looks of the main thread at everybody
LEAVING = 90.0  # seconds that a step in hand gets to end; a guest that shuts down may take long
STUCK = 900.0  # seconds without progress after which a thread counts as wedged


@dataclass(frozen=True, slots=True)
class Commission:
    """What the daemon is to do: keep to this folder, under these settings."""

    source: Path
    defaults: Defaults
    settings: Settings
    log: "FilteringBoundLogger"


def serve(commission: Commission) -> int:
    """Run until a signal ends it; the exit code. Failure where it cannot begin (its ledger, its address)."""
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger.open(commission.settings.state_directory))
        return _Service(commission, ledger, stack).run()


class _Service:
    """The threads of one run."""

    def __init__(self, commission: Commission, ledger: Ledger, stack: ExitStack) -> None:
        settings = commission.settings
        self._log = commission.log
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._board = Board(str(commission.source), time.time)
        self._metrics = Metrics(lambda: self._board.snapshot, library_version())
        events = stack.enter_context(Events(self._heard))
        self._shared = Surroundings(
            ledger, self._board, self._metrics, events, commission.log, self._stop, settings.interval,
            settings.limits(), growing(settings.backoff.first, settings.backoff.longest), growing(1.0, 60.0),
        )  # fmt: skip
        self._keepers: dict[str, Keeper] = {}
        manifests = Manifests(commission.source, commission.defaults, Kept(settings.state_directory))
        self._reader = Reader(manifests, self._read, commission.log)
        self._revision: object = None
        self._manager = ServiceManager.of(os.environ, os.getpid())
        self._archive = Archive(ledger, commission.log)
        if settings.listen is not None:
            server = stack.enter_context(Server(settings.listen, self._board, self._metrics))
            self._log.info("listening", address=server.address)

    def run(self) -> int:
        """Start, beat, leave."""
        with _signals({signal.SIGTERM: self._leave, signal.SIGINT: self._leave, signal.SIGHUP: self._now}):
            self._reader.start()
            self._manager.ready("reading the manifests")
            while not self._stop.is_set():
                self._wake.wait(BEAT)
                self._wake.clear()
                self._beat()
            self._manager.stopping("finishing the step in hand")
            return self._left()

    def _leave(self) -> None:
        self._stop.set()
        self._wake.set()

    def _now(self) -> None:
        """SIGHUP: read everything again and look at everything now."""
        self._manager.reloading()
        self._reader.wake()
        self._look()
        self._manager.ready("looking at everything again")

    def _look(self) -> None:
        """Have every host looked at now."""
        for keeper in tuple(self._keepers.values()):
            keeper.inbox.put(Wake(Trigger.MANUAL, refresh=True))

    def _heard(self, wakeup: Wakeup) -> None:
        """On libvirt's event thread: enqueue, and nothing else."""
        keeper = self._keepers.get(wakeup.host)
        if keeper is None:
            return
        if wakeup.lost:
            keeper.lose(wakeup.what)
            return
        refs = None if wakeup.ref is None else frozenset({wakeup.ref})
        keeper.inbox.put(Wake(Trigger.EVENT, refs, events={wakeup.what: 1}))

    def _read(self, reading: Reading) -> None:
        """On the manifests' thread: publish, and where they changed, hand them to the hosts."""
        found = reading.resolution
        source = self._board.snapshot.source
        status = SourceStatus(
            source.name, found.revision, reading.fetched, reading.seconds, found.diagnostics
        )
        self._metrics.count_reading(reading.seconds)
        if found is not self._revision:
            self._follow(found)
            self._revision = found  # once all hosts have it: what ends in a defect is done again
        self._board.publish_source(status)  # last, so that readiness never comes before the hosts are known

    def _follow(self, found: Resolution) -> None:
        """Hand changed manifests to the hosts that they name."""
        for diagnostic in found.diagnostics:
            self._log.warning(str(diagnostic))
        for name in self._keepers.keys() - found.hosts.keys():
            self._dismiss(name)
        for host in found.hosts.values():
            self._keeper(host).follow(found)

    def _keeper(self, host: Host) -> Keeper:
        """The host's keeper; a new one where there was none, or where the Host manifest changed."""
        keeper = self._keepers.get(host.name)
        if keeper is not None and (keeper.host.uri, keeper.host.concurrency) == (host.uri, host.concurrency):
            return keeper
        if keeper is not None:
            self._dismiss(host.name)
        self._metrics.introduce(host.name)
        self._board.introduce_host(HostStatus(host.name, self._shared.interval))
        fresh = Keeper(host, self._shared)
        fresh.start()
        self._keepers[host.name] = fresh
        return fresh

    def _dismiss(self, name: str) -> None:
        self._keepers.pop(name).dismiss()
        self._board.withdraw_host(name)
        self._log.info("host is no longer looked after", host=name)

    def _beat(self) -> None:
        """Keep the last report, and show systemd that every thread moves."""
        if self._archive.pauses_moved():
            self._look()
        if self._archive.wants(self._board.snapshot.number):
            self._save()
        threads: tuple[Reader | Keeper, ...] = (self._reader, *self._keepers.values())
        if all(time.monotonic() - thread.progress < STUCK + self._shared.interval for thread in threads):
            self._manager.alive()

    def _save(self) -> None:
        number, report = self._board.snapshot.number, self._board.report()
        self._archive.keep(number, report)
        self._manager.status(summary(report))

    def _left(self) -> int:
        """End the threads: the step in hand is finished, nothing new is begun."""
        self._reader.close()
        keepers = tuple(self._keepers.values())
        for keeper in keepers:
            keeper.inbox.close()
        deadline = time.monotonic() + LEAVING
        for keeper in keepers:
            keeper.join(max(0.0, deadline - time.monotonic()))
        self._save()
        wedged = [keeper.host.name for keeper in keepers if keeper.is_alive()]
        self._log.info("left", unfinished=wedged)
        return 0


def summary(report: Report) -> str:
    """One line for `systemctl status`."""
    up = sum(host.up for host in report.hosts)
    left = sum(one.state not in {State.IN_SYNC, State.UNMANAGED} for one in report.objects)
    stand = "in sync" if not left else f"{left} of {len(report.objects)} objects not in sync"
    return f"{up} of {len(report.hosts)} hosts up, {stand}, revision {report.revision or 'none'}"


class _signals:  # noqa: N801 - used as a block
    """Signals call these functions while the block lasts."""

    def __init__(self, actions: dict[signal.Signals, Callable[[], None]]) -> None:
        self._actions = actions
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> None:
        for number, action in self._actions.items():

            def handle(_number: int, _frame: FrameType | None, action: Callable[[], None] = action) -> None:
                action()

            self._before[number] = signal.signal(number, handle)

    def __exit__(self, *_details: object) -> None:
        for number in self._actions:
            signal.signal(number, signal.SIG_DFL)
