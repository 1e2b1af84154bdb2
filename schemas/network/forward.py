"""How a network reaches the world beyond the host, and its bridge: `spec.forward`, `spec.bridge`."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.codecs import INTEGER, YES_NO
from schemas.fields import Each, Impact, Many, Spec, Xml
from schemas.network.spellings import FLAG, FORWARD_MODE, IP
from schemas.scalars import InterfaceName, IpAddress, Line, PciAddress
from schemas.vm.hostaddress import PCI_ADDRESS

DIRECT_MODES = ("private", "vepa", "passthrough")
Mode = Literal["isolated", "nat", "route", "open", "bridge", "private", "vepa", "passthrough", "hostdev"]


class PortRange(Spec):
    """Source ports that translated connections get."""

    start: Annotated[int, Xml("@start", INTEGER), Field(ge=1, le=65535, description="first port")]
    end: Annotated[int, Xml("@end", INTEGER), Field(ge=1, le=65535, description="last port")]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start > self.end:
            raise ValueError(
                f"a port range runs from its lower to its upper port, not {self.start} to {self.end}"
            )
        return self


class AddressRange(Spec):
    """Source addresses that translated connections get."""

    start: Annotated[IpAddress, Xml("@start", IP), Field(description="first address")]
    end: Annotated[IpAddress, Xml("@end", IP), Field(description="last address")]


class Nat(Spec):
    """Details of address translation."""

    ipv6: Annotated[
        bool | None, Xml("@ipv6", YES_NO, absent=False), Field(description="translate IPv6 as well")
    ] = None
    addresses: Annotated[
        AddressRange | None,
        Xml("address"),
        Field(description="source addresses; by default the outgoing interface's"),
    ] = None
    ports: Annotated[
        PortRange | None, Xml("port"), Field(description="source ports; by default 1024 to 65535")
    ] = None


class ForwardInterface(Spec):
    """A network interface of the host that guests' traffic goes through."""

    dev: Annotated[
        InterfaceName,
        Xml("@dev", impact=Impact.LIVE),
        Field(description="the interface's name; names the entry"),
    ]


class Forward(Spec):
    """How the network reaches the world beyond the host. It has no element of its own: isolated has none."""

    mode: Annotated[
        Mode,
        Xml("forward@mode", FORWARD_MODE, absent="isolated", drop="isolated"),
        Field(description="how: isolated, NAT, routed, no rules at all, a host bridge, macvtap, devices"),
    ] = "nat"
    dev: Annotated[
        InterfaceName | None,
        Xml("forward@dev"),
        Field(description="the only host interface that traffic may leave by, or macvtap's device"),
    ] = None
    managed: Annotated[
        bool | None,
        Xml("forward@managed", FLAG),
        Field(description="hostdev: libvirt takes the devices from their host driver and gives them back"),
    ] = None
    driver: Annotated[
        Literal["vfio", "kvm"] | None,
        Xml("forward/driver@name"),
        Field(description="hostdev: the driver devices are given to"),
    ] = None
    pf: Annotated[
        InterfaceName | None,
        Xml("forward/pf@dev"),
        Field(description="hostdev, passthrough: the SR-IOV interface whose virtual functions are given out"),
    ] = None
    nat: Annotated[Nat | None, Xml("forward/nat"), Field(description="details of address translation")] = None
    interfaces: Annotated[
        tuple[ForwardInterface, ...],
        Each("forward/interface", key="dev", impact=Impact.LIVE),
        Field(description="a pool of host interfaces, for macvtap"),
    ] = ()

    addresses: Annotated[
        tuple[PciAddress, ...] | None,
        Many("forward/address[@type='pci']", PCI_ADDRESS, running=False),
        Field(min_length=1, description="hostdev: the virtual functions that are given out, by PCI address"),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        stated = (
            self.dev,
            self.managed,
            self.driver,
            self.pf,
            self.nat,
            self.interfaces or None,
            self.addresses,
        )
        if self.mode == "isolated" and any(part is not None for part in stated):
            raise ValueError("an isolated network forwards nothing: leave everything but `mode` out")
        if self.addresses and (self.pf or self.interfaces or self.mode != "hostdev"):
            raise ValueError("`addresses` are for mode hostdev, and go without `pf` and `interfaces`")
        if self.nat is not None and self.mode != "nat":
            raise ValueError(f"`nat` describes mode nat, not {self.mode}")
        if self.mode in DIRECT_MODES and not (self.dev or self.interfaces or self.pf):
            raise ValueError(f"mode {self.mode} needs a host interface: `dev`, `interfaces` or `pf`")
        return self


class Bridge(Spec):
    """The bridge on the host that the network is made of, or stands for."""

    name: Annotated[
        InterfaceName | None,
        Xml("@name"),
        Field(description="the bridge's name; by default libvirt makes virbrN"),
    ] = None
    stp: Annotated[Literal["on", "off"] | None, Xml("@stp"), Field(description="spanning tree protocol")] = (
        None
    )
    delay: Annotated[
        int | None, Xml("@delay", INTEGER), Field(ge=0, description="forward delay in seconds")
    ] = None
    zone: Annotated[Line | None, Xml("@zone"), Field(description="the firewalld zone of the bridge")] = None
    mac_table_manager: Annotated[
        Literal["kernel", "libvirt"] | None,
        Xml("@macTableManager"),
        Field(description="who keeps the bridge's table of addresses; libvirt does without flooding"),
    ] = None
