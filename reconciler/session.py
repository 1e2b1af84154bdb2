"""One host as a cycle works with it: its connection, what it showed last, and what was compared last.

Why it exists: everything that makes a cycle without changes cheap lives here, and nothing else does. One
session belongs to one thread; the loop owns it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reconciler.plan import Memo
from schemas.facts import Ref
from state.desired import Resolution
from state.live.connection import Connection, Limits
from state.live.glance import glance
from state.live.observe import Interest, Seen, observe
from state.recorded.ledger import Ledger
from state.world import Desired, Host, HostView, Live, Record, World


@dataclass(slots=True)
class Seals:
    """What the planner gets: objects with their secrets replaced by digests, records as this version
    understands them. The same object again while the original is the same.
    """

    key: bytes
    desired: dict[Ref, tuple[Desired, Desired]] = field(default_factory=dict)
    live: dict[Ref, tuple[Live, Live]] = field(default_factory=dict)
    recorded: dict[Ref, tuple[Record, Record]] = field(default_factory=dict)

    def of_desired(self, plain: Mapping[Ref, Desired]) -> dict[Ref, Desired]:
        """What is desired, for the planner."""
        self.desired = {ref: self._desired(one) for ref, one in plain.items()}
        return {ref: pair[1] for ref, pair in self.desired.items()}

    def of_live(self, plain: Mapping[Ref, Live]) -> dict[Ref, Live]:
        """What is live, for the planner."""
        self.live = {ref: self._live(one) for ref, one in plain.items()}
        return {ref: pair[1] for ref, pair in self.live.items()}

    def of_recorded(self, kept: Mapping[Ref, Record]) -> dict[Ref, Record]:
        """What is recorded, for the planner."""
        self.recorded = {ref: self._recorded(one) for ref, one in kept.items()}
        return {ref: pair[1] for ref, pair in self.recorded.items()}

    def _desired(self, one: Desired) -> tuple[Desired, Desired]:
        known = self.desired.get(one.ref)
        return known if known is not None and known[0] is one else (one, one.sealed(self.key))

    def _live(self, one: Live) -> tuple[Live, Live]:
        known = self.live.get(one.ref)
        return known if known is not None and known[0] is one else (one, one.sealed(self.key))

    def _recorded(self, one: Record) -> tuple[Record, Record]:
        known = self.recorded.get(one.ref)
        return known if known is not None and known[0] is one else (one, one.understood())


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A host's share of a resolution and of the ledger, secrets sealed, and the volumes to look for."""

    resolution: Resolution
    records: Mapping[Ref, Record]
    desired: Mapping[Ref, Desired]
    recorded: Mapping[Ref, Record]
    interest: Interest


class Session:
    """A host's connection with the memory of its last cycle. Not for use by two threads at once."""

    def __init__(self, host: Host, ledger: Ledger, limits: Limits | None = None) -> None:
        self.host = host
        self.ledger = ledger
        self.connection = Connection(host.uri, host.name, limits or Limits())
        self.memo = Memo()
        self._seals = Seals(ledger.key)
        self._view: HostView | None = None
        self._generation = 0
        self._known: _Asked | None = None
        self._last: tuple[_Asked, HostView, World] | None = None

    def look(
        self, resolution: Resolution, *, refresh: bool = False, only: frozenset[Ref] | None = None
    ) -> World:
        """The world as far as this host goes, secrets sealed. Never raises for what a host does: it is
        then down.

        only: read these objects alone again, where everything was seen on this connection before.
        """
        asked = self._asked(resolution)
        self._view = self._glanced(asked, only) or observe(
            self.connection, asked.interest, self._view, refresh=refresh
        )
        self._generation = self.connection.generation
        return self._world(resolution, asked, self._view)

    def _asked(self, resolution: Resolution) -> "_Asked":
        """This host's share of what is desired and recorded; the last answer again while neither moved."""
        records = self.ledger.records()
        known = self._known
        if known is not None and known.resolution is resolution and known.records is records:
            return known
        desired = {ref: one for ref, one in resolution.desired.items() if ref.host == self.host.name}
        recorded = {ref: one for ref, one in records.items() if ref.host == self.host.name}
        interest = Interest(frozenset((*desired, *recorded)))
        sealed, understood = self._seals.of_desired(desired), self._seals.of_recorded(recorded)
        self._known = _Asked(resolution, records, sealed, understood, interest)
        return self._known

    def _world(self, resolution: Resolution, asked: "_Asked", view: HostView) -> World:
        """The world of these parts; the last one again while all of them are the same."""
        suspended = self._suspended(asked.desired, asked.recorded)
        last = self._last
        if last is not None and last[0] is asked and last[1] is view and last[2].suspended == suspended:
            return last[2]
        name = self.host.name
        world = World(
            hosts={name: self.host},
            desired=asked.desired,
            recorded=asked.recorded,
            views={name: replace(view, objects=self._seals.of_live(view.objects))},
            frozen=frozenset(ref for ref in resolution.frozen if ref.host == name),
            complete=resolution.complete,
            partial=resolution.partial,
            suspended=suspended,
            diagnostics=resolution.diagnostics,
            revision=resolution.revision,
        )
        self._last = (asked, view, world)
        return world

    def _glanced(self, asked: "_Asked", only: frozenset[Ref] | None) -> HostView | None:
        """The last view with a few objects read again; None where a whole look is due."""
        seen = self._view
        if only is None or not isinstance(seen, Seen) or not seen.up:
            return None
        if not self.connection.alive() or self.connection.generation != self._generation:
            return None
        return glance(self.connection, only, seen, asked.interest)

    def _suspended(self, desired: Mapping[Ref, Desired], recorded: Mapping[Ref, Record]) -> dict[Ref, str]:
        """The reasons of pauses that were commanded, by object."""
        now = time.time()
        pauses = self.ledger.suspensions()
        return {
            ref: pause.reason for pause in pauses for ref in {*desired, *recorded} if pause.covers(ref, now)
        }

    def close(self) -> None:
        """End the connection."""
        self.connection.close()
