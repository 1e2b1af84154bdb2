"""Where a stream of bytes from the guest ends on the host. A part of serial ports, channels and others."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER, ON_OFF, YES_NO
from schemas.fields import Spec, Xml
from schemas.scalars import FilePath, Line
from schemas.vm.spelling import STREAM_MODE
from schemas.vm.storage import Reconnect

StreamType = Literal[
    "pty", "file", "unix", "tcp", "udp", "null", "dev", "pipe", "stdio", "vc", "spicevmc", "spiceport",
    "nmdm", "qemu-vdagent", "dbus",
]  # fmt: skip
Service = Annotated[int, Field(ge=0, le=65535)]
_OF_TYPE = (
    (("file", "unix", "dev", "pipe", "pty"), ("path",)),
    (("unix", "tcp"), ("mode", "reconnect")),
    (("tcp",), ("host", "service", "protocol", "tls")),
    (("udp",), ("udp",)),
    (("file",), ("append",)),
    (("spiceport", "dbus"), ("channel",)),
    (("nmdm",), ("master", "slave")),
    (("qemu-vdagent",), ("clipboard", "mouse")),
)


class Log(Spec):
    """A copy of what the guest writes, kept by virtlogd."""

    file: Annotated[FilePath, Xml("@file"), Field(description="The file on the host.")]
    append: Annotated[
        bool | None, Xml("@append", ON_OFF), Field(description="Keep what an earlier run wrote.")
    ] = None


class UdpStream(Spec):
    """Packets to a server, and from whoever sends some."""

    host: Annotated[
        Line | None, Xml("source[@mode='connect']@host"), Field(description="The server; else the host.")
    ] = None
    service: Annotated[
        Service, Xml("source[@mode='connect']@service", INTEGER), Field(description="The server's port.")
    ]
    bind_host: Annotated[
        Line | None, Xml("source[@mode='bind']@host"), Field(description="Our own address; else any.")
    ] = None
    bind_service: Annotated[
        Service | None,
        Xml("source[@mode='bind']@service", INTEGER),
        Field(description="Our own port; else any."),
    ] = None


class Connection(Spec):
    """The end of a stream on the host, where that is a socket, a file or the like."""

    path: Annotated[
        FilePath | None,
        Xml("source@path"),
        Field(description="The file, socket, device or pipe (file, unix, dev, pipe)."),
    ] = None
    mode: Annotated[
        Literal["bind", "connect"] | None,
        Xml(".", STREAM_MODE),
        Field(description="Listen on the host, or call somebody (unix, tcp)."),
    ] = None
    host: Annotated[
        Line | None,
        Xml("source@host", when=("@type", "tcp")),
        Field(description="The address (tcp)."),
    ] = None
    service: Annotated[
        Service | None,
        Xml("source@service", INTEGER, when=("@type", "tcp")),
        Field(description="The TCP port (tcp)."),
    ] = None
    protocol: Annotated[
        Literal["raw", "telnet", "telnets", "tls"] | None,
        Xml("protocol@type"),
        Field(description="What is spoken (tcp)."),
    ] = None
    tls: Annotated[
        bool | None, Xml("source@tls", YES_NO), Field(description="Whether it is encrypted (tcp).")
    ] = None
    reconnect: Annotated[
        Reconnect | None,
        Xml("source/reconnect"),
        Field(description="Whether a broken connection is made again (unix, tcp)."),
    ] = None

    @model_validator(mode="after")
    def _of_its_type(self) -> "Connection":
        """Each type says where it is, as far as it needs to."""
        type_ = getattr(self, "type", None)
        for types, fields in _OF_TYPE:
            there = [name for name in fields if name in type(self).model_fields]
            only_where(self, type_ in types, there, f"type {' or '.join(types)}, not {type_}")
        if type_ in ("file", "dev", "pipe") and self.path is None:
            raise ValueError(f"type {type_} needs a path")
        if type_ == "tcp" and (self.service is None or self.mode is None):
            raise ValueError("type tcp needs mode and service")
        return self


class Stream(Connection):
    """The end of a stream on the host, wherever it may be."""

    append: Annotated[
        bool | None, Xml("source@append", ON_OFF), Field(description="Keep what the file has (file).")
    ] = None
    udp: Annotated[
        UdpStream | None, Xml(".", when=("@type", "udp")), Field(description="Packets, both ways (udp).")
    ] = None
    channel: Annotated[
        Line | None,
        Xml("source@channel"),
        Field(description="What it is called in a spice or D-Bus connection (spiceport, dbus)."),
    ] = None
    master: Annotated[
        Line | None, Xml("source@master"), Field(description="The device of the machine's end (nmdm).")
    ] = None
    slave: Annotated[
        Line | None, Xml("source@slave"), Field(description="The device of the other end (nmdm).")
    ] = None
    clipboard: Annotated[
        bool | None,
        Xml("source/clipboard@copypaste", YES_NO),
        Field(description="Whether copy and paste reach the guest (qemu-vdagent)."),
    ] = None
    mouse: Annotated[
        Literal["server", "client"] | None,
        Xml("source/mouse@mode"),
        Field(description="Who draws the mouse (qemu-vdagent)."),
    ] = None
    log: Annotated[Log | None, Xml("log"), Field(description="A copy of what the guest writes.")] = None

    @model_validator(mode="after")
    def _of_udp(self) -> "Stream":
        if getattr(self, "type", None) == "udp" and self.udp is None:
            raise ValueError("type udp needs udp")
        return self
