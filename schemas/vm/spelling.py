"""Spellings that only a machine's XML has: host devices, servers, controllers, rounded memory.

Used by the specs of this package.
"""

import re
from dataclasses import dataclass

from lxml.etree import _Element

from schemas.codecs import INTEGER, KIB, TEXT, Codec, Size, rounded
from schemas.facts import Value
from schemas.vm.whole import emptied, whole

_UNBOUND = 9007199254740991 * 1024  # VIR_DOMAIN_MEMORY_PARAM_UNLIMITED
_FILTERED = ("class", "vendor", "product", "version")
_CONTROLLER_PARTS = re.compile(r"([a-z-]+?)([0-9]+)(?:\.([0-9]+))?")


def _get_filter(element: _Element) -> Value | None:
    words = [f"{name}={element.get(name)}" for name in _FILTERED if element.get(name, "-1") != "-1"]
    return " ".join(("allow" if element.get("allow") == "yes" else "deny", *words))


def _put_filter(element: _Element, value: Value) -> None:
    verb, *words = str(value).split()
    for word in words:
        name, _, text = word.partition("=")
        element.set(name, text)
    element.set("allow", "yes" if verb == "allow" else "no")


def _get_controller(element: _Element) -> Value | None:
    """USB controllers that share an index are told apart by the first port that each serves."""
    master = element.find("master")
    name = f"{element.get('type')}{element.get('index', '0')}"
    return name if master is None else f"{name}.{master.get('startport')}"


def _put_controller(element: _Element, value: Value) -> None:
    match = _CONTROLLER_PARTS.fullmatch(str(value))
    type_, index, port = match.groups() if match else (str(value), "0", None)
    element.set("type", type_)
    element.set("index", index)
    if port is not None:
        emptied(element, "master").append(element.makeelement("master", {"startport": port}))


def _get_host(element: _Element) -> Value | None:
    return element.get("socket", element.get("name"))


def _put_host(element: _Element, value: Value) -> None:
    """A server, or a socket of the host, which is reached by another transport."""
    socket = str(value).startswith("/")
    for name in ("name", "port", "transport") if socket else ("socket",):
        element.attrib.pop(name, None)
    if socket:
        element.set("transport", "unix")
    elif element.get("transport") == "unix":
        element.attrib.pop("transport")
    element.set("socket" if socket else "name", str(value))


def _get_mode(element: _Element) -> Value | None:
    """UDP has two sources, one of each mode, which is no choice."""
    source = element.find("source")
    return None if source is None or element.get("type") == "udp" else source.get("mode")


def _put_mode(element: _Element, value: Value) -> None:
    source = element.find("source")
    if source is None:
        source = element.makeelement("source", {})
        element.append(source)
    source.set("mode", str(value))


def _get_guestfwd(element: _Element) -> Value | None:
    return f"{element.get('address')}:{element.get('port')}"


def _put_guestfwd(element: _Element, value: Value) -> None:
    address, _, port = str(value).partition(":")
    element.set("address", address)
    element.set("port", port)


def _get_genid(element: _Element) -> Value | None:
    return element.findtext("genid")


def _put_genid(element: _Element, value: Value) -> None:
    """It stands beside the name and the UUID, or libvirt's own grammar does not find it."""
    genid = element.find("genid")
    if genid is None:
        genid = element.makeelement("genid", {})
        above = [child for child in element if child.tag in ("name", "uuid")]
        element.insert(element.index(above[-1]) + 1 if above else 0, genid)
    genid.text = str(value)


def _get_banks(element: _Element) -> Value | None:
    return tuple(str(bank.tag) for bank in element) or None


def _put_banks(element: _Element, value: Value) -> None:
    emptied(element)
    for bank in value if isinstance(value, tuple) else ():
        element.append(element.makeelement(str(bank), {}))


def _networked(text: str) -> Value:
    if text == "unix":
        raise ValueError("the name of a socket says so itself")
    return text


