"""Controllers that devices are attached to: `spec.controllers`. libvirt adds what devices need by itself."""

from typing import Annotated

from pydantic import Field

from schemas.codecs import INTEGER, KIB, ON_OFF
from schemas.fields import Spec, Xml
from schemas.scalars import Line, Quantity
from schemas.vm.spelling import CONTROLLER_NAME


class Controller(Spec):
    """One controller, to say more of it than libvirt's own choice."""

    name: Annotated[
        Line,
        Xml(".", CONTROLLER_NAME),
        Field(
            pattern=r"^(scsi|usb|virtio-serial|sata|ide|fdc|pci|ccid)[0-9]{1,3}$",
            description="Its type and index, as libvirt names it: `scsi0`, `usb0`, `pci1`.",
        ),
    ]
    model: Annotated[
        Line | None,
        Xml("@model"),
        Field(
            pattern=r"^[a-z0-9-]+$", description="What it is: `virtio-scsi`, `qemu-xhci`, `pcie-root-port`."
        ),
    ] = None
    queues: Annotated[
        int | None, Xml("driver@queues", INTEGER), Field(ge=1, description="How many queues (virtio-scsi).")
    ] = None
    cmd_per_lun: Annotated[
        int | None,
        Xml("driver@cmd_per_lun", INTEGER),
        Field(ge=1, description="Commands in flight (virtio-scsi)."),
    ] = None
    max_sectors: Annotated[
        int | None,
        Xml("driver@max_sectors", INTEGER),
        Field(ge=1, description="Sectors of 512 bytes that one command moves at most (virtio-scsi)."),
    ] = None
    iothread: Annotated[
        int | None,
        Xml("driver@iothread", INTEGER),
        Field(ge=1, description="The I/O thread that serves it (virtio-scsi); see `iothreads`."),
    ] = None
    ports: Annotated[
        int | None, Xml("@ports", INTEGER), Field(ge=1, description="How many ports (usb, virtio-serial).")
    ] = None
    vectors: Annotated[
        int | None, Xml("@vectors", INTEGER), Field(ge=0, description="How many interrupts (virtio-serial).")
    ] = None
    hotplug: Annotated[
        bool | None,
        Xml("target@hotplug", ON_OFF),
        Field(description="Whether a root port takes devices live (pci)."),
    ] = None
    pcihole64: Annotated[
        Quantity | None,
        Xml("pcihole64", KIB),
        Field(description="The 64-bit window for devices of a PCI root (pci0)."),
    ] = None
