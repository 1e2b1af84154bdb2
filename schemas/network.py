"""The kind Network: what libvirt calls a network."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.codecs import INTEGER, LOWER
from schemas.fields import Beside, Each, Impact, Spec, Xml
from schemas.scalars import Line, Mac, Uuid


class DhcpRange(Spec):
    """Addresses that the network's DHCP server hands out, from start to end."""

    start: Annotated[Line, Xml("@start", impact=Impact.LIVE)]
    end: Annotated[Line, Xml("@end", impact=Impact.LIVE)]


class DhcpHost(Spec):
    """A reservation: this machine always gets this address."""

    ip: Annotated[Line, Xml("@ip", impact=Impact.LIVE)]
    mac: Annotated[Mac | None, Xml("@mac", LOWER, Impact.LIVE)] = None
    name: Annotated[Line | None, Xml("@name", impact=Impact.LIVE)] = None


class Dhcp(Spec):
    """The DHCP server of one address."""

    ranges: Annotated[
        tuple[DhcpRange, ...], Each("range", key="start", impact=Impact.LIVE, watched=True)
    ] = ()
    hosts: Annotated[tuple[DhcpHost, ...], Each("host", key="ip", impact=Impact.LIVE, watched=True)] = ()


class Address(Spec):
    """The host's own address on the network."""

    address: Annotated[Line, Xml("@address")]
    prefix: Annotated[int, Xml("@prefix", INTEGER), Field(ge=0, le=128)]
    dhcp: Annotated[Dhcp | None, Xml("dhcp")] = None


class Forward(Spec):
    """How the network reaches the world beyond the host."""

    mode: Annotated[
        Literal["isolated", "nat", "route", "open", "bridge"],
        Xml("@mode", absent="nat"),
    ] = "nat"


class Bridge(Spec):
    """The bridge on the host that the network is made of, or stands for."""

    name: Annotated[Line | None, Xml("@name")] = None
    stp: Annotated[Literal["on", "off"] | None, Xml("@stp")] = None


class NetworkSpec(Spec):
    """A network. Without `forward` it is isolated."""

    XML: ClassVar = "network"
    uuid: Uuid | None = None
    active: bool = True
    autostart: Annotated[bool | None, Beside()] = None
    forward: Annotated[Forward | None, Xml("forward")] = None
    bridge: Annotated[Bridge | None, Xml("bridge")] = None
    addresses: Annotated[tuple[Address, ...], Each("ip", key="address", watched=True)] = ()
