"""What libvirt had filled in around a definition and what an edit leaves without ground: it is taken out, so
that libvirt finds something new.

Why it exists: libvirt keeps every address that it once gave, and refuses the whole definition where one is
not free any more, though no manifest ever named it. What a manifest states stays. Pure. Called by
`reconciler.kinds.vm.definition`.
"""

from collections.abc import Collection, Iterable, Iterator

from lxml.etree import _Element

from reconciler.kinds.task import Task
from schemas import xml
from schemas.facts import owner
from schemas.vm.place import position


def settle(task: Task, document: _Element, paths: Iterable[str]) -> None:
    """Take out of the document (in place) what the written paths leave without ground."""
    placed, paths = {*_placed(task, document)}, list(paths)
    make_room(document, placed)
    if any(path.startswith("serials[") and path not in task.wanted for path in paths):
        drop_shadow(document)
    if any(path.startswith("controllers[usb") for path in paths):
        _take_off_usb(document, placed)


def _placed(task: Task, document: _Element) -> Iterator[_Element]:
    """The devices whose place the manifest states."""
    items = (owner(path) for path in task.wanted if path.endswith("].place"))
    found = (xml.locate(task.spec, document, item) for item in items)
    return (device for device in found if device is not None)


def make_room(document: _Element, stated: Collection[_Element]) -> None:
    """Take the addresses of devices out that stand where one of the stated devices is to be.

    stated: devices whose place the manifest states.
    """
    taken = {_position(device) for device in stated}
    for device in document.iterfind("devices/*"):
        address = device.find("address")
        if address is not None and device not in stated and _position(device) in taken - {()}:
            device.remove(address)


def _position(device: _Element) -> tuple[str, ...]:
    """Where it is plugged in; () where nothing says so. Drives of two sorts of bus may have one address."""
    address, target = device.find("address"), device.find("target")
    if address is None or not position(address):
        return ()
    bus = target.get("bus", "") if target is not None and address.get("type") == "drive" else ""
    return (position(address), bus)


def drop_shadow(document: _Element) -> None:
    """Take out the first console where it is a serial port's other name and that port is gone: libvirt would
    make the port again for it.
    """
    devices = document.find("devices")
    console = None if devices is None else devices.find("console")
    target = None if console is None else console.find("target")
    if devices is None or console is None or target is None or target.get("type", "serial") != "serial":
        return
    ports = {port.get("port") for port in devices.iterfind("serial/target")}
    if target.get("port") not in ports and console.find("alias") is None:
        devices.remove(console)


def _take_off_usb(document: _Element, stated: Collection[_Element]) -> None:
    """Leave it to libvirt at which port a device is, as another controller may have fewer of them."""
    for device in document.iterfind("devices/*"):
        address = device.find("address[@type='usb']")
        if address is not None and device not in stated:
            device.remove(address)
