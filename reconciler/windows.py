"""When policy lets a running guest be restarted. Pure: the time is an argument. Called by
`reconciler.verdict`.
"""

from datetime import UTC, datetime, timedelta, tzinfo

from schemas.policy import Policy, Restart, Window

_FOLD = timedelta(hours=2)  # the farthest that a clock is put back: Troll's; everywhere else it is an hour


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
    """Whether the window's last opening is less than its minutes ago, as they pass and not as clocks show.

    A time that a clock change skips opens when the clock goes on; one that it doubles opens the first time.
    """
    from cronsim import CronSim  # only those who declare a window pay for it

    # It goes back by what clocks show: after one was put back, the last opening may show a later time.
    later = datetime.fromtimestamp(now, UTC).astimezone(_LocalTime()) + _FOLD
    openings = (opening.timestamp() for opening in CronSim(window.cron, later, reverse=True))
    opened = next((opening for opening in openings if opening <= now), None)
    return opened is not None and now - opened < window.minutes * 60


class _LocalTime(tzinfo):
    """The zone of this machine with its clock changes, as the C library has it: TZ or /etc/localtime.

    Why it exists: `astimezone()` alone gives the offset of one moment, and `ZoneInfo` knows neither which
    zone is the local one nor the rules that TZ may spell out.
    """

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        """The offset at a local time; its `fold` tells a doubled one's second time."""
        if moment is None:
            return None
        shown = moment.replace(tzinfo=None)
        return shown.replace(tzinfo=UTC) - shown.astimezone()

    def fromutc(self, moment: datetime, /) -> datetime:
        """The local time, with its `fold`."""
        return datetime.fromtimestamp(moment.replace(tzinfo=UTC).timestamp()).replace(tzinfo=self)  # noqa: DTZ006 - a fixed offset has no fold

    def dst(self, _moment: datetime | None, /) -> None:
        """Nobody asks."""

    def tzname(self, _moment: datetime | None, /) -> None:
        """Nobody asks."""
