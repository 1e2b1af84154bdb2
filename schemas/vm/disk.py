"""Disks, CD-ROM and floppy drives of a machine: `spec.disks`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER, ON_OFF, PRESENT, YES_NO
from schemas.fields import Xml
from schemas.scalars import Line
from schemas.vm.device import Loadparm, Place
from schemas.vm.diskdriver import DiskDriver
from schemas.vm.iotune import IoTune
from schemas.vm.medium import Medium
from schemas.vm.storage import Geometry

_BUSES: Mapping[str, str] = MappingProxyType({"cdrom": "sata", "floppy": "fdc"})
_CARRIED = (
    (("usb",), ("removable",)),
    (("scsi",), ("vendor", "product")),
    (("scsi", "sata", "ide"), ("wwn", "rotation_rate")),
    (("virtio",), ("model", "queues", "queue_size", "iothread", "ioeventfd", "event_idx")),
)


class Disk(DiskDriver, Medium):
    """One disk, CD-ROM or floppy drive."""

    bus: Annotated[
        Literal["virtio", "scsi", "sata", "ide", "usb", "fdc", "sd", "xen", "uml"],
        Xml("target@bus"),
        Field(description="What it is attached to; without it virtio, sata for a cdrom, fdc for a floppy."),
    ] = "virtio"
    target: Annotated[
        Line | None,
        Xml("target@dev"),
        Field(
            pattern=r"^(vd|sd|hd|fd|xvd|ubd)[a-zA-Z0-9_]+$",
            description="Its place among the others: `vda`; else the next free.",
        ),
    ] = None
    model: Annotated[
        Literal["virtio", "virtio-transitional", "virtio-non-transitional"] | None,
        Xml("@model"),
        Field(description="Which version of virtio it speaks."),
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
        Field(
            pattern=r"^(0x)?[0-9a-fA-F]{16}$", description="Its world wide name, 16 digits (scsi, sata, ide)."
        ),
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
    geometry: Annotated[
        Geometry | None, Xml("geometry"), Field(description="The shape that the guest's BIOS sees.")
    ] = None
    transient: Annotated[
        bool | None,
        Xml("transient", PRESENT, absent=False),
        Field(description="What the guest writes is gone when it ends."),
    ] = None
    share_backing: Annotated[
        bool | None,
        Xml("transient@shareBacking", YES_NO),
        Field(description="Several machines may use a transient disk's image at once."),
    ] = None
    snapshot: Annotated[
        Literal["no", "internal", "external", "manual"] | None,
        Xml("@snapshot"),
        Field(description="How snapshots of the machine take this disk, where they do not say."),
    ] = None
    rawio: Annotated[
        bool | None,
        Xml("@rawio", YES_NO),
        Field(description="Whether the machine's process may send raw SCSI commands (lun)."),
    ] = None
    sgio: Annotated[
        Literal["filtered", "unfiltered"] | None,
        Xml("@sgio"),
        Field(description="Whether the host filters the guest's SCSI commands (lun)."),
    ] = None
    loadparm: Loadparm = None
    iotune: Annotated[IoTune | None, Xml("."), Field(description="Bounds of input and output.")] = None
    place: Place = None

    @model_validator(mode="before")
    @classmethod
    def _usual_bus(cls, written: object) -> object:
        """A CD-ROM drive is not virtio, and a floppy drive is fdc."""
        if isinstance(written, dict) and "bus" not in written and written.get("device") in _BUSES:
            return {**written, "bus": _BUSES[written["device"]]}
        return written

    @model_validator(mode="after")
    def _of_its_bus(self) -> "Disk":
        """What a disk has is what its bus can carry."""
        for buses, fields in _CARRIED:
            only_where(self, self.bus in buses, fields, f"bus {' or '.join(buses)}, not {self.bus}")
        only_where(self, self.device == "lun", ("rawio", "sgio"), f"device lun, not {self.device}")
        only_where(self, self.transient is True, ("share_backing",), "transient")
        only_where(self, self.boot_order is not None, ("loadparm",), "bootOrder")
        return self
