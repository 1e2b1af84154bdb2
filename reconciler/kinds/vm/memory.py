"""Memory of a running machine. Called through `reconciler.kinds.vm.live`."""

import libvirt

from reconciler.kinds.vm.machine import Machine
from state.live.errors import Terminal

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
_KIB = 1024


def balloon(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Ask the guest's balloon for `currentMemory` and wait until it is so, as long as it moves at all.

    Terminal where the balloon stays elsewhere: a guest without a balloon driver ignores it.
    """
    want = -(-int(str(machine.task.wanted["currentMemory"])) // _KIB)
    machine.domain.setMemoryFlags(want, _LIVE)
    have = _settled(machine, want)
    if have != want:
        raise Terminal(
            f"the guest in {machine.ref} has {have} KiB, not {want} KiB: its balloon does not move",
            "the guest needs a virtio balloon driver, and enough free memory to give some away",
        )


def _settled(machine: Machine, want: int) -> int:
    """Where the balloon (KiB) came to rest: at `want`, or where it did not move for `patience.balloon` s."""
    have = _actual(machine)
    while have != want and _moves(machine, have):
        have = _actual(machine)
        machine.task.progress(f"{machine.ref}: the balloon is at {have} of {want} KiB")
    return have


def _moves(machine: Machine, have: int) -> bool:
    return machine.patience.until(lambda: _actual(machine) != have, machine.patience.balloon)


def _actual(machine: Machine) -> int:
    """What the running document says. QEMU tells libvirt at most once a second, so the guest may be ahead."""
    return machine.domain.info()[2]
