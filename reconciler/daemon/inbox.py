"""What wakes a host's thread: wakes put in by any thread, taken out together by one.

Why it exists: a burst of events (defining a machine makes four) has to cost one look, and putting must never
block, since libvirt's event thread does it. Used by `reconciler.daemon.keeper`, which takes, and by
`source` and `service`, which put.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Condition

from schemas.facts import Ref

BURST = 0.015
MOST_REFS = 256


class Trigger(StrEnum):
    """What made a cycle run, least deliberate first."""

    EVENT = "event"
    TIMER = "timer"
    SOURCE = "source"
    MANUAL = "manual"


_RANK: Mapping[Trigger, int] = {trigger: rank for rank, trigger in enumerate(Trigger)}


@dataclass(frozen=True, slots=True)
class Wake:
    """Why to look, and at what first. refs: only these objects, or None for everything. refresh: pools are
    asked to look at their files. events: how many of libvirt's events it stands for, by what they told.
    overflows: how often there were more objects than are worth naming.
    """

    trigger: Trigger
    refs: frozenset[Ref] | None = None
    refresh: bool = False
    events: Mapping[str, int] = field(default_factory=dict)
    overflows: int = 0

    def joined(self, other: "Wake") -> "Wake":
        """One wake that asks for everything that both ask for."""
        refs = None if self.refs is None or other.refs is None else self.refs | other.refs
        overflows = self.overflows + other.overflows
        if refs is not None and len(refs) > MOST_REFS:
            refs, overflows = None, overflows + 1
        counts = {
            what: self.events.get(what, 0) + other.events.get(what, 0)
            for what in {*self.events, *other.events}
        }
        trigger = max(self.trigger, other.trigger, key=_RANK.__getitem__)
        return Wake(trigger, refs, self.refresh or other.refresh, counts, overflows)


class Inbox:
    """One host's wakes. `put` from any thread, `take` from one."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._wake: Wake | None = None
        self._waiting = 0
        self._closed = False

    @property
    def depth(self) -> int:
        """How many wakes wait to be taken."""
        return self._waiting

    @property
    def closed(self) -> bool:
        """Whether nothing is to be taken any more."""
        return self._closed

    def put(self, wake: Wake) -> None:
        """Add a wake; nothing once it is closed."""
        with self._changed:
            if not self._closed:
                self._wake = wake if self._wake is None else self._wake.joined(wake)
                self._waiting += 1
                self._changed.notify()

    def close(self) -> None:
        """Let whoever takes leave at once."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def take(self, timeout: float) -> Wake | None:
        """All that came within a burst of the first wake; None after `timeout` seconds or when closed."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or self._wake is not None, max(0.0, timeout)):
                return None
            deadline = time.monotonic() + BURST
            self._changed.wait_for(lambda: self._closed, deadline - time.monotonic())
            wake, self._wake, self._waiting = self._wake, None, 0
            return None if self._closed else wake
