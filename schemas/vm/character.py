"""Text and byte streams between host and guest: `spec.serials`, `parallels`, `consoles` and `channels`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.codecs import ALIAS, INTEGER
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import Line
from schemas.vm.device import Place
from schemas.vm.spelling import COUNTED, GUESTFWD
from schemas.vm.stream import Stream, StreamType

_AGENTS = (("org.qemu.guest_agent.0", "agent"), ("com.redhat.spice.0", "spice"))
Type = Annotated[
    StreamType,
    Xml("@type"),
    Field(description="What it is on the host: `pty` is what `virsh console` needs."),
]


class Port(Spec):
    """The fields of a serial or parallel port or a console that come before those of its stream."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    type: Type = "pty"


class Serial(Stream, Port):
    """One serial port."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "serial"
    target: Annotated[
        Literal[
            "isa-serial",
            "usb-serial",
            "pci-serial",
            "system-serial",
            "spapr-vio-serial",
            "sclp-serial",
            "isa-debug",
        ]
        | None,
        Xml("target@type"),
        Field(description="The kind of port that the guest sees."),
    ] = None
    model: Annotated[
        Literal[
            "isa-serial",
            "usb-serial",
            "pci-serial",
            "spapr-vty",
            "pl011",
            "16550a",
            "sclpconsole",
            "sclplmconsole",
            "isa-debugcon",
        ]
        | None,
        Xml("target/model@name"),
        Field(description="The device behind the port."),
    ] = None
    port: Annotated[
        int | None,
        Xml("target@port", INTEGER),
        Field(ge=0, le=2**31 - 1, description="Its number in the guest, from 0."),
    ] = None
    place: Place = None


class Parallel(Stream, Port):
    """One parallel port."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "parallel"
    port: Annotated[
        int | None,
        Xml("target@port", INTEGER),
        Field(ge=0, le=2**31 - 1, description="Its number in the guest, from 0."),
    ] = None
    place: Place = None


class Console(Stream, Port):
    """One paravirtual console. The console of the first serial port libvirt adds itself."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "console"
    target: Annotated[
        Literal["virtio", "sclp", "sclplm", "serial", "xen", "uml", "lxc", "openvz"],
        Xml("target@type"),
        Field(description="What the guest sees."),
    ] = "virtio"
    port: Annotated[
        int | None,
        Xml("target@port", COUNTED),
        Field(ge=0, le=2**31 - 1, description="Its number; libvirt counts consoles itself."),
    ] = None
    place: Place = None


class Outlet(Spec):
    """The fields of a channel that come before those of its stream, which depend on the type."""

    name: Annotated[
        DeviceName,
        Xml("alias@name", ALIAS),
        Field(description="Our name for it; `agent` or `spice` where the target says so."),
    ]
    type: Annotated[
        StreamType,
        Xml("@type"),
        Field(description="What it is on the host; libvirt talks to the guest agent through `unix`."),
    ] = "unix"


class Channel(Stream, Outlet):
    """A port that a program in the guest opens by name, such as the guest agent's."""

    target: Annotated[
        Line | None,
        Xml("target[@type='virtio']@name", clears=("target[@type='guestfwd']", "target[@type='xen']")),
        Field(description="The port's name in the guest."),
    ] = "org.qemu.guest_agent.0"
    guestfwd: Annotated[
        str | None,
        Xml("target[@type='guestfwd']", GUESTFWD, clears=("target[@type='virtio']",)),
        Field(
            pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}:[0-9]{1,5}$",
            description="An address and TCP port in QEMU's own network, instead of a port: `10.0.2.1:4600`.",
        ),
    ] = None
    xen: Annotated[
        Line | None,
        Xml("target[@type='xen']@name", clears=("target[@type='virtio']",)),
        Field(description="The channel's name in a guest of Xen."),
    ] = None
    place: Place = None

    @model_validator(mode="before")
    @classmethod
    def _named_by_target(cls, written: object) -> object:
        """The two ports that everybody has need no name."""
        if not isinstance(written, dict):
            return written
        if written.get("guestfwd") or written.get("xen"):
            return {"target": None, **written}
        spice = written.get("type") in ("spicevmc", "qemu-vdagent")
        usual = {"target": _AGENTS[spice][0], **written}
        name = dict(_AGENTS).get(usual["target"])
        return usual if name is None else {"name": name, **usual}

    @model_validator(mode="after")
    def _one_target(self) -> "Channel":
        if len([one for one in (self.target, self.guestfwd, self.xen) if one is not None]) > 1:
            raise ValueError(f"channel {self.name}: it is one of target, guestfwd and xen")
        return self
