"""Processors and I/O threads of a running machine: how many, where they run, what they may use of the host.

Called by `reconciler.kinds.vm.live`.
"""

from collections.abc import Mapping
from types import MappingProxyType

import libvirt

from reconciler.kinds.vm.machine import Machine, key_of, last
from schemas.facts import Value, owner
from state.live.errors import Terminal

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
# libvirt's names for what its XML calls otherwise.
_SCHEDULER: Mapping[str, str] = MappingProxyType({
    "shares": "cpu_shares",
    "period": "vcpu_period", "quota": "vcpu_quota",
    "globalPeriod": "global_period", "globalQuota": "global_quota",
    "emulatorPeriod": "emulator_period", "emulatorQuota": "emulator_quota",
    "iothreadPeriod": "iothread_period", "iothreadQuota": "iothread_quota",
})  # fmt: skip
SCHEDULED = tuple(_SCHEDULER)


def plug(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Plug processors in or out until `currentVcpus` are there.

    Terminal where they are not: a guest may refuse to let go of one, or let go of it half, and then libvirt
    counts it still.
    """
    want, domain = machine.number("currentVcpus"), machine.domain
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


def schedule(machine: Machine, paths: tuple[str, ...]) -> None:
    """Set shares, periods and quotas (microseconds) in one call."""
    parameters = {_SCHEDULER[last(path)]: machine.number(path) for path in paths}
    machine.domain.setSchedulerParametersFlags(parameters, _LIVE)


def pin_vcpu(machine: Machine, paths: tuple[str, ...]) -> None:
    """Bind one virtual CPU to host CPUs; to all of them where the manifest says nothing of it any more."""
    machine.domain.pinVcpuFlags(int(key_of(paths[0])), _cpus(machine, paths[0]), _LIVE)


def pin_iothread(machine: Machine, paths: tuple[str, ...]) -> None:
    """Bind one I/O thread to host CPUs; to all of them where the manifest says nothing of it any more."""
    machine.domain.pinIOThread(int(key_of(paths[0])), _cpus(machine, paths[0]), _LIVE)


def pin_emulator(machine: Machine, paths: tuple[str, ...]) -> None:
    """Bind QEMU's own threads to host CPUs."""
    chosen = machine.task.wanted[paths[0]]
    machine.domain.pinEmulator(_mask(machine, chosen), _LIVE)


def iothreads(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Add or take I/O threads until there are so many. libvirt refuses to take one that is in use."""
    want = machine.number("iothreads")
    have = [number for number, _ in machine.domain.ioThreadInfo(_LIVE)]
    for number in sorted(set(range(1, want + 1)) - set(have))[: max(0, want - len(have))]:
        machine.domain.addIOThread(number, _LIVE)
    for number in sorted(have, reverse=True)[: max(0, len(have) - want)]:
        machine.domain.delIOThread(number, _LIVE)


def _cpus(machine: Machine, path: str) -> tuple[bool, ...]:
    """The host CPUs that the item at `path` wants, one flag each; all where it is not wanted."""
    return _mask(machine, machine.task.wanted.get(f"{owner(path)}.cpuset"))


def _mask(machine: Machine, chosen: Value | None) -> tuple[bool, ...]:
    count = machine.task.connection.getCPUMap()[0]
    return tuple(chosen is None or (isinstance(chosen, tuple) and cpu in chosen) for cpu in range(count))
