"""The kind Network: what libvirt calls a network.

LIVE is what virNetworkUpdate changes while guests stay connected: DHCP ranges and reservations, DNS names,
port groups (ports take them up when they are plugged in) and forward interfaces. All else needs a restart.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from schemas.codecs import INTEGER, LOWER, YES_NO
from schemas.fields import LIVE, RESTART, Beside, Each, Many, Xml
from schemas.network.address import Address, Route
from schemas.network.dns import Dns, Domain
from schemas.network.forward import Bridge, Forward
from schemas.network.port import Bandwidth, PortGroup, VirtualPort, Vlan
from schemas.scalars import Line, Mac, Uuid
from schemas.spec import Overlaid

_DNSMASQ = "{http://libvirt.org/schemas/network/dnsmasq/1.0}"
_ADDRESSED = ("isolated", "nat", "route", "open")


class NetworkSpec(Overlaid):
    """A network. Without `forward` it is isolated."""

    XML: ClassVar = "network"
    uuid: Annotated[
        Uuid | None, Field(description="libvirt's identity of it; by default derived from the name")
    ] = None
    active: Annotated[bool, Field(description="whether the network is up")] = True
    autostart: Annotated[
        bool | None, Beside(), Field(description="whether libvirt brings it up when the host boots")
    ] = None
    ipv6: Annotated[
        bool | None,
        Xml("@ipv6", YES_NO, absent=False),
        Field(description="guests may talk IPv6 to each other though the network has no IPv6 address"),
    ] = None
    trust_guest_rx_filters: Annotated[
        bool | None,
        Xml("@trustGuestRxFilters", YES_NO, absent=False),
        Field(description="let guests change MAC address and filters (macvtap)"),
    ] = None
    forward: Annotated[
        Forward | None,
        Xml("."),
        Field(description="how it reaches the world; left out of a new network: not at all"),
    ] = None
    bridge: Annotated[Bridge | None, Xml("bridge"), Field(description="the bridge on the host")] = None
    mac: Annotated[
        Mac | None, Xml("mac@address", LOWER), Field(description="the bridge's own MAC address")
    ] = None
    mtu: Annotated[
        int | None, Xml("mtu@size", INTEGER), Field(ge=68, le=65535, description="largest packet, in bytes")
    ] = None
    domain: Annotated[Domain | None, Xml("domain"), Field(description="the DNS domain of its machines")] = (
        None
    )
    dns: Annotated[Dns | None, Xml("dns"), Field(description="the DNS server on its addresses")] = None
    addresses: Annotated[
        tuple[Address, ...],
        Each("ip", key="address", watched=True),
        Field(description="the host's own addresses on it"),
    ] = ()
    routes: Annotated[
        tuple[Route, ...],
        Each("route", key="id", watched=True),
        Field(description="static routes of the host by gateways on it"),
    ] = ()
    virtual_port: Annotated[
        VirtualPort | None,
        Xml("virtualport", floor=RESTART),
        Field(description="the kind of switch, where it is not a Linux bridge"),
    ] = None
    vlan: Annotated[
        Vlan | None,
        Xml("vlan", floor=RESTART),
        Field(description="VLANs of every port (openvswitch, hostdev)"),
    ] = None
    bandwidth: Annotated[
        Bandwidth | None,
        Xml("bandwidth", floor=RESTART),
        Field(description="limits for the network as a whole"),
    ] = None
    isolated_ports: Annotated[
        bool | None,
        Xml("port@isolated", YES_NO, absent=False),
        Field(description="guests reach the host and beyond, but not each other"),
    ] = None
    port_groups: Annotated[
        tuple[PortGroup, ...],
        Each("portgroup", key="name", impact=LIVE, watched=True),
        Field(description="settings that interfaces pick by name"),
    ] = ()

    dnsmasq_options: Annotated[
        tuple[Line, ...] | None,
        Many(f"{_DNSMASQ}options/{_DNSMASQ}option@value"),
        Field(min_length=1, description="lines for dnsmasq's own configuration; libvirt does not check them"),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        mode = self.forward.mode if self.forward else "isolated"
        if mode not in _ADDRESSED and self.addresses:
            raise ValueError(f"mode {mode}: the host has no address on such a network; leave `addresses` out")
        if (
            mode == "bridge"
            and self.forward
            and not (self._bridged or self.forward.dev or self.forward.interfaces)
        ):
            raise ValueError("mode bridge needs `bridge.name`, or `forward.dev` for macvtap")
        if len([group for group in self.port_groups if group.default]) > 1:
            raise ValueError("only one port group can be the default")
        return self

    @property
    def _bridged(self) -> bool:
        return self.bridge is not None and self.bridge.name is not None

    @model_validator(mode="after")
    def _one_server(self) -> Self:
        for family, sign in (("IPv6", True), ("IPv4", False)):
            serving = [
                entry.address for entry in self.addresses if entry.dhcp and (":" in entry.address) is sign
            ]
            if len(serving) > 1:
                raise ValueError(f"only one {family} address can have `dhcp`, not {' and '.join(serving)}")
        return self
