"""Spellings that only a machine's XML has: host devices, listeners, controllers, rounded memory.

Used by the specs of this package.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element

from schemas.codecs import INTEGER, KIB, TEXT, Codec, Size, rounded
from schemas.facts import Value

_UNBOUND = 9007199254740991 * 1024  # VIR_DOMAIN_MEMORY_PARAM_UNLIMITED
_PCI = ("domain", "bus", "slot", "function")
_CONTROLLER_PARTS = re.compile(r"([a-z-]+?)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Whole:
    """How a value that fills several places of one element is got from it and put into it."""

    get: Callable[[_Element], Value | None]
    put: Callable[[_Element, Value], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCodec(Codec):
    """A codec of a whole element: a field that has it names no attribute."""

    whole: Whole

    def read(self, element: _Element, _attribute: str) -> Value | None:
        """The element's value; None where it has none."""
        return self.whole.get(element)

    def write(self, element: _Element, _attribute: str, value: Value) -> None:
        """Set the element to the value."""
        self.whole.put(element, value)


def _whole(
    kind: str, get: Callable[[_Element], Value | None], put: Callable[[_Element, Value], None]
) -> Codec:
    return WholeCodec(kind, str, str, whole=Whole(get, put))


def _emptied(element: _Element, *tags: str) -> _Element:
    """The element without its children of these names; without any child where none is named."""
    for stale in [child for child in element if not tags or child.tag in tags]:
        element.remove(stale)
    return element


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
    _emptied(element)
    for name, digits in zip(("vendor", "product"), str(value).split(":"), strict=True):
        element.append(element.makeelement(name, {"id": f"0x{digits}"}))


def _get_usb_address(element: _Element) -> Value | None:
    address = element.find("address")
    return None if address is None else f"{address.get('bus')}-{address.get('device')}"


def _put_usb_address(element: _Element, value: Value) -> None:
    bus, _, device = str(value).partition("-")
    _emptied(element).append(element.makeelement("address", {"bus": bus, "device": device}))


def _get_listen(element: _Element) -> Value | None:
    listen = element.find("listen[@type='address']")
    return element.get("listen") if listen is None else listen.get("address", element.get("listen"))


def _put_listen(element: _Element, value: Value) -> None:
    """libvirt keeps the address twice, and refuses a display where the two differ."""
    element.set("listen", str(value))
    listen = element.find("listen[@type='address']")
    if listen is None:
        listen = element.makeelement("listen", {"type": "address"})
        _emptied(element, "listen").append(listen)
    listen.set("address", str(value))


def _get_controller(element: _Element) -> Value | None:
    return f"{element.get('type')}{element.get('index', '0')}"


def _put_controller(element: _Element, value: Value) -> None:
    match = _CONTROLLER_PARTS.fullmatch(str(value))
    for name, text in zip(("type", "index"), match.groups() if match else (), strict=True):
        element.set(name, text)


def _get_user(element: _Element) -> Value | None:
    return True if element.get("type") == "user" else None


def _put_user(element: _Element, _value: Value) -> None:
    _emptied(element, "source").set("type", "user")


def _get_cpu_mode(element: _Element) -> Value | None:
    return element.get("mode")


def _put_cpu_mode(element: _Element, value: Value) -> None:
    """Every mode but `custom` says itself what the model is, so a model that was there goes."""
    if value != "custom":
        _emptied(element, "model", "vendor")
        for name in ("match", "check"):
            element.attrib.pop(name, None)
    element.set("mode", str(value))


def _get_vacant(element: _Element) -> Value | None:
    """A drive that was emptied while the machine runs keeps `<source index='3'/>`."""
    if len(element) or set(element.attrib) - {"index"}:
        raise ValueError("the drive is not empty")
    return True


def _put_vacant(element: _Element, _value: Value) -> None:
    _emptied(element)


def _switched(attribute: str, codec: Codec) -> Codec:
    """A value that stands beside `state='on'`, in the attribute of this name; writing it switches it on."""

    def get(element: _Element) -> Value | None:
        text = element.get(attribute)
        return codec.decode(text) if text is not None and element.get("state") == "on" else None

    def put(element: _Element, value: Value) -> None:
        element.set("state", "on")
        element.set(attribute, codec.encode(value))

    return _whole(codec.kind, get, put)


def _same_limit(want: Value, have: Value) -> bool:
    return want == have if UNLIMITED in (want, have) else KIB.same(want, have)


@dataclass(frozen=True, slots=True)
class LimitCodec(Size):
    """A size or no bound at all, which libvirt spells with the largest number of KiB it knows."""

    def read(self, element: _Element, attribute: str) -> Value | None:
        """Bytes, or `unlimited`."""
        size = Size.read(self, element, attribute)
        return UNLIMITED if isinstance(size, int) and size >= _UNBOUND else size

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Set the place to the value."""
        Size.write(self, element, attribute, _UNBOUND if value == UNLIMITED else value)


UNLIMITED = "unlimited"
LIMIT = LimitCodec("size", int, str, _same_limit, unit="KiB", implied="KiB")
# QEMU hands memory out in whole MiB, so libvirt rounds up what a running machine has.
MEMORY = Size("size", int, str, rounded("MiB"), unit="KiB", implied="KiB")
MIB = Size("size", int, str, rounded("MiB"), unit="MiB", implied="KiB")
PCI_ADDRESS = _whole("PCI address", _get_pci, _put_pci)
USB_PRODUCT = _whole("vendor:product", _get_usb_product, _put_usb_product)
USB_ADDRESS = _whole("bus-device", _get_usb_address, _put_usb_address)
LISTEN = _whole("address", _get_listen, _put_listen)
CONTROLLER_NAME = _whole("type and index", _get_controller, _put_controller)
USER_NETWORK = _whole("flag", _get_user, _put_user)
CPU_MODE = _whole("text", _get_cpu_mode, _put_cpu_mode)
RETRIES = _switched("retries", INTEGER)
VENDOR = _switched("value", TEXT)
RING = _switched("size", INTEGER)
VACANT = _whole("flag", _get_vacant, _put_vacant)  # a drive's source, where there is nothing in it
