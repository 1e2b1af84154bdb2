"""Processors of a running machine: how many are plugged in. Called through `reconciler.kinds.vm.live`."""

import libvirt

from reconciler.kinds.vm.machine import Machine
from state.live.errors import Terminal

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE


def plug(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Plug processors in or out until `currentVcpus` are there.

    Terminal where they are not: a guest may refuse to let go of one, or let go of it half, and then libvirt
    counts it still.
    """
    want, domain = int(str(machine.task.wanted["currentVcpus"])), machine.domain
    if domain.vcpusFlags(_LIVE) == want:
        return
    failure: libvirt.libvirtError | None = None
    try:
        domain.setVcpusFlags(want, _LIVE)
    except libvirt.libvirtError as error:
        failure = error
    have = domain.vcpusFlags(_LIVE)
    if have != want:
        raise Terminal(
            f"{machine.ref} has {have} processors plugged in, not {want}"
            + (f": {failure}" if failure else ""),
            "where the guest does not release a processor, the number is right after a restart",
        ) from failure
