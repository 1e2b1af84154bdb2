import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from reconciler.case import Limits
from reconciler.daemon.board import Board, HostStatus, Snapshot, SourceStatus, Turn
from reconciler.daemon.inbox import Trigger, Wake
from reconciler.daemon.keeper import Keeper, Surroundings
from reconciler.daemon.waiting import growing
from reconciler.metrics import Metrics
from reconciler.pace import Hold, Pace, Sides
from state.desired import Resolution
from state.live.events import Events
from state.recorded.ledger import Ledger
from state.world import Host
from tests.state.desired.manifests import manifest, resolved
from tests.state.live.node import HOST, WEB, node_uri

TRAY = Wake(Trigger.EVENT, frozenset({WEB}), events={"tray": 1})
TURNS = 12
FRESH = HostStatus(HOST, 7.0)


class Flood(Metrics):
    """Each turn has an event come before its keeper can ask whether there is one; after `TURNS` it ends."""

    def __init__(self) -> None:
        super().__init__(lambda: Snapshot(SourceStatus("")), "9")
        self.turns: list[Turn] = []
        self.keeper: Keeper | None = None

    def count(self, turn: Turn) -> None:
        assert self.keeper is not None
        self.turns.append(turn)
        self.keeper.inbox.put(TRAY)
        if len(self.turns) == TURNS:
            self.keeper.inbox.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "state") as ledger:
        yield ledger


def surroundings(ledger: Ledger, board: Board, metrics: Metrics, interval: float) -> Surroundings:
    """What a keeper needs, without anybody who tells it of events."""
    log = structlog.wrap_logger(None, wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    events, stop = Events(lambda _wakeup: None), threading.Event()
    limits, wait = Limits(), growing(1.0, 60.0)
    return Surroundings(ledger, board, metrics, events, log, stop, interval, limits, wait, wait)


class Moved(Board):
    """The host's manifest changes while its first keeper is in a cycle: it has another one from then on."""

    def __init__(self) -> None:
        super().__init__("", time.time)
        self.first: Keeper | None = None
        self.moved = False

    def publish_host(self, status: HostStatus) -> None:
        super().publish_host(status)
        if self.first is not None and not self.moved:
            self.moved = True
            self.first.dismiss()
            self.withdraw_host(status.name)
            self.introduce_host(FRESH)


def flooded(ledger: Ledger, folder: Path, interval: float) -> list[Wake]:
    """Why each turn of a keeper ran that never finds its inbox empty."""
    metrics = Flood()
    host = Host(HOST, node_uri(folder))
    shared = surroundings(ledger, Board("", time.time), metrics, interval)
    metrics.keeper = Keeper(host, shared)
    metrics.keeper.follow(Resolution(hosts={HOST: host}))
    metrics.keeper.run()
    return [turn.wake for turn in metrics.turns]


def test_the_full_look_happens_when_it_is_due_whatever_events_come(ledger: Ledger, tmp_path: Path) -> None:
    """A stream of events that never ends delays none, and what came with it is counted as ever."""
    wakes = flooded(ledger, tmp_path, 0.0)
    assert len(wakes) == TURNS
    assert all(wake.refs is None and wake.refresh for wake in wakes)
    assert sum(sum(wake.events.values()) for wake in wakes) == TURNS - 1


def test_until_it_is_due_an_event_costs_a_look_at_its_object_alone(ledger: Ledger, tmp_path: Path) -> None:
    """After the first look at everything, which the manifests ask for."""
    first, *others = flooded(ledger, tmp_path, 3600.0)
    assert first.refs is None
    assert all(wake.refs == TRAY.refs and not wake.refresh for wake in others)


def test_a_dismissed_keeper_says_no_more_of_its_host(ledger: Ledger, tmp_path: Path) -> None:
    """Its cycle ends when it ends; what the next keeper of the host has published by then stays."""
    board, host = Moved(), Host(HOST, node_uri(tmp_path))
    board.introduce_host(HostStatus(HOST, 60.0))
    metrics = Metrics(lambda: board.snapshot, "9")
    board.first = keeper = Keeper(host, surroundings(ledger, board, metrics, 60.0))
    keeper.follow(Resolution(hosts={HOST: host}))
    keeper.run()
    assert board.moved
    assert board.snapshot.hosts == {HOST: FRESH}


@pytest.mark.parametrize("board", [Board("", time.time), Moved()], ids=["kept", "dismissed"])
def test_a_dismissed_keeper_begins_no_other_step(ledger: Ledger, tmp_path: Path, board: Board) -> None:
    """Another one looks after the host from then on, by other manifests."""
    uri = node_uri(tmp_path)
    made = resolved(
        manifest("Host", HOST, f"spec: {{uri: '{uri}'}}"), manifest("Network", "new", "spec: {active: false}")
    )
    assert not made.diagnostics
    board.introduce_host(HostStatus(HOST, 60.0))
    metrics = Flood()
    metrics.keeper = keeper = Keeper(made.hosts[HOST], surroundings(ledger, board, metrics, 60.0))
    if isinstance(board, Moved):
        board.first = keeper
    keeper.follow(made)
    keeper.run()
    assert bool(ledger.history()) is not isinstance(board, Moved)


def test_a_keeper_only_looks_while_another_run_acts(ledger: Ledger, tmp_path: Path) -> None:
    """It does not wait for it, and looks again soon."""
    uri = node_uri(tmp_path)
    made = resolved(
        manifest("Host", HOST, f"spec: {{uri: '{uri}'}}"), manifest("Network", "new", "spec: {active: false}")
    )
    board, metrics = Board("", time.time), Flood()
    board.introduce_host(HostStatus(HOST, 3600.0))
    metrics.keeper = keeper = Keeper(made.hosts[HOST], surroundings(ledger, board, metrics, 3600.0))
    with ledger.turn(HOST, lambda: False) as ours:
        assert ours
        keeper.follow(made)
        keeper.run()
    assert not ledger.history()
    assert board.snapshot.hosts[HOST].completed
    assert keeper._pause() <= 1.0


def test_after_a_crash_a_hold_that_has_ended_hastens_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """Only a cycle that comes to its end lifts it: there would be a crash each hundredth of a second."""
    board = Board("", time.time)
    shared = surroundings(ledger, board, Metrics(lambda: board.snapshot, "9"), 60.0)
    keeper = Keeper(Host(HOST, node_uri(tmp_path)), replace(shared, retry=lambda _failures: 3600.0))
    keeper._pace = Pace({WEB: Hold(1, time.time() - 1.0, Sides("", ""), "it broke")})
    keeper._crashed(ValueError("a defect"), Wake(Trigger.TIMER, refresh=True))
    assert keeper._pause() > 60.0
