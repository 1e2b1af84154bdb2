"""How addresses, forward modes and composed keys are spelt in network XML: codecs of this kind alone."""

from dataclasses import dataclass
from ipaddress import IPv4Network, ip_address

from lxml.etree import _Element

from schemas.codecs import Codec
from schemas.facts import Value


def _prefix_of(netmask: str) -> int:
    return IPv4Network(f"0.0.0.0/{netmask}").prefixlen


@dataclass(frozen=True, slots=True)
class Prefix(Codec):
    """`prefix`, or the `netmask` that libvirt keeps where it was given one. Written as a prefix."""

    def read(self, element: _Element, attribute: str) -> Value | None:
        """The prefix length; None where neither attribute is there."""
        netmask = element.get("netmask")
        if netmask is not None:
            return _prefix_of(netmask)
        text = element.get(attribute)
        return None if text is None else int(text)

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Set the prefix, and take a netmask away."""
        element.attrib.pop("netmask", None)  # libvirt refuses both at once
        element.set(attribute, str(value))


@dataclass(frozen=True, slots=True)
class Address(Codec):
    """An IP address beside the `family` attribute that libvirt asks for with IPv6."""

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Set the address and its family."""
        element.set(attribute, str(value))
        if ":" in str(value):
            element.set("family", "ipv6")
        else:
            element.attrib.pop("family", None)


@dataclass(frozen=True, slots=True)
class ForwardMode(Codec):
    """`forward@mode`, where an element without a mode means nat."""

    def read(self, element: _Element, attribute: str) -> Value | None:
        """The mode; nat where the element states none."""
        return element.get(attribute, "nat")


@dataclass(frozen=True, slots=True)
class Flag(Codec):
    """An attribute that is `yes` or not there, of an element that is there anyway."""

    def read(self, element: _Element, attribute: str) -> Value | None:
        """Whether it says yes."""
        return element.get(attribute) == "yes"

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Say yes, or nothing."""
        if value:
            element.set(attribute, "yes")
        else:
            element.attrib.pop(attribute, None)


@dataclass(frozen=True, slots=True)
class Composed(Codec):
    """A key made of several attributes, for items that no single one names. Writing it is writing them."""

    attributes: tuple[str, ...] = ()

    def read(self, element: _Element, attribute: str) -> Value | None:  # noqa: ARG002 - the port's signature
        """The attributes that are there, composed."""
        return compose(*(element.get(name) for name in self.attributes))

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """The attributes are fields of their own, and written as such."""


@dataclass(frozen=True, slots=True)
class RouteKey(Composed):
    """A route's destination: address/prefix."""

    def read(self, element: _Element, attribute: str) -> Value | None:  # noqa: ARG002 - the port's signature
        """The destination, a netmask as a prefix."""
        return compose(element.get("address"), PREFIX.read(element, "prefix"))


def compose(*parts: object) -> str:
    """The key of an item from its parts, missing ones left out: `ldap/tcp/example.com`."""
    return "/".join(str(part) for part in parts if part not in (None, ""))


def _canonical(text: str) -> Value:
    return str(ip_address(text))


def _plain(value: Value) -> str:
    return str(value)


ADDRESS = Address("address", _canonical, _plain)
IP = Codec("address", _canonical, _plain)
PREFIX = Prefix("prefix length", int, _plain)
FLAG = Flag("yes/no", _plain, _plain)
FORWARD_MODE = ForwardMode("forward mode", _plain, _plain)
SRV_KEY = Composed("key", _plain, _plain, attributes=("service", "protocol", "domain", "target", "port"))
FORWARDER_KEY = Composed("key", _plain, _plain, attributes=("domain", "addr"))
ROUTE_KEY = RouteKey("key", _plain, _plain)
