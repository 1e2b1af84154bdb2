"""When policy lets a running guest be restarted. Pure: the time is an argument. Called by
`reconciler.verdict`.
"""

from datetime import datetime, timedelta

from schemas.policy import Policy, Restart, Window


def restart_allowed(policy: Policy, now: float) -> bool:
    """Whether a restart may be done at `now` (POSIX seconds; windows are in the daemon's local time)."""
    match policy.restart:
        case Restart.NOW:
            return True
        case Restart.WINDOW:
            return policy.window is not None and open_at(policy.window, now)
        case Restart.NEVER:
            return False


def open_at(window: Window, now: float) -> bool:
    """Whether the window's last opening is less than its minutes ago."""
    from cronsim import CronSim  # only those who declare a window pay for it

    moment = datetime.fromtimestamp(now).astimezone()
    opened = next(
        CronSim(window.cron, moment + timedelta(seconds=1), reverse=True)
    )  # it looks before its start
    return (moment - opened).total_seconds() < window.minutes * 60
