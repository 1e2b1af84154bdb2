"""Network interfaces of a machine: `spec.interfaces`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.choice import exactly_one, no_two_alike
from schemas.codecs import ALIAS, INTEGER, LOWER, ON_OFF, YES_NO
from schemas.fields import LIVE, Refers, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import InterfaceName, IpAddress, Line, Mac
from schemas.vm.spelling import USER_NETWORK
from schemas.vm.traffic import Bandwidth, Filter, Vlan


class Direct(Spec):
    """A device of the host, shared by macvtap."""

    dev: Annotated[InterfaceName, Xml("@dev"), Field(description="The host's device: `eth0`.")]
    mode: Annotated[
        Literal["vepa", "bridge", "private", "passthrough"] | None,
        Xml("@mode"),
        Field(description="How machines on the same device see each other."),
    ] = None


class Interface(Spec):
    """One network interface."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("network", "bridge", "direct", "user")

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    network: Annotated[
        Line | None,
        Xml("source@network", when=("@type", "network"), impact=LIVE),
        Refers("Network"),
        Field(description="The network it is in."),
    ] = None
    bridge: Annotated[
        InterfaceName | None,
        Xml("source@bridge", when=("@type", "bridge"), impact=LIVE),
        Field(description="A bridge of the host that it is in."),
    ] = None
    direct: Annotated[
        Direct | None,
        Xml("source", when=("@type", "direct")),
        Field(description="A device of the host that it shares by macvtap."),
    ] = None
    user: Annotated[
        Literal[True] | None,
        Xml(".", USER_NETWORK),
        Field(description="QEMU's own network, behind the host's address and without privileges."),
    ] = None
    portgroup: Annotated[
        Line | None,
        Xml("source@portgroup"),  # libvirt takes it live with another network only, and says 0 to it alone
        Field(description="A port group of the network."),
    ] = None
    address: Annotated[
        IpAddress | None,
        Field(description="A fixed address: the network's DHCP server keeps it for this interface."),
    ] = None
    mac: Annotated[
        Mac | None,
        Xml("mac@address", LOWER),
        Field(description="Its MAC address; else a stable one is made of host, machine and name."),
    ] = None
    model: Annotated[
        Line,
        Xml("model@type"),
        Field(pattern=r"^[A-Za-z0-9_-]+$", description="The card that the guest sees: `virtio`, `e1000e`."),
    ] = "virtio"
    link: Annotated[
        Literal["up", "down"] | None,
        Xml("link@state", absent="up", impact=LIVE),
        Field(description="Whether the cable is plugged in."),
    ] = None
    mtu: Annotated[
        int | None,
        Xml("mtu@size", INTEGER),
        Field(ge=68, le=65535, description="Bytes of the largest packet."),
    ] = None
    target: Annotated[
        InterfaceName | None,
        Xml("target@dev"),
        Field(description="The name of its tap device on the host; not `vnet…`, which libvirt deals out."),
    ] = None
    vlan: Annotated[Vlan | None, Xml("vlan"), Field(description="The VLANs it is in.")] = None
    isolated: Annotated[
        bool | None,
        Xml("port@isolated", YES_NO),
        Field(description="Keep it from other isolated interfaces of the same bridge."),
    ] = None
    trust_guest_rx_filters: Annotated[
        bool | None,
        Xml("@trustGuestRxFilters", YES_NO),
        Field(description="Follow the MAC addresses that the guest sets (macvtap)."),
    ] = None
    bandwidth: Annotated[Bandwidth | None, Xml("."), Field(description="Bounds of its traffic.")] = None
    filter: Annotated[Filter | None, Xml("filterref"), Field(description="The network filter it passes.")] = (
        None
    )
    driver: Annotated[
        Literal["qemu", "vhost"] | None,
        Xml("driver@name"),
        Field(description="Who moves its packets: QEMU, or the kernel (virtio)."),
    ] = None
    queues: Annotated[
        int | None,
        Xml("driver@queues", INTEGER),
        Field(ge=1, le=256, description="How many queues (virtio)."),
    ] = None
    rx_queue_size: Annotated[
        int | None,
        Xml("driver@rx_queue_size", INTEGER),
        Field(ge=256, le=1024, description="Entries of a receive queue; a power of two (virtio)."),
    ] = None
    tx_queue_size: Annotated[
        int | None,
        Xml("driver@tx_queue_size", INTEGER),
        Field(ge=256, le=1024, description="Entries of a send queue; a power of two (virtio)."),
    ] = None
    rom: Annotated[
        bool | None,
        Xml("rom@bar", ON_OFF),
        Field(description="Whether its boot ROM is shown to the guest."),
    ] = None
    boot_order: Annotated[
        int | None,
        Xml("boot@order", INTEGER, clears=("/os/boot",)),
        Field(ge=1, description="Its turn at booting, from 1, among all devices."),
    ] = None

    @model_validator(mode="after")
    def _one_source(self) -> "Interface":
        """An interface is in one place, and what needs a network has one."""
        exactly_one(f"the source of interface {self.name}", self)
        if self.portgroup is not None and self.network is None:
            raise ValueError(f"interface {self.name}: a portgroup is one of a network")
        if self.address is not None and self.network is None:
            raise ValueError(f"interface {self.name}: a fixed address is kept by a network's DHCP server")
        if self.target is not None and self.target.startswith("vnet"):
            raise ValueError(f"interface {self.name}: libvirt deals out names that begin with vnet itself")
        if self.filter is not None:
            no_two_alike("filter parameters", (parameter.name for parameter in self.filter.parameters))
        return self
