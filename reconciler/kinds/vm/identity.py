"""What people call a machine, and whether it starts with its host. Called by `reconciler.kinds.vm.live`."""

import libvirt

from reconciler.kinds.vm.machine import Machine

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE


def title(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Set the title of the running machine; an empty one takes it away."""
    text = str(machine.task.wanted["title"]) or None
    machine.domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, text, None, None, _LIVE)


def description(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Set the description of the running machine; an empty one takes it away."""
    text = str(machine.task.wanted["description"]) or None
    machine.domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, text, None, None, _LIVE)


def autostart(machine: Machine, _paths: tuple[str, ...]) -> None:
    """Say whether the machine starts with its host; kept beside both documents."""
    machine.domain.setAutostart(int(bool(machine.task.wanted["autostart"])))
