"""A restart is allowed now, never, or while a declared window is open."""

from datetime import datetime

import pytest

from reconciler.windows import restart_allowed
from schemas.policy import Policy, Restart, Window


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


def test_never_and_now_ask_no_clock() -> None:
    """And a window that nobody declared never opens."""
    assert not restart_allowed(Policy(), 0.0)
    assert restart_allowed(Policy(restart=Restart.NOW), 0.0)
    assert not restart_allowed(Policy(restart=Restart.WINDOW), 0.0)
