"""By which libvirt call each field of a running machine is changed. Read by `reconciler.kinds.vm.live`.

The tables are complete: a test asks that each field whose price may be live stands in one of them, and that
nothing else does.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reconciler.kinds.vm import devices, identity, memory, processors, throughput
from reconciler.kinds.vm.machine import Machine
from schemas.facts import pattern
from state.live.errors import Terminal

Way = Callable[[Machine, tuple[str, ...]], None]


def _below(prefix: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"{prefix}.{field}" for field in fields)


# Devices that can be plugged in and out.
PLUGGED = frozenset({"disks[]", "interfaces[]", "hostdevs[]", "channels[]", "inputs[]", "rngs[]", "dimms[]"})
# Fields of a device that libvirt changes in place; all that change in one device go into one call.
UPDATED = frozenset({
    *_below("disks[]", "file", "block", "empty", "startupPolicy", "volume.pool", "volume.name"),
    *_below("disks[].network", "protocol", "name", "query"),
    *_below("interfaces[]", "network", "bridge", "link", "vlan.trunk", "vlan.tags"),
    *_below("interfaces[].filter", "name", "parameters[]", "parameters[].value"),
    "graphics[].password",
})  # fmt: skip
_ENDINGS = ("", "Max", "MaxLength")
_BOUNDS = tuple(
    f"{way}{what}{ending}"
    for way in ("total", "read", "write") for what in ("BytesSec", "IopsSec") for ending in _ENDINGS
)  # fmt: skip
# The fields that share a call: one gets all paths of one item, or all that lie in none.
_CALLS: tuple[tuple[Way, tuple[str, ...]], ...] = (
    (identity.title, ("title",)),
    (identity.description, ("description",)),
    (identity.autostart, ("autostart",)),
    (identity.endings, ("onPoweroff", "onReboot", "onCrash")),
    (memory.balloon, ("currentMemory",)),
    (memory.limit, _below("memtune", "hardLimit", "softLimit", "swapHardLimit")),
    (memory.nodes, ("numatune.nodeset",)),
    (processors.plug, ("currentVcpus",)),
    (processors.iothreads, ("iothreads",)),
    (processors.schedule, _below("cputune", *processors.SCHEDULED)),
    (processors.pin_emulator, ("cputune.emulatorpin",)),
    (processors.pin_vcpu, _below("cputune", "vcpupin[]", "vcpupin[].cpuset")),
    (processors.pin_iothread, _below("cputune", "iothreadpin[]", "iothreadpin[].cpuset")),
    (throughput.weight, ("blkiotune.weight",)),
    (throughput.host_devices, ("blkiotune.devices[]", *_below("blkiotune.devices[]", *throughput.SHARES))),
    (throughput.disk, _below("disks[].iotune", *_BOUNDS, "sizeIopsSec", "groupName")),
    (throughput.interface, _below("interfaces[].bandwidth.inbound", "average", "peak", "burst", "floor")),
    (throughput.interface, _below("interfaces[].bandwidth.outbound", "average", "peak", "burst")),
)
TUNED: Mapping[str, Way] = MappingProxyType({field: way for way, fields in _CALLS for field in fields})


def way_of(path: str) -> Way:
    """How a field is changed in a running machine. Terminal where it cannot be."""
    known = pattern(path)
    way = devices.update if known in UPDATED else TUNED.get(known)
    if way is None:
        raise Terminal(f"{path} cannot be changed while the machine runs", "restart the machine")
    return way
