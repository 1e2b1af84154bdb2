"""Where a PCI device can be plugged into a running machine. Used when one is made and when plugging fails.

On a machine with PCI Express (q35, virt) a device that is plugged in while it runs needs a root port of its
own, and ports cannot be added live. libvirt makes just as many as the definition needs, so a new machine
gets spare ones, as virt-install does.
"""

from lxml import etree
from lxml.etree import _Element

SPARE = 8
_HOTPLUGGABLE = {"pcie-root-port", "pcie-switch-downstream-port"}
_EXPRESS = ("q35", "pc-q35", "virt")
# Devices that take no PCI slot; disks and controllers are looked at more closely.
_ELSEWHERE = {
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
_CONTROLLERS = 4  # that libvirt itself may add: USB, SCSI, serial ports, the balloon


def spare(document: _Element) -> None:
    """Give a new machine with PCI Express root ports for its devices and for some that are plugged in later.

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
    etree.SubElement(devices, "controller", type="pci", model="pcie-root")
    for _ in range(sum(map(_takes_port, devices)) + _CONTROLLERS + SPARE):
        etree.SubElement(devices, "controller", type="pci", model="pcie-root-port")


def _takes_port(device: _Element) -> bool:
    if device.tag == "disk":
        target = device.find("target")
        return target is None or target.get("bus", "virtio") == "virtio"
    return device.tag not in _ELSEWHERE and device.get("model") != "pcie-root"


def exhausted(running: _Element) -> bool:
    """Whether the machine has PCI Express and every port that could take a device is taken."""
    controllers = running.findall("devices/controller[@type='pci']")
    if not any(controller.get("model") == "pcie-root" for controller in controllers):
        return False
    ports = {int(c.get("index", "0")) for c in controllers if c.get("model") in _HOTPLUGGABLE}
    taken = {int(address.get("bus", "0"), 0) for address in pci_addresses(running)}
    return not ports - taken


def pci_addresses(document: _Element) -> list[_Element]:
    """The PCI address elements of all devices."""
    return [address for address in document.iterfind("devices/*/address") if address.get("type") == "pci"]
