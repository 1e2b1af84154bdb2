"""Disks, CD-ROM and floppy drives of a machine: `spec.disks`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.choice import chosen, exactly_one, only_where
from schemas.codecs import ALIAS, INTEGER, ON_OFF, PRESENT
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, Line
from schemas.vm.iotune import IoTune
from schemas.vm.source import MEDIUM, NetworkSource, VolumeSource
from schemas.vm.spelling import VACANT

_BUSES: Mapping[str, str] = MappingProxyType({"cdrom": "sata", "floppy": "fdc"})


_CARRIED = (
    (("usb",), ("removable",)),
    (("scsi",), ("vendor", "product")),
    (("scsi", "sata", "ide"), ("wwn", "rotation_rate")),
    (("virtio",), ("model", "queues", "queue_size", "iothread")),
)


class Disk(Spec):
    """One disk, CD-ROM or floppy drive."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("volume", "file", "block", "network", "empty")

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    device: Annotated[
        Literal["disk", "cdrom", "floppy", "lun"],
        Xml("@device", absent="disk"),
        Field(description="What it is."),
    ] = "disk"
    volume: Annotated[
        VolumeSource | None,
        Xml("source", when=("@type", "volume")),
        Field(description="A volume of a storage pool."),
    ] = None
    file: Annotated[
        FilePath | None,
        Xml("source@file", when=("@type", "file"), impact=MEDIUM),
        Field(description="An image file on the host."),
    ] = None
    block: Annotated[
        FilePath | None,
        Xml("source@dev", when=("@type", "block"), impact=MEDIUM),
        Field(description="A block device of the host."),
    ] = None
    network: Annotated[
        NetworkSource | None,
        Xml("source", when=("@type", "network")),
        Field(description="An image on a server."),
    ] = None
    empty: Annotated[
        Literal[True] | None,
        Xml("source", VACANT, absent=True, drop=True, impact=MEDIUM),
        Field(description="Nothing is in the drive. With no source at all, whatever is in it is left there."),
    ] = None
    startup_policy: Annotated[
        Literal["mandatory", "requisite", "optional"] | None,
        Xml("source@startupPolicy", impact=MEDIUM),
        Field(description="Whether the machine starts when the medium is missing."),
    ] = None
    bus: Annotated[
        Literal["virtio", "scsi", "sata", "ide", "usb", "fdc"],
        Xml("target@bus"),
        Field(description="What it is attached to; without it virtio, sata for a cdrom, fdc for a floppy."),
    ] = "virtio"
    target: Annotated[
        Line | None,
        Xml("target@dev"),
        Field(
            pattern=r"^(vd|sd|hd|fd)[a-z]{1,3}$",
            description="Its place among the others: `vda`; else the next free.",
        ),
    ] = None
    model: Annotated[
        Literal["virtio", "virtio-transitional", "virtio-non-transitional"] | None,
        Xml("@model"),
        Field(description="Which version of virtio it speaks."),
    ] = None
    format: Annotated[
        Literal["raw", "qcow2", "qed", "vmdk", "vdi", "vhd", "vpc", "luks"] | None,
        Xml("driver@type"),
        Field(description="The image's format. Left out, libvirt takes raw."),
    ] = None
    cache: Annotated[
        Literal["none", "writeback", "writethrough", "directsync", "unsafe"] | None,
        Xml("driver@cache"),
        Field(description="How the host caches it."),
    ] = None
    io: Annotated[
        Literal["threads", "native", "io_uring"] | None,
        Xml("driver@io"),
        Field(description="How QEMU does input and output; `native` needs cache none or directsync."),
    ] = None
    discard: Annotated[
        Literal["unmap", "ignore"] | None,
        Xml("driver@discard"),
        Field(description="What the guest's discard does."),
    ] = None
    detect_zeroes: Annotated[
        Literal["off", "on", "unmap"] | None,
        Xml("driver@detect_zeroes"),
        Field(description="Whether written zeroes are found, and discarded."),
    ] = None
    copy_on_read: Annotated[
        bool | None,
        Xml("driver@copy_on_read", ON_OFF),
        Field(description="Copy what is read from a backing file."),
    ] = None
    error_policy: Annotated[
        Literal["stop", "report", "ignore", "enospace"] | None,
        Xml("driver@error_policy"),
        Field(description="What follows a write that fails."),
    ] = None
    rerror_policy: Annotated[
        Literal["stop", "report", "ignore"] | None,
        Xml("driver@rerror_policy"),
        Field(description="What follows a read that fails; as `errorPolicy` where it is left out."),
    ] = None
    queues: Annotated[
        int | None, Xml("driver@queues", INTEGER), Field(ge=1, description="How many queues (virtio).")
    ] = None
    queue_size: Annotated[
        int | None,
        Xml("driver@queue_size", INTEGER),
        Field(ge=2, le=1024, description="Entries of a queue (virtio)."),
    ] = None
    iothread: Annotated[
        int | None,
        Xml("driver@iothread", INTEGER),
        Field(ge=1, description="The I/O thread that serves it (virtio); see `iothreads`."),
    ] = None
    boot_order: Annotated[
        int | None,
        Xml("boot@order", INTEGER, clears=("/os/boot",)),
        Field(ge=1, description="Its turn at booting, from 1, among all devices."),
    ] = None
    serial: Annotated[
        Line | None, Xml("serial"), Field(description="Its serial number, by which the guest finds it.")
    ] = None
    wwn: Annotated[
        Line | None,
        Xml("wwn"),
        Field(pattern=r"^[0-9a-f]{16}$", description="Its world wide name, 16 digits (scsi, sata, ide)."),
    ] = None
    vendor: Annotated[
        Line | None, Xml("vendor"), Field(pattern=r"^[ -~]{1,8}$", description="Its vendor (scsi).")
    ] = None
    product: Annotated[
        Line | None, Xml("product"), Field(pattern=r"^[ -~]{1,16}$", description="Its product (scsi).")
    ] = None
    readonly: Annotated[
        bool | None,
        Xml("readonly", PRESENT, absent=False),
        Field(description="The guest cannot write to it."),
    ] = None
    shareable: Annotated[
        bool | None,
        Xml("shareable", PRESENT, absent=False),
        Field(description="Several machines may use it at once; their guests must know how."),
    ] = None
    removable: Annotated[
        bool | None,
        Xml("target@removable", ON_OFF),
        Field(description="The guest sees a removable medium (usb)."),
    ] = None
    rotation_rate: Annotated[
        int | None,
        Xml("target@rotation_rate", INTEGER),
        Field(
            ge=1, le=65534, description="Turns per minute; 1 says that it is solid state (scsi, sata, ide)."
        ),
    ] = None
    logical_block_size: Annotated[
        int | None,
        Xml("blockio@logical_block_size", INTEGER),
        Field(ge=512, description="Bytes of a logical block."),
    ] = None
    physical_block_size: Annotated[
        int | None,
        Xml("blockio@physical_block_size", INTEGER),
        Field(ge=512, description="Bytes of a physical block."),
    ] = None
    iotune: Annotated[IoTune | None, Xml("."), Field(description="Bounds of input and output.")] = None

    @model_validator(mode="before")
    @classmethod
    def _usual_bus(cls, written: object) -> object:
        """A CD-ROM drive is not virtio, and a floppy drive is fdc."""
        if isinstance(written, dict) and "bus" not in written and written.get("device") in _BUSES:
            return {**written, "bus": _BUSES[written["device"]]}
        return written

    @model_validator(mode="after")
    def _one_source(self) -> "Disk":
        """A disk is made of one thing; a drive may be empty, or its medium nobody's business."""
        drive = self.device in _BUSES
        if self.empty and not drive:
            raise ValueError("only a cdrom or a floppy can be empty")
        if not drive or chosen(self, self.ONE_OF):
            exactly_one(f"the source of {self.device} {self.name}", self)
        if self.startup_policy and (self.network or self.empty):
            raise ValueError("startupPolicy goes with a volume, a file or a block device")
        return self

    @model_validator(mode="after")
    def _of_its_bus(self) -> "Disk":
        """What a disk has is what its bus can carry."""
        for buses, fields in _CARRIED:
            only_where(self, self.bus in buses, fields, f"bus {' or '.join(buses)}, not {self.bus}")
        return self
