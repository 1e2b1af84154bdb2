"""What changes of a volume that exists: its capacity grows, and a raw one can be given all its space.

Called by `reconciler.kinds.volume`. Where a running machine has the volume open, the machine is asked to grow
it, so that the guest sees the new size at once.
"""

import libvirt

from reconciler.kinds.task import Task
from reconciler.kinds.volume import usage
from schemas import xml
from state.live.errors import Terminal

_ALLOCATE = libvirt.VIR_STORAGE_VOL_RESIZE_ALLOCATE


def tune(volume: libvirt.virStorageVol, paths: tuple[str, ...], task: Task) -> None:
    """Grow the capacity, or set more space aside. Terminal for everything else and for less capacity."""
    rest = [path for path in paths if path not in {"capacity", "allocation"}]
    if rest:
        raise Terminal(
            f"{', '.join(rest)} of volume {volume.name()} cannot be changed: it keeps what it was made with",
            "make a new volume and copy the data, or take the field out of the manifest",
        )
    if "capacity" in paths:
        grow(volume, int(str(task.wanted["capacity"])), task)
    if "allocation" in paths:
        _set_aside(volume)


def grow(volume: libvirt.virStorageVol, capacity: int, task: Task) -> None:
    """Give the volume this capacity (bytes), through the machine that has it open, if any. Never shrinks."""
    have = volume.info()[1]
    if capacity == have:
        return
    if capacity < have:
        raise Terminal(
            f"volume {volume.name()} has {have} bytes, and cutting it to {capacity} would destroy data",
            "state at least its present capacity",
        )
    use = usage.of(task.connection, volume)
    if use is None:
        volume.resize(capacity)
    elif use.backing:
        raise Terminal(f"volume {volume.name()} carries a disk of the running machine {use.domain.name()}")
    else:
        use.domain.blockResize(use.target, capacity, libvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)


def _set_aside(volume: libvirt.virStorageVol) -> None:
    """Allocate a raw volume in full: libvirt knows nothing in between."""
    form = xml.parse(volume.XMLDesc()).find("target/format")
    if form is not None and form.get("type") != "raw":
        raise Terminal(
            f"volume {volume.name()} is {form.get('type')}: space is set aside for it only when it is made",
            "take `allocation` out of the manifest, or make the volume raw",
        )
    volume.resize(volume.info()[1], _ALLOCATE)
