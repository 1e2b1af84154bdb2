"""Devices of a running machine: attach, detach, update. Called by `reconciler.kinds.vm.live`.

A guest may ignore a detach although libvirt answers 0, so each change is looked for in the running document.
"""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass

import libvirt
from lxml.etree import _Element

from reconciler import edit
from reconciler.kinds.vm import slots
from reconciler.kinds.vm.machine import Machine, items_at
from schemas import xml
from schemas.facts import Facts, Value, under
from schemas.form import Described, Leaf, Repeated, slot_at
from state.live.errors import Terminal

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
_SHUT = ("open tray", "tray to open")  # libvirt's words for a locked drive, and QEMU's


def attach(machine: Machine, path: str) -> None:
    """Plug in a device as the definition has it. Nothing to do where it is plugged in.

    Terminal where no port is free, libvirt refuses it, or it is not there afterwards.
    """
    running = machine.running()
    if machine.item(running, path) is not None:
        return
    definition = machine.persistent()
    device = _defined(machine, definition, path)
    needed = slots.controller_for(device, definition, running)
    for element in (device,) if needed is None else (needed, device):
        _plug(machine, element, path)
    if machine.item(machine.running(), path) is None:
        raise Terminal(f"libvirt accepted {path}, but {machine.ref} does not have it", "restart the machine")


def _plug(machine: Machine, device: _Element, path: str) -> None:
    running = machine.running()
    slots.fit(device, running)
    try:
        machine.domain.attachDeviceFlags(xml.text_of(device), _LIVE)
    except libvirt.libvirtError as error:
        lack = slots.lacking(running, str(error))
        if lack is None:
            raise
        raise Terminal(
            f"{machine.ref} has {lack} to plug {path} into while it runs ({error})",
            "it is in the definition: restart the machine",
        ) from error


def _defined(machine: Machine, definition: _Element, path: str) -> _Element:
    """The device as the definition has it, so that both have one target name; else as the manifest says."""
    found = machine.item(definition, path)
    if found is None:
        wanted = edit.selected(machine.task.spec, path, machine.task.wanted)
        found = xml.locate(machine.task.spec, xml.create(machine.task.spec, wanted), path)
    if found is None:
        raise Terminal(f"{path} is neither in the manifest nor in the definition of {machine.ref}")
    return deepcopy(found)


def detach(machine: Machine, path: str) -> None:
    """Unplug a device and wait until the guest has let go of it. Nothing to do where it is not plugged in.

    Terminal where the guest does not release it: it is still there then, and still in use.
    """
    device = machine.item(machine.running(), path)
    if device is None:
        return
    text, patience = xml.text_of(device), machine.patience
    machine.task.progress(f"{machine.ref} is asked to release {path}, up to {patience.requests} times")
    for _ in range(patience.requests):
        _ask_to_release(machine, text)
        if patience.until(lambda: machine.item(machine.running(), path) is None, patience.release):
            return
    raise Terminal(
        f"the guest in {machine.ref} did not release {path}: it is still plugged in",
        "stop using it inside the guest, or restart the machine",
    )


def _ask_to_release(machine: Machine, text: str) -> None:
    """One press of the slot's button. A guest that is busy with the slot, or was asked before, misses it."""
    try:
        machine.domain.detachDeviceFlags(text, _LIVE)
    except libvirt.libvirtError as error:
        if not any(part in str(error) for part in ("in the process of unplug", "guest is busy", "not found")):
            raise


def update(machine: Machine, paths: tuple[str, ...]) -> None:
    """Change fields of one device in the running machine, all at once. Nothing to do where they are so.

    Terminal where the device is not there, libvirt refuses the change, or it is not so afterwards.
    """
    path = device_of(paths[0])
    part = _part(machine, path, paths)
    device = machine.item(machine.running(), path)
    if device is None:
        raise Terminal(
            f"{machine.ref} runs without {path}, so it cannot be changed live", "restart the machine"
        )
    if not part.unmet(device):
        return
    _change(machine, path, xml.text_of(part.written(device)))
    after = machine.item(machine.running(), path)
    left = part.paths if after is None else part.unmet(after)
    if left:
        raise Terminal(
            f"libvirt accepted the change of {path}, but it is not so: {', '.join(sorted(left))}",
            "restart the machine",
        )


def _change(machine: Machine, path: str, text: str) -> None:
    """Have libvirt change the device; where it is a drive that the guest keeps shut, several times.

    libvirt asks the guest to open it and waits for five seconds. A guest that reads at that moment misses
    the request, and opens at the next one.
    """
    requests = machine.patience.requests
    for attempt in range(1, requests + 1):
        try:
            machine.domain.updateDeviceFlags(text, _LIVE)
        except libvirt.libvirtError as error:
            if not any(part in str(error) for part in _SHUT):
                raise
            if attempt == requests:
                raise Terminal(
                    f"the guest in {machine.ref} keeps the drive {path} shut ({error})",
                    "unmount its disc inside the guest",
                ) from error
            machine.task.progress(
                f"{machine.ref} keeps the drive {path} shut, request {attempt} of {requests}"
            )
        else:
            return


def _part(machine: Machine, path: str, paths: tuple[str, ...]) -> "Part":
    """What is to change in the device. Another network comes with its own port group."""
    changed = {inner[len(path) + 1 :] for inner in paths}
    wanted = {
        inner[len(path) + 1 :]: value for inner, value in under(machine.task.wanted, path) if inner != path
    }
    along = {"portgroup"} & wanted.keys() if "network" in changed else set()
    return Part(items_at(machine.task.spec, path).spec, changed | along, wanted)


def device_of(path: str) -> str:
    """The device that a field belongs to, however deep in it: `interfaces[lan].filter.parameters[IP]`."""
    return path[: path.index("]") + 1]


@dataclass(frozen=True, slots=True)
class Part:
    """What is to change in one device, by the paths of its own spec; a path nobody wants is to go."""

    spec: Described
    paths: Collection[str]
    wanted: Facts

    def unmet(self, device: _Element) -> set[str]:
        """Which of the paths the device does not have as wanted."""
        have = xml.read(self.spec, device)
        return {path for path in self.paths if not self._same(path, have.get(path))}

    def _same(self, path: str, have: Value | None) -> bool:
        want = self.wanted.get(path)
        slot = slot_at(self.spec, path)
        if want is None or have is None or want == have or not isinstance(slot, Leaf | Repeated):
            return want == have
        return slot.codec.same(want, have)

    def written(self, device: _Element) -> _Element:
        """The running device with the paths written in, and without what only the running document says."""
        changed = deepcopy(device)
        source = changed.find("source")
        if source is not None:
            _forget_place(source, self.paths)
        edit.edited(self.spec, changed, self.paths, self.wanted)
        for stale in ("backingStore", "mirror"):  # of the medium that was in the drive
            for element in changed.findall(stale):
                changed.remove(element)
        return changed


def _forget_place(source: _Element, changing: Collection[str]) -> None:
    """Take away what says where it was before: port, bridge and port group of a network, rank in a chain."""
    stale = {"index", "portid"}
    if source.get("network") is not None:
        stale |= {"bridge"} | ({"portgroup"} if "network" in changing else set())
    for attribute in stale & set(source.attrib):
        del source.attrib[attribute]