def _of_type(word: str) -> Codec:
    """An interface that has no source, as its type says it all."""

    def get(element: _Element) -> Value | None:
        return True if element.get("type") == word else None

    def put(element: _Element, _value: Value) -> None:
        emptied(element, "source").set("type", word)

    return whole(f"flag ({word})", get, put)


def _get_cpu_mode(element: _Element) -> Value | None:
    return element.get("mode")


def _put_cpu_mode(element: _Element, value: Value) -> None:
    """Every mode but `custom` says itself what the model is, so a model that was there goes."""
    if value != "custom":
        emptied(element, "model", "vendor")
        for name in ("match", "check"):
            element.attrib.pop(name, None)
    element.set("mode", str(value))


def _get_vacant(element: _Element) -> Value | None:
    """A drive that was emptied while the machine runs keeps `<source index='3'/>`."""
    if len(element) or set(element.attrib) - {"index"}:
        raise ValueError("the drive is not empty")
    return True


def _put_vacant(element: _Element, _value: Value) -> None:
    emptied(element)


def _switched(attribute: str, codec: Codec) -> Codec:
    """A value that stands beside `state='on'`, in the attribute of this name; writing it switches it on."""

    def get(element: _Element) -> Value | None:
        text = element.get(attribute)
        return codec.decode(text) if text is not None and element.get("state") == "on" else None

    def put(element: _Element, value: Value) -> None:
        element.set("state", "on")
        element.set(attribute, codec.encode(value))

    return whole(codec.kind, get, put)


def _same_limit(want: Value, have: Value) -> bool:
    first, second = _bounded(want), _bounded(have)
    return first == second if UNLIMITED in (first, second) else KIB.same(first, second)


def _bounded(value: Value) -> Value:
    """The size, or `unlimited` for the number that says so."""
    return UNLIMITED if isinstance(value, int) and value >= _UNBOUND else value


@dataclass(frozen=True, slots=True)
class LimitCodec(Size):
    """A size or no bound at all, which libvirt spells with the largest number of KiB it knows."""

    def read(self, element: _Element, attribute: str) -> Value | None:
        """Bytes, or `unlimited`."""
        size = Size.read(self, element, attribute)
        return None if size is None else _bounded(size)

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Set the place to the value."""
        Size.write(self, element, attribute, _UNBOUND if value == UNLIMITED else value)


UNLIMITED = "unlimited"
LIMIT = LimitCodec("size", int, str, _same_limit, unit="KiB", implied="KiB")
# QEMU hands memory out in whole MiB, so libvirt rounds up what a running machine has.
MEMORY = Size("size", int, str, rounded("MiB"), unit="KiB", implied="KiB")
MIB = Size("size", int, str, rounded("MiB"), unit="MiB", implied="KiB")
USB_FILTER = whole("rule", _get_filter, _put_filter)
CONTROLLER_NAME = whole("type and index", _get_controller, _put_controller)
STREAM_MODE = whole("text", _get_mode, _put_mode)
PCR_BANKS = whole("list of banks", _get_banks, _put_banks)
# libvirt numbers consoles by where they stand, whatever was written.
COUNTED = Codec("integer", INTEGER.decode, str, lambda _want, _have: True)
GENID = whole("UUID", _get_genid, _put_genid)
GUESTFWD = whole("address and port", _get_guestfwd, _put_guestfwd)
HOST_NAME = whole("name or socket", _get_host, _put_host)
TRANSPORT = Codec("text", _networked, str)
USER_NETWORK = _of_type("user")
ETHERNET = _of_type("ethernet")
NO_NETWORK = _of_type("null")
CPU_MODE = whole("text", _get_cpu_mode, _put_cpu_mode)
RETRIES = _switched("retries", INTEGER)
VENDOR = _switched("value", TEXT)
RING = _switched("size", INTEGER)
VACANT = whole("flag", _get_vacant, _put_vacant)  # a drive's source, where there is nothing in it
