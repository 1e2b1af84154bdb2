"""The effective policy of one object: a plain value, which the planner reads.

Made by `schemas.manifest`, which says how a policy is written. What only decides pays for no validator.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Mode(StrEnum):
    """enforce: put right. observe: report only."""

    ENFORCE = "enforce"
    OBSERVE = "observe"


class Restart(StrEnum):
    """May a running guest (or an active network) be restarted to apply a change."""

    NEVER = "never"
    WINDOW = "window"
    NOW = "now"


class Foreign(StrEnum):
    """What happens to devices that no manifest mentions; they are reported in any case."""

    KEEP = "keep"
    REMOVE = "remove"


class Deletion(StrEnum):
    """What happens to the object when its manifest goes; for a volume `delete` destroys data."""

    ORPHAN = "orphan"
    DELETE = "delete"


class RunStrategy(StrEnum):
    """Power: Always running, Halted, Manual (never touched), RerunOnFailure (started again only after a
    crash).
    """

    ALWAYS = "Always"
    HALTED = "Halted"
    MANUAL = "Manual"
    RERUN = "RerunOnFailure"


@dataclass(frozen=True, slots=True)
class Suspension:
    """A pause with a reason: nothing is corrected until it is lifted or `until` has passed."""

    reason: str
    by: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When restarts are allowed: a cron expression (local time of the daemon), and minutes from then."""

    cron: str
    minutes: int = 60


class Entry(Protocol):
    """What says something of a policy and leaves the rest."""

    def over(self, policy: "Policy") -> "Policy":
        """The policy with what this says put over it."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """The effective policy of one object."""

    mode: Mode = Mode.ENFORCE
    restart: Restart = Restart.NEVER
    window: Window | None = None
    adopt: bool = False
    foreign: Foreign = Foreign.KEEP
    deletion: Deletion = Deletion.ORPHAN
    ignore: tuple[str, ...] = ()
    suspend: Suspension | None = None

    @property
    def parting(self) -> Deletion:
        """What becomes of an object whose manifest goes. What was only observed is never deleted."""
        return Deletion.ORPHAN if self.mode is Mode.OBSERVE else self.deletion

    def under(self, entry: Entry | None) -> "Policy":
        """This policy with what the entry says put over it."""
        return self if entry is None else entry.over(self)
