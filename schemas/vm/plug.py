"""What an interface of a machine is plugged into. Parts of `spec.interfaces`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.codecs import ALIAS, INTEGER, YES_NO
from schemas.fields import LIVE, Refers, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, InterfaceName, IpAddress, Line, PciAddress
from schemas.vm.hostaddress import PCI_ADDRESS
from schemas.vm.spelling import ETHERNET, NO_NETWORK, USER_NETWORK
from schemas.vm.storage import Reconnect

Port = Annotated[int, Field(ge=1, le=65535)]
Ipv4 = Annotated[str, Field(pattern=r"^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$")]


class Direct(Spec):
    """A device of the host, shared by macvtap."""

    dev: Annotated[InterfaceName, Xml("@dev"), Field(description="The host's device: `eth0`.")]
    mode: Annotated[
        Literal["vepa", "bridge", "private", "passthrough"] | None,
        Xml("@mode"),
        Field(description="How machines on the same device see each other."),
    ] = None


class Endpoint(Spec):
    """An address that packets go to, wrapped up in UDP or TCP."""

    address: Annotated[Ipv4, Xml("@address"), Field(description="The IPv4 address.")]
    port: Annotated[Port, Xml("@port", INTEGER), Field(description="The port.")]


class Listener(Spec):
    """Where another machine's interface may call."""

    address: Annotated[Ipv4 | None, Xml("@address"), Field(description="The IPv4 address; else any.")] = None
    port: Annotated[Port, Xml("@port", INTEGER), Field(description="The TCP port.")]


class Tunnel(Endpoint):
    """A tunnel of UDP packets from a port of the host to one elsewhere."""

    local_address: Annotated[
        Ipv4, Xml("local@address"), Field(description="The host's own address in the tunnel.")
    ]
    local_port: Annotated[Port, Xml("local@port", INTEGER), Field(description="The host's own port.")]


class VhostUser(Spec):
    """A switch of the host that runs as a process, reached by vhost-user. The memory must be shared."""

    path: Annotated[FilePath, Xml("@path"), Field(description="The socket.")]
    mode: Annotated[
        Literal["server", "client"],
        Xml("@mode"),
        Field(description="Whether the machine listens on it, or calls."),
    ]
    reconnect: Annotated[
        Reconnect | None, Xml("reconnect"), Field(description="Whether a broken connection is made again.")
    ] = None


class Plug(Spec):
    """The fields of an interface that say what it is plugged into."""

    ONE_OF: ClassVar[tuple[str, ...]] = (
        "network", "bridge", "direct", "user", "ethernet", "hostdev", "vhost_user", "vdpa", "server",
        "client", "mcast", "udp", "internal", "unplugged",
    )  # fmt: skip

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
    ethernet: Annotated[
        Literal[True] | None,
        Xml(".", ETHERNET),
        Field(description="Nothing but a tap device of the host; whoever likes connects it."),
    ] = None
    hostdev: Annotated[
        PciAddress | None,
        Xml("source/address[@type='pci']", PCI_ADDRESS, when=("@type", "hostdev")),
        Field(description="A network card of the host, most often a virtual function, by its PCI address."),
    ] = None
    managed: Annotated[
        bool | None,
        Xml("@managed", YES_NO),
        Field(description="Let libvirt take `hostdev` from the host's driver and give it back."),
    ] = None
    vhost_user: Annotated[
        VhostUser | None,
        Xml("source[@type='unix']", when=("@type", "vhostuser")),
        Field(description="A switch of the host that runs as a process."),
    ] = None
    vdpa: Annotated[
        FilePath | None,
        Xml("source@dev", when=("@type", "vdpa")),
        Field(description="A vDPA device of the host: `/dev/vhost-vdpa-0`."),
    ] = None
    server: Annotated[
        Listener | None,
        Xml("source", when=("@type", "server")),
        Field(description="A TCP port that a `client` of another machine calls."),
    ] = None
    client: Annotated[
        Endpoint | None,
        Xml("source", when=("@type", "client")),
        Field(description="The `server` of another machine that it calls."),
    ] = None
    mcast: Annotated[
        Endpoint | None,
        Xml("source", when=("@type", "mcast")),
        Field(description="A multicast group, in which machines of several hosts may be."),
    ] = None
    udp: Annotated[
        Tunnel | None, Xml("source", when=("@type", "udp")), Field(description="A tunnel of UDP packets.")
    ] = None
    internal: Annotated[
        Line | None,
        Xml("source@name", when=("@type", "internal")),
        Field(pattern=r"^[a-zA-Z0-9_.:-]+$", description="A network of the hypervisor's own (VirtualBox)."),
    ] = None
    unplugged: Annotated[
        Literal[True] | None, Xml(".", NO_NETWORK), Field(description="Nothing at all (bhyve, VMware).")
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
