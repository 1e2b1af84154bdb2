"""What a disk's bytes may have about them, wherever they are: encryption, a slice, labels, reservations.

Parts of `spec.disks`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.choice import exactly_one
from schemas.codecs import INTEGER, YES_NO
from schemas.fields import Spec, Xml
from schemas.scalars import FilePath, Line, Quantity, Uuid


class Encryption(Spec):
    """How the bytes are encrypted. The passphrase is a secret that libvirt keeps."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("uuid", "usage")

    format: Annotated[
        Literal["default", "qcow", "luks", "luks2"], Xml("@format"), Field(description="The format.")
    ]
    engine: Annotated[
        Literal["qemu", "librbd"] | None,
        Xml("@engine"),
        Field(description="Who decrypts: QEMU, or Ceph's library."),
    ] = None
    uuid: Annotated[
        Uuid | None,
        Xml("secret[@type='passphrase']@uuid", clears=("secret@usage",)),
        Field(description="The UUID of libvirt's secret."),
    ] = None
    usage: Annotated[
        Line | None,
        Xml("secret[@type='passphrase']@usage", clears=("secret@uuid",)),
        Field(description="The usage name of libvirt's secret."),
    ] = None

    @model_validator(mode="after")
    def _one_secret(self) -> "Encryption":
        exactly_one("the secret of an encryption", self)
        return self


class Slice(Spec):
    """The part of a file that is the disk."""

    offset: Annotated[Quantity, Xml("@offset", INTEGER), Field(description="Where it begins, in bytes.")]
    size: Annotated[Quantity, Xml("@size", INTEGER), Field(ge=1, description="How long it is, in bytes.")]


class Reservations(Spec):
    """SCSI reservations that reach other hosts, by a helper of the host."""

    managed: Annotated[
        bool | None, Xml("@managed", YES_NO), Field(description="Whether libvirt runs the helper itself.")
    ] = None
    socket: Annotated[
        FilePath | None,
        Xml("source[@type='unix'][@mode='client']@path"),
        Field(description="The socket of a helper that runs already."),
    ] = None


class SourceLabel(Spec):
    """How one security driver labels a disk's file or device."""

    model: Annotated[Line, Xml("@model"), Field(description="The driver: `dac`, `selinux`, `apparmor`.")]
    relabel: Annotated[
        bool | None, Xml("@relabel", YES_NO, absent=True), Field(description="Whether it gets a label.")
    ] = None
    label: Annotated[Line | None, Xml("label"), Field(description="The label that it gets.")] = None

    @model_validator(mode="after")
    def _labelled(self) -> "SourceLabel":
        if (self.relabel is False) == (self.label is not None):
            raise ValueError(f"seclabel {self.model}: a label, or relabel off")
        return self


class Reconnect(Spec):
    """Whether a connection that broke is made again."""

    enabled: Annotated[bool, Xml("@enabled", YES_NO), Field(description="Whether it is.")]
    timeout: Annotated[
        int | None,
        Xml("@timeout", INTEGER),
        Field(ge=1, le=2**32 - 1, description="Seconds between two attempts."),
    ] = None


class Geometry(Spec):
    """The shape that the guest's BIOS sees."""

    cyls: Annotated[int, Xml("@cyls", INTEGER), Field(ge=1, description="Cylinders.")]
    heads: Annotated[int, Xml("@heads", INTEGER), Field(ge=1, description="Heads.")]
    secs: Annotated[int, Xml("@secs", INTEGER), Field(ge=1, description="Sectors of a track.")]
    trans: Annotated[
        Literal["auto", "none", "lba"] | None,
        Xml("@trans", absent="auto"),
        Field(description="How the BIOS translates addresses."),
    ] = None
