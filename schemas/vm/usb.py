"""USB hubs, and what somebody else's devices and cards come in by: `spec.redirdevs`, `smartcards`, `hubs`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import ALIAS, INTEGER
from schemas.fields import Many, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import AbsolutePath, FilePath, Line
from schemas.vm.device import Loadparm, Place
from schemas.vm.stream import Connection, StreamType

FILTER_RULE = (
    r"^(allow|deny)( class=0x[0-9a-fA-F]{1,2})?( vendor=0x[0-9a-fA-F]{1,4})?( product=0x[0-9a-fA-F]{1,4})?"
    r"( version=[0-9]{1,2}\.[0-9]{1,2})?$"
)


class Hub(Spec):
    """A USB hub."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    type: Annotated[Literal["usb"], Xml("@type"), Field(description="What it is a hub of.")] = "usb"
    place: Place = None


class Redirected(Spec):
    """The fields of a redirected device that come before those of its stream."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    bus: Annotated[Literal["usb"], Xml("@bus"), Field(description="What it is attached to.")] = "usb"
    type: Annotated[
        Literal["spicevmc", "tcp", "unix", "pty", "file", "dev", "pipe", "null", "stdio", "vc"],
        Xml("@type"),
        Field(description="Where it comes in: with `spicevmc`, from the viewer."),
    ] = "spicevmc"


class Redirdev(Connection, Redirected):
    """A port into which a USB device of somebody else can be plugged."""

    loadparm: Loadparm = None
    boot_order: Annotated[
        int | None,
        Xml("boot@order", INTEGER, clears=("/os/boot",)),
        Field(ge=1, description="Its turn at booting, from 1, among all devices."),
    ] = None
    place: Place = None

    @model_validator(mode="after")
    def _booted(self) -> "Redirdev":
        only_where(self, self.boot_order is not None, ("loadparm",), "bootOrder")
        return self


class Smartcard(Spec):
    """A smart card in a reader of the guest's."""

    mode: Annotated[
        Literal["host", "host-certificates", "passthrough"],
        Xml("@mode"),
        Field(description="The host's reader, a card of certificates, or one from elsewhere; names it too."),
    ]
    type: Annotated[
        StreamType | None, Xml("@type"), Field(description="Where the card is: `spicevmc` (passthrough).")
    ] = None
    certificates: Annotated[
        tuple[Line, ...] | None,
        Many("certificate"),
        Field(
            min_length=3, max_length=3, description="Three certificates of the database (host-certificates)."
        ),
    ] = None
    database: Annotated[
        AbsolutePath | None,
        Xml("database"),
        Field(description="The folder that has the certificates; else /etc/pki/nssdb."),
    ] = None
    path: Annotated[
        FilePath | None, Xml("source@path"), Field(description="The socket or device (unix, dev).")
    ] = None
    source_mode: Annotated[
        Literal["bind", "connect"] | None,
        Xml("source@mode"),
        Field(description="Listen on the host, or call somebody (unix, tcp)."),
    ] = None
    host: Annotated[Line | None, Xml("source@host"), Field(description="The address (tcp).")] = None
    service: Annotated[
        int | None, Xml("source@service", INTEGER), Field(ge=0, le=65535, description="The TCP port (tcp).")
    ] = None
    protocol: Annotated[
        Literal["raw", "telnet", "telnets", "tls"] | None,
        Xml("protocol@type"),
        Field(description="What is spoken (tcp)."),
    ] = None
    place: Place = None

    @model_validator(mode="after")
    def _of_its_mode(self) -> "Smartcard":
        """Each mode has options of its own."""
        certified, elsewhere = self.mode == "host-certificates", self.mode == "passthrough"
        only_where(self, certified, ("certificates", "database"), "mode host-certificates")
        streamed = ("type", "path", "source_mode", "host", "service", "protocol")
        only_where(self, elsewhere, streamed, "mode passthrough")
        if (certified and self.certificates is None) or (elsewhere and self.type is None):
            raise ValueError(f"smartcard {self.mode} needs certificates, or a type")
        return self
