"""Where a device can be plugged into a running machine. Used when one is made, and when devices are plugged.

On a machine with PCI Express (q35, virt) a device that is plugged in while it runs needs a root port of its
own, and ports cannot be added live. libvirt makes just as many as the definition needs, so a new machine
gets spare ones, as virt-install does.
"""

from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

SPARE = 8
_HOTPLUGGABLE = frozenset({"pcie-root-port", "pcie-switch-downstream-port"})
_EXPRESS = ("q35", "pc-q35", "virt")
# Devices that take no PCI slot; disks and controllers are looked at more closely.
_ELSEWHERE = frozenset(
    {
        *(
            "emulator",
            "serial",
            "parallel",
            "console",
            "channel",
            "input",
            "graphics",
            "audio",
            "tpm",
            "smartcard",
        ),
        *("redirdev", "redirfilter", "hub", "panic", "memory", "iommu", "nvram", "lease"),
    }
)
_CONTROLLERS = 4  # that libvirt itself may add: USB, SCSI, serial ports, the balloon


def spare(document: _Element) -> None:
    """Give a new machine with PCI Express root ports for its devices and for some that are plugged in later,
    and a controller for channels, which cannot be plugged in.

    A document that lists PCI controllers itself is left as it is.
    """
    machine = document.find("os/type")
    if machine is None or not machine.get("machine", "").startswith(_EXPRESS):
        return
    devices = document.find("devices")
    if devices is None:
        devices = etree.SubElement(document, "devices")
    if devices.find("controller[@type='pci']") is not None:
        return
    if devices.find("controller[@type='virtio-serial']") is None:
        etree.SubElement(devices, "controller", type="virtio-serial", index="0")
    etree.SubElement(devices, "controller", type="pci", model="pcie-root")
    for _ in range(sum(map(_takes_port, devices)) + _CONTROLLERS + SPARE):
        etree.SubElement(devices, "controller", type="pci", model="pcie-root-port")


def _takes_port(device: _Element) -> bool:
    if device.tag == "disk":
        target = device.find("target")
        return target is None or target.get("bus", "virtio") == "virtio"
    return device.tag not in _ELSEWHERE and device.get("model") != "pcie-root"


def lacking(running: _Element, complaint: str) -> str | None:
    """What libvirt means when it refuses a device for want of a place: words for people, or None."""
    if "virtio-serial controllers" in complaint:
        return "no controller for channels"
    return "no free PCIe port" if "PCI" in complaint and exhausted(running) else None


def exhausted(running: _Element) -> bool:
    """Whether the machine has PCI Express and every port that could take a device is taken."""
    controllers = running.findall("devices/controller[@type='pci']")
    if not any(controller.get("model") == "pcie-root" for controller in controllers):
        return False
    ports = {int(c.get("index", "0")) for c in controllers if c.get("model") in _HOTPLUGGABLE}
    taken = {int(address.get("bus", "0"), 0) for address in pci_addresses(running)}
    return not ports - taken


def controller_for(device: _Element, definition: _Element, running: _Element) -> _Element | None:
    """The controller that this device has in the definition and the running machine lacks; else None.

    For a SCSI disk libvirt would add one of its own choice, which few guests have a driver for.
    """
    target, address = device.find("target"), device.find("address")
    if device.tag != "disk" or target is None or target.get("bus") != "scsi" or address is None:
        return None
    place = f"devices/controller[@type='scsi'][@index='{address.get('controller', '0')}']"
    found = definition.find(place)
    return deepcopy(found) if found is not None and running.find(place) is None else None


def fit(device: _Element, running: _Element) -> None:
    """Drop an address that is taken in the running machine: its slots were dealt out without this device."""
    address = device.find("address")
    if address is None:
        return
    taken = [dict(other.attrib) for other in running.iterfind("devices/*/address")]
    buses = {controller.get("index") for controller in running.iterfind("devices/controller[@type='pci']")}
    lost = address.get("type") == "pci" and str(int(address.get("bus", "0"), 0)) not in buses
    if lost or dict(address.attrib) in taken:
        device.remove(address)


def pci_addresses(document: _Element) -> list[_Element]:
    """The PCI address elements of all devices."""
    return [address for address in document.iterfind("devices/*/address") if address.get("type") == "pci"]
