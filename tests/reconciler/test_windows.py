"""A restart is allowed now, never, or while a declared window is open."""

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from reconciler.windows import restart_allowed
from schemas.policy import Policy, Restart, Window

BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"  # spelt out, so that no database of zones is needed


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of a place that changes it: 2026-03-29 from 2 to 3 o'clock, 2026-10-25 from 3 to 2."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", BERLIN)
        time.tzset()
        yield
    time.tzset()


def at(text: str) -> float:
    """POSIX seconds of a local time."""
    return datetime.fromisoformat(text).astimezone().timestamp()


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-03-14T02:59:59", False),
        ("2026-03-14T03:00:00", True),
        ("2026-03-14T03:29:59", True),
        ("2026-03-14T03:30:00", False),
        ("2026-03-15T03:10:00", False),
    ],
)
def test_a_window_is_open_from_its_time_for_its_minutes(moment: str, *, allowed: bool) -> None:
    """Saturdays at three, for half an hour."""
    policy = Policy(restart=Restart.WINDOW, window=Window(cron="0 3 * * 6", minutes=30))
    assert restart_allowed(policy, at(moment)) is allowed


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("cron", "minutes", "moment", "allowed"),
    [
        ("0 1 * * *", 120, "2026-10-25T02:59:59+02:00", True),
        ("0 1 * * *", 120, "2026-10-25T02:00:00+01:00", False),
        ("0 1 * * *", 120, "2026-10-25T02:59:00+01:00", False),
        ("30 0 * * *", 180, "2026-03-29T03:45:00+02:00", True),
        ("30 0 * * *", 180, "2026-03-29T04:29:59+02:00", True),
        ("30 0 * * *", 180, "2026-03-29T04:30:00+02:00", False),
    ],
)
def test_a_window_stays_open_as_long_when_the_clock_changes(
    cron: str, minutes: int, moment: str, *, allowed: bool
) -> None:
    """Its minutes are those that pass: in autumn an hour is shown twice, in spring one is left out."""
    policy = Policy(restart=Restart.WINDOW, window=Window(cron, minutes))
    assert restart_allowed(policy, at(moment)) is allowed


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-03-29T01:59:59+01:00", False),
        ("2026-03-29T03:00:00+02:00", True),
        ("2026-03-29T03:59:59+02:00", True),
        ("2026-03-29T04:00:00+02:00", False),
        ("2026-10-25T02:29:59+02:00", False),
        ("2026-10-25T02:30:00+02:00", True),
        ("2026-10-25T02:15:00+01:00", True),
        ("2026-10-25T02:30:00+01:00", False),
    ],
)
def test_a_window_opens_once_where_its_time_is_left_out_or_shown_twice(moment: str, *, allowed: bool) -> None:
    """At half past two: when the clock goes on in spring, and the first of the two in autumn."""
    policy = Policy(restart=Restart.WINDOW, window=Window("30 2 * * *", 60))
    assert restart_allowed(policy, at(moment)) is allowed


def test_never_and_now_ask_no_clock() -> None:
    """And a window that nobody declared never opens."""
    assert not restart_allowed(Policy(), 0.0)
    assert restart_allowed(Policy(restart=Restart.NOW), 0.0)
    assert not restart_allowed(Policy(restart=Restart.WINDOW), 0.0)
