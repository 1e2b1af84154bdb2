import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from structlog.testing import CapturingLogger

from reconciler.daemon.archive import SAVING, Archive
from reconciler.published import Report
from state.recorded.ledger import Ledger, LedgerError, Suspension

REPORT = Report(version="1", revision="r1", generated_at="", in_sync=True)


class Full(Ledger):
    """On a file system that has no space left while `full`."""

    full = False

    def save_report(self, report: str) -> None:
        self._refuse()
        super().save_report(report)

    def suspensions(self) -> tuple[Suspension, ...]:
        self._refuse()
        return super().suspensions()

    def _refuse(self) -> None:
        if self.full:
            raise LedgerError("the ledger cannot grow: no space left")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Full]:
    with Full.open(tmp_path) as ledger:
        yield ledger


def archive(ledger: Ledger, times: Iterator[float]) -> tuple[Archive, CapturingLogger]:
    """An archive, and what it logs."""
    captured = CapturingLogger()
    log = structlog.wrap_logger(captured, [], wrapper_class=structlog.make_filtering_bound_logger(0))
    return Archive(ledger, log, lambda: next(times)), captured


def ever() -> Iterator[float]:
    """A clock by which a report may be kept each time."""
    now = 0.0
    while True:
        yield now
        now += 2 * SAVING


def test_a_full_disk_ends_nothing_and_is_said_once(ledger: Full) -> None:
    """However many beats it lasts; after it the report is kept, and the next time it is said again."""
    kept, captured = archive(ledger, ever())
    for full, said in ((True, 1), (False, 1), (True, 2)):
        ledger.full = full
        for number in range(1, 5):
            assert not kept.pauses_moved()
            kept.keep(number, REPORT)
        assert [call.method_name for call in captured.calls] == ["error"] * said
    ledger.full = False
    assert json.loads(ledger.last_report() or "")["revision"] == "r1"


def test_a_report_that_could_not_be_kept_is_wanted_again(ledger: Full) -> None:
    """Not only when there is another one, which may take an hour."""
    kept, _ = archive(ledger, ever())
    ledger.full = True
    kept.keep(1, REPORT)
    assert kept.wants(1)
    ledger.full = False
    kept.keep(1, REPORT)
    assert not kept.wants(1)
    assert kept.wants(2)


def test_reports_are_not_kept_more_often_than_is_worth_it(ledger: Full) -> None:
    """A burst of cycles is one write or two."""
    kept, _ = archive(ledger, iter((10.0, 10.0 + SAVING / 2, 10.0 + SAVING * 2)))
    kept.keep(1, REPORT)
    assert not kept.wants(2)
    assert kept.wants(2)


def test_a_pause_by_command_is_found_once(ledger: Full) -> None:
    """Where the ledger could not be read meanwhile, it is found afterwards."""
    kept, _ = archive(ledger, ever())
    assert not kept.pauses_moved()
    ledger.suspend(Suspension(None, "maintenance", "me", 0.0))
    ledger.full = True
    assert not kept.pauses_moved()
    ledger.full = False
    assert kept.pauses_moved()
    assert not kept.pauses_moved()
