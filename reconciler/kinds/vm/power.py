"""Power: start, stop, restart. Called by `reconciler.kinds.vm.perform`.

A guest is asked and given time; it is switched off only where its manifest allows that. Never a reset.
"""

import time
from collections.abc import Mapping

import libvirt

from reconciler.kinds.vm.machine import Machine
from state.errors import Failure, Terminal, Unfinished
from state.live.errors import translated

_AGENT = "devices/channel/target[@name='org.qemu.guest_agent.0'][@state='connected']"
_PRESS = libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN
_UNHEARD = "shut it down from inside, raise shutdown.timeout, or have it switched off: shutdown.force: true"
_ASK = libvirt.VIR_DOMAIN_SHUTDOWN_GUEST_AGENT


def start(machine: Machine) -> None:
    """Start it and wait until it runs. Nothing to do where it does.

    Terminal where QEMU stops or pauses it at once (an I/O error, an internal error).
    """
    if not machine.active:
        machine.domain.createWithFlags(0)
    patience = machine.patience
    if not patience.until(lambda: _state(machine) != libvirt.VIR_DOMAIN_NOSTATE, patience.start):
        raise Terminal(f"{machine.ref} was started and has no state after {patience.start:g} s")
    if _state(machine) not in {libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_BLOCKED}:
        raise Terminal(
            f"{machine.ref} was started and does not run ({describe(machine)})",
            f"its log on the host says why: /var/log/libvirt/qemu/{machine.ref.name}.log",
        )


def stop(machine: Machine) -> None:
    """Ask the guest to shut down and wait; switch it off after that only under `shutdown.force`.

    Terminal where it still runs in the end.
    """
    desired = machine.task.desired
    seconds = desired.stop_timeout if desired else machine.patience.shutdown
    if _shuts_down(machine, seconds):
        return
    if desired is None or not desired.force_stop:
        raise Terminal(
            f"{machine.ref} did not shut down within {seconds:g} s and is still there ({describe(machine)})",
            _UNHEARD if desired else f"shut it down from inside, or `virsh destroy {machine.ref.name}`",
        )
    machine.task.progress(
        f"{machine.ref} did not shut down within {seconds:g} s: switched off, as shutdown.force says"
    )
    if machine.active:
        machine.domain.destroyFlags(0)


def restart(machine: Machine) -> None:
    """Stop it as `stop` does, then start it from its definition. It runs on where it does not stop.

    Unfinished where it was stopped and does not start: it is to be started again, though nobody says that it
    always runs.
    """
    if not machine.domain.isPersistent():
        raise Terminal(f"{machine.ref} is transient: stopping it would be its end, so it was not restarted")
    stop(machine)
    try:
        with translated():
            start(machine)
    except Failure as failure:
        raise Unfinished(f"{machine.ref} was stopped, and {failure.message}", failure.remedy) from failure


def _shuts_down(machine: Machine, seconds: float) -> bool:
    """Whether it is off in the end. It is asked again and again: a press early in the boot is lost."""
    deadline = time.monotonic() + seconds
    while _on(machine):
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        _ask_once(machine)
        machine.task.progress(f"{machine.ref} was asked to shut down; {left:.0f} s left")
        machine.patience.until(lambda: not _on(machine), min(machine.patience.press, left))
    return True


def _ask_once(machine: Machine) -> None:
    """Through the agent in the guest where one listens (libvirt falls back by itself), else by the button."""
    listening = _state(machine) == libvirt.VIR_DOMAIN_RUNNING and machine.running().find(_AGENT) is not None
    try:
        machine.domain.shutdownFlags(_PRESS | _ASK if listening else _PRESS)
    except libvirt.libvirtError:
        if _on(machine):
            raise


def _on(machine: Machine) -> bool:
    """Whether it is on; a transient machine that is off is gone."""
    try:
        return machine.active
    except libvirt.libvirtError as error:
        if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
            return False
        raise


def _state(machine: Machine) -> int:
    return machine.domain.state()[0]


def describe(machine: Machine) -> str:
    """Its power state in words, with the reason where it says something."""
    state, reason = machine.domain.state()
    if state == libvirt.VIR_DOMAIN_PAUSED:
        return f"paused: {_PAUSED.get(reason, 'for no known reason')}"
    return _STATES.get(state, f"in libvirt's state {state}")


_STATES: Mapping[int, str] = {
    libvirt.VIR_DOMAIN_RUNNING: "running",
    libvirt.VIR_DOMAIN_BLOCKED: "blocked",
    libvirt.VIR_DOMAIN_SHUTDOWN: "shutting down",
    libvirt.VIR_DOMAIN_SHUTOFF: "off",
    libvirt.VIR_DOMAIN_CRASHED: "crashed",
    libvirt.VIR_DOMAIN_PMSUSPENDED: "asleep",
}
_PAUSED: Mapping[int, str] = {
    libvirt.VIR_DOMAIN_PAUSED_USER: "by somebody",
    libvirt.VIR_DOMAIN_PAUSED_IOERROR: "I/O error on a disk",
    libvirt.VIR_DOMAIN_PAUSED_WATCHDOG: "its watchdog fired",
    libvirt.VIR_DOMAIN_PAUSED_CRASHED: "the guest panicked",
    libvirt.VIR_DOMAIN_PAUSED_UNKNOWN: "QEMU gave no reason, often an internal error",
}
