"""A look at a few objects only: the last view with these read again. Called by the loop for libvirt's events.

Why it exists: an event names its object, and a host of a thousand machines takes a quarter of a second to
read. What else moved meanwhile is found by the next `observe`, as everything that no event tells. A pool is
looked at with its volumes: it shows or hides them all, and no event tells of a volume.
"""

from collections.abc import Iterable
from dataclasses import replace

from schemas.facts import Ref
from state.live import lookup
from state.live.connection import Connection
from state.live.errors import Failure, NotFound, Terminal, translated
from state.live.listing import POOL, Found, volumes
from state.live.observe import Interest, Seen
from state.live.reading import Reading, reader, readings
from state.world import HostView


def glance(connection: Connection, refs: Iterable[Ref], previous: Seen, interest: Interest) -> HostView:
    """The previous view with these objects as they are now. Never raises for what a host does.

    The view given must be of the connection as it is: where that was lost, the host is down. interest: says
    which volumes of a pool are looked at.
    """
    wanted, found = interest.volumes(connection.name), list[Reading]()
    for ref in sorted(refs):
        found.append(_found(connection, ref, previous))
        if ref.kind == POOL:
            found += _shelved(connection, ref.name, wanted.get(ref.name, frozenset()), previous)
    if not connection.alive():
        return HostView(
            name=connection.name,
            uri=connection.uri,
            up=False,
            error="the connection was lost while looking; it is tried again",
        )
    return _merged(previous, found)


def _found(connection: Connection, ref: Ref, previous: Seen) -> Reading:
    try:
        with translated():
            found: Found = lookup.one(connection.handle, ref)
    except Failure as failure:
        return Reading(ref, failure=failure)
    (reading,) = readings([found], previous.stamps, previous.objects)
    return reading


def _shelved(connection: Connection, pool: str, refs: frozenset[Ref], previous: Seen) -> list[Reading]:
    """The volumes of interest of a pool; none of them is absent where the pool does not show what it has."""
    if not refs:
        return []
    try:
        listed = {one.ref: one for one in _listed(connection, pool)}
    except Terminal as failure:
        return [Reading(ref, failure=failure) for ref in refs]
    shown = [listed[ref] for ref in refs if ref in listed]
    gone = NotFound(f"the pool {pool} has no such volume")
    absent = [Reading(ref, failure=gone) for ref in refs - listed.keys()]
    return absent + connection.each(reader(previous.stamps, previous.objects), shown)


def _listed(connection: Connection, name: str) -> list[Found]:
    """Every volume of a pool. Never NotFound: that the pool is not there says nothing of its volumes."""
    try:
        with translated():
            pool = connection.handle.storagePoolLookupByName(name)
            if pool.isActive():
                return volumes(pool, connection.name)
    except NotFound:
        raise Terminal(f"the pool {name} does not exist") from None
    except Failure as failure:
        raise Terminal(f"the volumes of the pool {name} cannot be listed: {failure}") from failure
    raise Terminal(f"the pool {name} is not active")


def _merged(previous: Seen, found: Iterable[Reading]) -> Seen:
    objects, stamps, unknown = dict(previous.objects), dict(previous.stamps), dict(previous.unknown)
    for reading in found:
        for part in (objects, stamps, unknown):
            part.pop(reading.ref, None)
        if reading.live is not None:
            objects[reading.ref] = reading.live
            stamps[reading.ref] = reading.stamp
        elif not isinstance(reading.failure, NotFound):
            unknown[reading.ref] = str(reading.failure)
    return replace(previous, objects=objects, stamps=stamps, unknown=unknown)
