"""A look at a few objects only: the last view with these read again. Called by the loop for libvirt's events.

Why it exists: an event names its object, and a host of a thousand machines takes a quarter of a second to
read. What else moved meanwhile is found by the next `observe`, as everything that no event tells.
"""

from collections.abc import Iterable
from dataclasses import replace

from schemas.facts import Ref
from state.live import lookup
from state.live.connection import Connection
from state.live.errors import Failure, NotFound, translated
from state.live.listing import Found
from state.live.observe import Seen
from state.live.reading import Reading, readings
from state.world import HostView


def glance(connection: Connection, refs: Iterable[Ref], previous: Seen) -> HostView:
    """The previous view with these objects as they are now. Never raises for what a host does.

    The view given must be of the connection as it is: where that was lost, the host is down.
    """
    found = [_found(connection, ref, previous) for ref in sorted(refs)]
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
