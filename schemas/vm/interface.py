"""Network interfaces of a machine: `spec.interfaces`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import exactly_one, no_two_alike, only_where
from schemas.codecs import INTEGER, LOWER, YES_NO
from schemas.fields import LIVE, RESTART, Each, Spec, Xml
from schemas.network.port import VirtualPort
from schemas.scalars import FilePath, InterfaceName, IpAddress, Line, Mac
from schemas.vm.device import AcpiIndex, Loadparm, Place, RomBar, RomEnabled, RomFile, Teaming
from schemas.vm.netdriver import NetDriver
from schemas.vm.plug import Plug
from schemas.vm.traffic import Bandwidth, Filter, Vlan


class Ip(Spec):
    """An address that the interface gets in a container, or that QEMU's own network has."""

    address: Annotated[IpAddress, Xml("@address"), Field(description="The address.")]
    family: Annotated[
        Literal["ipv4", "ipv6"] | None, Xml("@family"), Field(description="Of which version of IP it is.")
    ] = None
    prefix: Annotated[
        int | None,
        Xml("@prefix", INTEGER),
        Field(ge=0, le=128, description="How many bits of it are the network."),
    ] = None
    peer: Annotated[
        IpAddress | None, Xml("@peer"), Field(description="The address at the other end of the link.")
    ] = None


class Interface(NetDriver, Plug):
    """One network interface."""

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
    target_managed: Annotated[
        bool | None,
        Xml("target@managed", YES_NO),
        Field(description="Whether libvirt makes the tap device, or finds it (ethernet)."),
    ] = None
    guest_dev: Annotated[
        InterfaceName | None,
        Xml("guest@dev"),
        Field(description="Its name in a container."),
    ] = None
    mac_check: Annotated[
        bool | None,
        Xml("mac@check", YES_NO),
        Field(description="Whether its MAC address is held against those of the hypervisor (ESX)."),
    ] = None
    script: Annotated[
        FilePath | None, Xml("script@path"), Field(description="What is run when it comes up (ethernet).")
    ] = None
    downscript: Annotated[
        FilePath | None,
        Xml("downscript@path"),
        Field(description="What is run when it goes down (ethernet)."),
    ] = None
    ips: Annotated[
        tuple[Ip, ...], Each("ip", key="address"), Field(description="Addresses it has (user, containers).")
    ] = ()
    virtual_port: Annotated[
        VirtualPort | None,
        Xml("virtualport", floor=RESTART),
        Field(description="What the switch is told about it (bridge, network, direct, hostdev)."),
    ] = None
    teaming: Annotated[
        Teaming | None, Xml("teaming"), Field(description="Which interface it is one with.")
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
    rom_bar: RomBar = None
    rom_enabled: RomEnabled = None
    rom_file: RomFile = None
    acpi_index: AcpiIndex = None
    loadparm: Loadparm = None
    boot_order: Annotated[
        int | None,
        Xml("boot@order", INTEGER, clears=("/os/boot",)),
        Field(ge=1, description="Its turn at booting, from 1, among all devices."),
    ] = None
    place: Place = None

    @model_validator(mode="after")
    def _one_source(self) -> "Interface":
        """An interface is in one place, and what needs a network has one."""
        exactly_one(f"the source of interface {self.name}", self)
        only_where(self, self.hostdev is not None, ("managed",), "hostdev")
        only_where(self, self.boot_order is not None, ("loadparm",), "bootOrder")
        only_where(self, self.target is not None, ("target_managed",), "a target")
        only_where(self, self.mac is not None, ("mac_check",), "a mac")
        if self.portgroup is not None and self.network is None:
            raise ValueError(f"interface {self.name}: a portgroup is one of a network")
        if self.address is not None and self.network is None:
            raise ValueError(f"interface {self.name}: a fixed address is kept by a network's DHCP server")
        if self.target is not None and self.target.startswith("vnet"):
            raise ValueError(f"interface {self.name}: libvirt deals out names that begin with vnet itself")
        if self.filter is not None:
            no_two_alike("filter parameters", (parameter.name for parameter in self.filter.parameters))
        return self
