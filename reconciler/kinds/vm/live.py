"""Which way a field of a running machine is changed: devices are plugged or updated, the rest has own calls.

Called by `reconciler.kinds.vm.perform` with a step's paths. The tables are complete: a test asks that each
field whose price may be live stands here, and no other.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from reconciler.kinds.vm import devices, identity, memory, processors
from reconciler.kinds.vm.machine import Machine
from reconciler.steps import Verb
from schemas.facts import owner, pattern
from state.live.errors import Terminal

Way = Callable[[Machine, tuple[str, ...]], None]

# Devices that can be plugged in and out.
PLUGGED = frozenset({"disks[]", "interfaces[]"})
# Fields of a plugged device that libvirt changes in place.
UPDATED = frozenset({
    *(f"disks[].{field}" for field in ("file", "block", "volume.pool", "volume.name")),
    *(f"interfaces[].{field}" for field in ("network", "bridge", "link")),
})  # fmt: skip
# Fields with a call of their own. One call gets all paths of one device, or all that lie in none.
TUNED: Mapping[str, Way] = MappingProxyType({
    "currentMemory": memory.balloon,
    "currentVcpus": processors.plug,
    "title": identity.title,
    "description": identity.description,
    "autostart": identity.autostart,
})  # fmt: skip


def change(machine: Machine, verb: Verb, paths: tuple[str, ...]) -> None:
    """Make what the paths name as it is wanted; the first failure ends it.

    Terminal for a field that cannot be changed while the machine runs.
    """
    for path in paths:
        if pattern(path) in PLUGGED:
            (devices.detach if verb is Verb.DETACH else devices.attach)(machine, path)
    for (way, _item), inner in _grouped(path for path in paths if pattern(path) not in PLUGGED).items():
        way(machine, tuple(inner))


def _grouped(paths: Iterable[str]) -> Mapping[tuple[Way, str], list[str]]:
    """The paths that one call takes together, in the order in which they came."""
    groups: dict[tuple[Way, str], list[str]] = {}
    for path in paths:
        groups.setdefault((way_of(path), owner(path)), []).append(path)
    return groups


def way_of(path: str) -> Way:
    """How a field is changed in a running machine."""
    known = pattern(path)
    way = devices.update if known in UPDATED else TUNED.get(known)
    if way is None:
        raise Terminal(f"{path} cannot be changed while the machine runs", "restart the machine")
    return way
