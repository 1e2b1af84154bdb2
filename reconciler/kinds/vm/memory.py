"""Memory of a running machine: the balloon, its bounds, and the host's nodes it comes from.

Called by `reconciler.kinds.vm.live`.
"""

import libvirt
from pydantic.alias_generators import to_snake

from reconciler.kinds.vm.machine import Machine, last
from state.live.errors import Terminal

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
_KIB = 1024


def balloon(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Ask the guest's balloon for `currentMemory` and wait until it is so, as long as it moves at all.

    Terminal where the balloon stays elsewhere: a guest without a balloon driver ignores it.
    """
    want = _kib(machine, "currentMemory")
    machine.domain.setMemoryFlags(want, _LIVE)
    have = _settled(machine, want)
    if not _near(want, have):
        raise Terminal(
            f"the guest in {machine.ref} has {have} KiB, not {want} KiB: its balloon does not move",
            "the guest needs a virtio balloon driver, and enough free memory to give some away",
        )


def limit(machine: Machine, paths: tuple[str, ...]) -> None:
    """Bound the memory of the whole QEMU process on the host, all bounds in one call."""
    machine.domain.setMemoryParameters({to_snake(last(path)): _kib(machine, path) for path in paths}, _LIVE)


def nodes(machine: Machine, paths: tuple[str, ...]) -> None:
    """Take memory from these NUMA nodes of the host; libvirt moves what is there."""
    chosen = machine.task.wanted[paths[0]]
    numbers = chosen if isinstance(chosen, tuple) else (chosen,)
    machine.domain.setNumaParameters({"numa_nodeset": ",".join(str(number) for number in numbers)}, _LIVE)


def _kib(machine: Machine, path: str) -> int:
    """A wanted size (bytes), rounded up to KiB as libvirt does."""
    return -(-machine.number(path) // _KIB)


def _settled(machine: Machine, want: int) -> int:
    """Where the balloon (KiB) came to rest: at `want`, or where it did not move for `patience.balloon` s."""
    have = _actual(machine)
    while not _near(want, have) and _moves(machine, have):
        have = _actual(machine)
        machine.task.progress(f"{machine.ref}: the balloon is at {have} of {want} KiB")
    return have


def _near(want: int, have: int) -> bool:
    """Whether two sizes (KiB) are one: a balloon moves in whole pages, and QEMU deals in MiB."""
    return -(-want // _KIB) == -(-have // _KIB)


def _moves(machine: Machine, have: int) -> bool:
    return machine.patience.until(lambda: _actual(machine) != have, machine.patience.balloon)


def _actual(machine: Machine) -> int:
    """What the running document says. QEMU tells libvirt at most once a second, so the guest may be ahead."""
    return machine.domain.info()[2]
