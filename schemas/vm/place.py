"""Where a device is plugged in, as one line of text: `pci 0000:00:05.0`, `drive 0:0:0:1`, `usb 0:1.2`.

Why it exists: libvirt spells one thing with up to six attributes, differently for each sort of bus. What
libvirt has chosen by itself (a port, a flag) is no difference to a text that leaves it open. Used by the
specs of devices.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree
from lxml.etree import _Element

from schemas.codecs import Codec
from schemas.facts import Value


@dataclass(frozen=True, slots=True)
class Bus:
    """How a sort of bus counts.

    parts: the attributes of the position. shown: how each is shown. between: what stands between two.
    extra: attributes that may follow as `name=value`, of the element or, with a slash, of a child.
    """

    parts: tuple[str, ...] = ()
    shown: tuple[Callable[[str], str], ...] = ()
    between: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    needed: int = 0  # so many parts are 0 where the rest is there; others are left open


def _decimal(text: str) -> str:
    return str(int(text, 0))


def _hexadecimal(digits: int) -> Callable[[str], str]:
    return lambda text: f"{_number(text):0{digits}x}"


def _number(text: str) -> int:
    """Hexadecimal after 0x, else decimal, as libvirt reads positions."""
    return int(text, 16 if text.lower().startswith("0x") else 10)


def _prefixed(text: str) -> str:
    return f"0x{int(text, 16):x}"


def _as_it_is(text: str) -> str:
    return text


_HEX2, _HEX4 = _hexadecimal(2), _hexadecimal(4)
_BUSES: Mapping[str, Bus] = MappingProxyType({
    "pci": Bus(
        ("domain", "bus", "slot", "function"), (_HEX4, _HEX2, _HEX2, _hexadecimal(1)), (":", ":", "."),
        ("multifunction", "zpci/uid", "zpci/fid"), needed=4,
    ),
    "drive": Bus(("controller", "bus", "target", "unit"), (_decimal,) * 4, (":",) * 3, needed=4),
    "virtio-serial": Bus(("controller", "bus", "port"), (_decimal,) * 3, (":",) * 2, needed=2),
    "ccid": Bus(("controller", "slot"), (_decimal,) * 2, (":",), needed=2),
    "usb": Bus(("bus", "port"), (_decimal, _as_it_is), (":",), needed=1),
    "ccw": Bus(("cssid", "ssid", "devno"), (_HEX2, _decimal, _HEX4), (".", "."), needed=3),
    "spapr-vio": Bus(("reg",), (_prefixed,)),
    "isa": Bus(("iobase",), (_prefixed,), extra=("irq",)),
    "dimm": Bus(("slot",), (_decimal,), extra=("base",)),
    "virtio-mmio": Bus(),
    "unassigned": Bus(),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceCodec(Codec):
    """An <address> and the line of text that stands for it."""

    def read(self, element: _Element, attribute: str) -> Value | None:  # noqa: ARG002 - the port's signature
        """The line. ValueError or KeyError where a bus or a number is of no sort that is known."""
        kind = element.get("type", "")
        bus = _BUSES[kind]
        return " ".join((kind, *_position(bus, element), *_extras(bus, element)))

    def write(self, element: _Element, attribute: str, value: Value) -> None:  # noqa: ARG002 - the same
        """Say in the element what the line says, and nothing else."""
        kind, *words = str(value).split()
        bus = _BUSES[kind]
        for stale in (*element.keys(), *element):
            _drop(element, stale)
        element.set("type", kind)
        for word in words:
            name, sign, text = word.partition("=")
            if sign:
                _put_extra(bus, element, name, text)
            else:
                _put_position(kind, element, word)


def position(address: _Element) -> str:
    """The line without what may follow the position; empty where it is of no sort that is known."""
    bus = _BUSES.get(address.get("type", ""))
    return "" if bus is None else " ".join((address.get("type", ""), *_position(bus, address)))


def _position(bus: Bus, element: _Element) -> Iterator[str]:
    texts = [element.get(name) for name in bus.parts]
    if not any(text is not None for text in texts):
        return
    filled = [text or ("0" if number < bus.needed else "") for number, text in enumerate(texts)]
    count = filled.index("") if "" in filled else len(filled)
    shown = [show(text) for show, text in zip(bus.shown, filled[:count], strict=False)]
    yield "".join(part for pair in zip(("", *bus.between), shown, strict=False) for part in pair)


def _extras(bus: Bus, element: _Element) -> Iterator[str]:
    for path in bus.extra:
        child, _, name = path.rpartition("/")
        place = element.find(child) if child else element
        text = None if place is None else place.get(name)
        if text is not None:
            yield f"{name}={_shown(name, text)}"


def _shown(name: str, text: str) -> str:
    """A word, an identity on IBM Z, or what libvirt reads as hexadecimal in any case."""
    if name == "multifunction":
        return text.lower()
    return f"0x{_number(text):x}" if name in ("uid", "fid") else _prefixed(text)


def _drop(element: _Element, stale: "str | bytes | _Element") -> None:
    if isinstance(stale, _Element):
        element.remove(stale)
    else:
        element.attrib.pop(stale)


def _put_position(kind: str, element: _Element, word: str) -> None:
    bus = _BUSES[kind]
    for name, digits in zip(bus.parts, re.split("[:.]", word, maxsplit=len(bus.parts) - 1), strict=False):
        prefix = "0x" if kind in ("pci", "ccw") and name != "ssid" else ""
        element.set(name, prefix + digits)


def _put_extra(bus: Bus, element: _Element, name: str, text: str) -> None:
    path = next(path for path in bus.extra if path.rpartition("/")[2] == name)
    child = path.rpartition("/")[0]
    place = element
    if child:
        found = element.find(child)
        place = found if found is not None else element.makeelement(child, {})
        element.append(place)
    place.set(name, text)


def _left_open(want: Value, have: Value) -> bool:
    """Each word of what is wanted is there, or the beginning of one, as `usb 0` is of `usb 0:1`."""
    there = str(have).split()
    return all(any(word == one or one.startswith(f"{word}:") for one in there) for word in str(want).split())


def canonical(text: str) -> str:
    """The line as it is read back: `pci 0000:00:05.0 fid=0x00` says `fid=0x0`."""
    element = etree.Element("address")
    PLACE.write(element, "", text)
    return str(PLACE.read(element, ""))


PLACE = PlaceCodec("place", str, str, _left_open)
PATTERN = (
    r"^(pci( [0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7])?( multifunction=(on|off))?"
    r"( uid=0x[0-9a-f]{1,4})?( fid=0x[0-9a-f]{1,8})?"
    r"|drive [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,10}:[0-9]{1,5}"
    r"|usb [0-9]{1,3}(:[0-9]{1,3}(\.[0-9]{1,3}){0,3})?"
    r"|virtio-serial [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?"
    r"|ccid [0-9]{1,2}:[0-9]{1,2}"
    r"|ccw( ([0-9a-e][0-9a-f]|f[0-9a-e])\.[0-3]\.[0-9a-f]{4})?"
    r"|spapr-vio( 0x[0-9a-f]{1,8})?"
    r"|isa( 0x[0-9a-f]{1,4})?( irq=0x[0-9a-f])?"
    r"|dimm( [0-9]{1,3})?( base=0x[0-9a-f]{1,16})?"
    r"|virtio-mmio|unassigned)$"
)
