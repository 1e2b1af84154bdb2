"""One look at a host: everything that libvirt shows of it, and honest about what it does not.

Called by the loop once a cycle (`observe`) and after each step (`observe_one`). An error, a time-out or a
partial listing never looks like absence: the host is down, the kind unlisted or the object unknown. libvirt
itself may hide objects from us (access drivers filter listings silently), which nobody can see from here;
so a manifest's object that is not listed may exist, and creating it fails then, harming nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import libvirt
from lxml.etree import XMLSyntaxError

from schemas.facts import Ref
from schemas.nwfilter.supplied import SUPPLIED
from schemas.secret.naming import SECRET
from state.live import listing, lookup
from state.live.connection import Connection
from state.live.errors import Failure, NotFound, Terminal, translated
from state.live.listing import FILTER, MACHINE, NETWORK, POOL, VOLUME, Found
from state.live.reading import Reading, read, reader
from state.world import HostView, Live

_LISTINGS: Mapping[str, Callable[[libvirt.virConnect, str], list[Found] | None]] = MappingProxyType({
    MACHINE: listing.machines,
    SECRET: listing.secrets,
    FILTER: listing.filters,
    NETWORK: listing.networks,
    POOL: listing.pools,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interest:
    """Which volumes to read: of everything else a host has few enough to look at all.

    refs: everything desired or recorded, of any kind and host; a volume that is not among them is not looked
    at, so that nothing is known of it, nor is a filter that libvirt brings along. every_volume: look at all
    volumes (to adopt, say).
    """

    refs: frozenset[Ref] = frozenset()
    every_volume: bool = False

    def covers(self, ref: Ref) -> bool:
        """Whether an object that is no volume is looked at."""
        return ref.kind != FILTER or ref.name not in SUPPLIED or ref in self.refs

    def volumes(self, host: str) -> dict[str, frozenset[Ref]]:
        """The volumes of interest on a host, by pool."""
        found: dict[str, set[Ref]] = {}
        for ref in self.refs:
            if ref.kind == VOLUME and ref.host == host:
                found.setdefault(ref.scope, set()).add(ref)
        return {pool: frozenset(refs) for pool, refs in found.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Seen(HostView):
    """A view that remembers the stamp of each document, so that the next look can tell what is new."""

    stamps: Mapping[Ref, int] = field(default_factory=dict)


def observe(
    connection: Connection, interest: Interest, previous: HostView | None = None, *, refresh: bool = False
) -> HostView:
    """What the host shows now, connecting where need be. Never raises for what a host does.

    previous: the last view of this host; an object whose facts did not change is the same object again, and
    a host where no document changed gives the same view. refresh: have libvirt look at the files of the
    pools of interest first, which emits events and takes a pool down whose directory is gone.
    """
    before = _seen(previous)
    try:
        connection.ensure()
        view = _Look(connection, interest, refresh=refresh).view(before)
    except Failure as failure:
        return _down(connection, str(failure))
    if not connection.alive():
        return _down(connection, "the connection was lost while looking; it is tried again")
    return before if _unchanged(before, view) else view


def observe_one(connection: Connection, ref: Ref) -> Live | None:
    """One object as it is now; None where libvirt says that there is none. Else Transient or Terminal."""
    try:
        with translated():
            return read(lookup.one(connection.handle, ref))
    except NotFound:
        return None
    except (XMLSyntaxError, ValueError, KeyError) as error:
        raise Terminal(f"{ref}: its document cannot be understood: {error}") from error


class _Look:
    """What one look at a host collects."""

    def __init__(self, connection: Connection, interest: Interest, *, refresh: bool) -> None:
        self._connection = connection
        self._interest = interest
        self._refresh = refresh
        self._found: list[Found] = []
        self._unlisted: dict[str, str] = {}
        self._unknown: dict[Ref, str] = {}

    def view(self, previous: Seen) -> Seen:
        """List, read, and put together."""
        self._list()
        if POOL in self._unlisted:
            self._unlisted[VOLUME] = self._unlisted[POOL]
        else:
            self._list_volumes()
        reading = reader(previous.stamps, previous.objects)
        return self._assembled(self._connection.each(reading, self._found))

    def _list(self) -> None:
        for kind, listed in _LISTINGS.items():
            try:
                with translated():
                    found = listed(self._connection.handle, self._connection.name)
            except Failure as failure:
                self._unlisted[kind] = f"{kind} cannot be listed: {failure}"
            else:
                self._take(kind, found)

    def _take(self, kind: str, found: list[Found] | None) -> None:
        """What was listed. A kind that a driver does not have is no trouble until a manifest asks for it."""
        if found is None:
            self._unlisted[kind] = ""
        else:
            self._found += [one for one in found if self._interest.covers(one.ref)]

    def _list_volumes(self) -> None:
        pools = {found.ref.name: found.active for found in self._found if found.ref.kind == POOL}
        wanted = self._interest.volumes(self._connection.name)
        if self._interest.every_volume:
            wanted = {name: frozenset() for name, active in pools.items() if active} | wanted
        for pool, refs in wanted.items():
            if pools.get(pool):
                self._list_pool(pool, refs)
            else:
                state = "is not active" if pool in pools else "does not exist"
                self._doubt(refs, f"the pool {pool} {state}")

    def _list_pool(self, name: str, refs: frozenset[Ref]) -> None:
        try:
            with translated():
                pool = self._connection.handle.storagePoolLookupByName(name)
                if self._refresh:
                    pool.refresh(0)
                listed = listing.volumes(pool, self._connection.name)
        except Failure as failure:
            self._doubt(refs, f"the volumes of the pool {name} cannot be listed: {failure}")
        else:
            self._found += [one for one in listed if self._interest.every_volume or one.ref in refs]

    def _doubt(self, refs: Iterable[Ref], why: str) -> None:
        self._unknown |= dict.fromkeys(refs, why)

    def _assembled(self, readings: list[Reading]) -> Seen:
        objects, stamps = {}, {}
        for reading in readings:
            if reading.live is not None:
                objects[reading.ref] = reading.live
                stamps[reading.ref] = reading.stamp
            elif not isinstance(reading.failure, NotFound):  # what vanished since it was listed is not there
                self._unknown[reading.ref] = str(reading.failure)
        return Seen(
            name=self._connection.name,
            uri=self._connection.uri,
            up=True,
            error="; ".join(filter(None, self._unlisted.values())),
            objects=objects,
            unlisted=frozenset(self._unlisted),
            unknown=self._unknown,
            stamps=stamps,
        )


def _seen(previous: HostView | None) -> Seen:
    return previous if isinstance(previous, Seen) else Seen(name="", uri="", up=False)


def _down(connection: Connection, error: str) -> HostView:
    """A host of which nothing is known."""
    return HostView(name=connection.name, uri=connection.uri, up=False, error=error)


def _unchanged(previous: Seen, view: Seen) -> bool:
    """Whether a look found what the last one did, to the letter (the same stamps are the same objects)."""
    parts = ("name", "uri", "up", "error", "unlisted", "unknown", "stamps")
    return all(getattr(previous, part) == getattr(view, part) for part in parts)
