"""What people call a machine, and what becomes of it when it or its host ends. Called by `vm.live`."""

from collections.abc import Mapping
from types import MappingProxyType

import libvirt

from reconciler.kinds.vm.machine import Machine

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
_ENDS: Mapping[str, int] = MappingProxyType({
    "onPoweroff": libvirt.VIR_DOMAIN_LIFECYCLE_POWEROFF,
    "onReboot": libvirt.VIR_DOMAIN_LIFECYCLE_REBOOT,
    "onCrash": libvirt.VIR_DOMAIN_LIFECYCLE_CRASH,
})  # fmt: skip
_ENDINGS: Mapping[str, int] = MappingProxyType({
    "destroy": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY,
    "restart": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_RESTART,
    "rename-restart": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME,
    "preserve": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE,
    "coredump-destroy": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY,
    "coredump-restart": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART,
})  # fmt: skip


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


def endings(machine: Machine, paths: tuple[str, ...]) -> None:
    """Say what follows when the guest powers off, reboots or crashes."""
    for path in paths:
        machine.domain.setLifecycleAction(_ENDS[path], _ENDINGS[str(machine.task.wanted[path])], _LIVE)
