"""Text and byte streams between host and guest: `spec.serials`, `consoles` and `channels`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.codecs import ALIAS, INTEGER, ON_OFF, YES_NO
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, Line

_AGENTS = (("org.qemu.guest_agent.0", "agent"), ("com.redhat.spice.0", "spice"))


class Log(Spec):
    """A copy of what the guest writes, kept by virtlogd."""

    file: Annotated[FilePath, Xml("@file"), Field(description="The file on the host.")]
    append: Annotated[
        bool | None, Xml("@append", ON_OFF), Field(description="Keep what an earlier run wrote.")
    ] = None


class Serial(Spec):
    """One serial port."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "serial"
    type: Annotated[
        Literal["pty", "file", "unix", "tcp", "null"],
        Xml("@type"),
        Field(description="What it is on the host: `pty` is what `virsh console` needs."),
    ] = "pty"
    port: Annotated[
        int | None,
        Xml("target@port", INTEGER),
        Field(ge=0, le=3, description="Its number in the guest, from 0."),
    ] = None
    target: Annotated[
        Literal["isa-serial", "usb-serial", "pci-serial", "system-serial"] | None,
        Xml("target@type"),
        Field(description="The kind of port that the guest sees."),
    ] = None
    path: Annotated[
        FilePath | None,
        Xml("source@path"),
        Field(description="The file (file), or socket (unix)."),
    ] = None
    mode: Annotated[
        Literal["bind", "connect"] | None,
        Xml("source@mode"),
        Field(description="Listen on the host, or call somebody (unix, tcp)."),
    ] = None
    host: Annotated[Line | None, Xml("source@host"), Field(description="The address (tcp).")] = None
    service: Annotated[
        int | None, Xml("source@service", INTEGER), Field(ge=1, le=65535, description="The TCP port (tcp).")
    ] = None
    protocol: Annotated[
        Literal["raw", "telnet", "telnets", "tls"] | None,
        Xml("protocol@type"),
        Field(description="What is spoken (tcp)."),
    ] = None
    log: Annotated[Log | None, Xml("log"), Field(description="A copy of what the guest writes.")] = None

    @model_validator(mode="after")
    def _addressed(self) -> "Serial":
        """Each type says where it is, as far as it needs to."""
        if (self.type == "file") != (self.path is not None) and self.type != "unix":
            raise ValueError(f"serial {self.name}: a path goes with type file or unix, and file needs one")
        if self.type == "tcp" and (self.host is None or self.service is None or self.mode is None):
            raise ValueError(f"serial {self.name}: type tcp needs mode, host and service")
        return self


class Console(Spec):
    """One paravirtual console. The console of the first serial port libvirt adds itself."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "console"
    type: Annotated[
        Literal["pty", "file", "unix", "null"], Xml("@type"), Field(description="What it is on the host.")
    ] = "pty"
    target: Annotated[
        Literal["virtio", "sclp", "sclplm"], Xml("target@type"), Field(description="What the guest sees.")
    ] = "virtio"
    path: Annotated[
        FilePath | None,
        Xml("source@path"),
        Field(description="The file (file), or socket (unix)."),
    ] = None
    mode: Annotated[
        Literal["bind", "connect"] | None,
        Xml("source@mode"),
        Field(description="Listen on the host, or call somebody (unix)."),
    ] = None
    log: Annotated[Log | None, Xml("log"), Field(description="A copy of what the guest writes.")] = None


class Channel(Spec):
    """A port that a program in the guest opens by name, such as the guest agent's."""

    name: Annotated[
        DeviceName,
        Xml("alias@name", ALIAS),
        Field(description="Our name for it; `agent` or `spice` where the target says so."),
    ]
    type: Annotated[
        Literal["unix", "spicevmc", "pty", "file", "null", "qemu-vdagent"],
        Xml("@type"),
        Field(description="What it is on the host; libvirt talks to the guest agent through `unix`."),
    ] = "unix"
    target: Annotated[
        Line,
        Xml("target[@type='virtio']@name"),
        Field(description="The port's name in the guest."),
    ] = "org.qemu.guest_agent.0"
    path: Annotated[
        FilePath | None,
        Xml("source@path"),
        Field(description="The socket or file on the host; libvirt chooses a socket's otherwise."),
    ] = None
    mode: Annotated[
        Literal["bind", "connect"] | None,
        Xml("source@mode"),
        Field(description="Listen on the host, or call somebody (unix)."),
    ] = None
    clipboard: Annotated[
        bool | None,
        Xml("source/clipboard@copypaste", YES_NO),
        Field(description="Whether copy and paste reach the guest (qemu-vdagent)."),
    ] = None
    log: Annotated[Log | None, Xml("log"), Field(description="A copy of what the guest writes.")] = None

    @model_validator(mode="before")
    @classmethod
    def _named_by_target(cls, written: object) -> object:
        """The two ports that everybody has need no name."""
        if not isinstance(written, dict):
            return written
        spice = written.get("type") in ("spicevmc", "qemu-vdagent")
        usual = {"target": _AGENTS[spice][0], **written}
        name = dict(_AGENTS).get(usual["target"])
        return usual if name is None else {"name": name, **usual}
