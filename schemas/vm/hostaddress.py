"""How libvirt spells which device of the host is meant: PCI, USB, SCSI. Used by specs of what takes one."""

import re

from lxml.etree import _Element

from schemas.facts import Value
from schemas.vm.whole import emptied, whole

_PCI = ("domain", "bus", "slot", "function")
_SCSI = ("bus", "target", "unit")


def _get_pci(element: _Element) -> Value | None:
    domain, bus, slot, function = (int(element.get(name, "0"), 0) for name in _PCI)
    return f"{domain:04x}:{bus:02x}:{slot:02x}.{function:x}"


def _put_pci(element: _Element, value: Value) -> None:
    for name, digits in zip(_PCI, re.split(r"[:.]", str(value)), strict=True):
        element.set(name, f"0x{digits}")


def _get_usb_product(element: _Element) -> Value | None:
    ids = [place.get("id", "") for tag in ("vendor", "product") for place in element.iterfind(tag)]
    return ":".join(f"{int(text, 16):04x}" for text in ids) or None


def _put_usb_product(element: _Element, value: Value) -> None:
    emptied(element)
    for name, digits in zip(("vendor", "product"), str(value).split(":"), strict=True):
        element.append(element.makeelement(name, {"id": f"0x{digits}"}))


def _get_usb_address(element: _Element) -> Value | None:
    address = element.find("address")
    return None if address is None else f"{address.get('bus')}-{address.get('device')}"


def _put_usb_address(element: _Element, value: Value) -> None:
    bus, _, device = str(value).partition("-")
    emptied(element).append(element.makeelement("address", {"bus": bus, "device": device}))


def _get_scsi(element: _Element) -> Value | None:
    adapter, address = element.find("adapter"), element.find("address")
    if adapter is None or address is None or adapter.get("name") is None:
        return None
    return f"{adapter.get('name')} {':'.join(address.get(name, '0') for name in _SCSI)}"


def _put_scsi(element: _Element, value: Value) -> None:
    adapter, _, address = str(value).partition(" ")
    for name in ("protocol", "name"):
        element.attrib.pop(name, None)
    emptied(element).append(element.makeelement("adapter", {"name": adapter}))
    element.append(element.makeelement("address", dict(zip(_SCSI, address.split(":"), strict=True))))


PCI_ADDRESS = whole("PCI address", _get_pci, _put_pci)
USB_PRODUCT = whole("vendor:product", _get_usb_product, _put_usb_product)
USB_ADDRESS = whole("bus-device", _get_usb_address, _put_usb_address)
SCSI_UNIT = whole("adapter and address", _get_scsi, _put_scsi)
