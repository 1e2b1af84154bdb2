"""Controllers that devices are attached to: `spec.controllers`. libvirt adds what devices need by itself."""

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER, KIB, ON_OFF
from schemas.fields import Spec, Xml
from schemas.scalars import Line, Quantity
from schemas.vm.device import Place, Virtio
from schemas.vm.spelling import CONTROLLER_NAME

Scsi = Literal[
    "auto",
    "virtio-scsi",
    "virtio-transitional",
    "virtio-non-transitional",
    "lsilogic",
    "lsisas1068",
    "lsisas1078",
    "buslogic",
    "vmpvscsi",
    "ibmvscsi",
    "ncr53c90",
    "dc390",
    "am53c974",
]
Usb = Literal[
    "qemu-xhci",
    "nec-xhci",
    "ehci",
    "ich9-ehci1",
    "ich9-uhci1",
    "ich9-uhci2",
    "ich9-uhci3",
    "piix3-uhci",
    "piix4-uhci",
    "vt82c686b-uhci",
    "pci-ohci",
    "qusb1",
    "qusb2",
    "none",
]
Pci = Literal[
    "pci-root",
    "pcie-root",
    "pci-bridge",
    "dmi-to-pci-bridge",
    "pcie-to-pci-bridge",
    "pcie-root-port",
    "pcie-switch-upstream-port",
    "pcie-switch-downstream-port",
    "pci-expander-bus",
    "pcie-expander-bus",
]
PciDevice = Literal[
    "spapr-pci-host-bridge",
    "pci-bridge",
    "i82801b11-bridge",
    "pcie-pci-bridge",
    "ioh3420",
    "pcie-root-port",
    "x3130-upstream",
    "xio3130-downstream",
    "pxb",
    "pxb-pcie",
]
Model = Scsi | Usb | Pci | Literal["virtio", "piix3", "piix4", "ich6"]
_OF_SCSI = ("queues", "cmd_per_lun", "max_sectors", "iothread", "ioeventfd")
_OF_PCI = ("hotplug", "device", "chassis", "chassis_nr", "port", "bus_nr", "target_index", "node")
_MODELS = (
    ("scsi", get_args(Scsi)),
    ("usb", get_args(Usb)),
    ("pci", get_args(Pci)),
    ("virtio-serial", ("virtio", "virtio-transitional", "virtio-non-transitional")),
    ("ide", ("piix3", "piix4", "ich6")),
)


class Controller(Spec):
    """One controller, to say more of it than libvirt's own choice."""

    name: Annotated[
        Line,
        Xml(".", CONTROLLER_NAME),
        Field(
            pattern=r"^((scsi|virtio-serial|sata|ide|fdc|pci|ccid|xenbus|isa)(0|[1-9][0-9]{0,2})"
            r"|usb(0|[1-9][0-9]{0,2})(\.[0-9])?)$",
            description="Its type and index, as libvirt names it: `scsi0`, `usb0`, `pci1`. A USB controller "
            "that is a companion of another has its first port too: `usb0.2`.",
        ),
    ]
    model: Annotated[
        Model | None,
        Xml("@model", resets=("address",)),  # another one may not fit where it is
        Field(description="What it is; each type has models of its own."),
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
    ioeventfd: Annotated[
        bool | None,
        Xml("driver@ioeventfd", ON_OFF),
        Field(description="Whether commands are taken up outside the guest's processors (virtio-scsi)."),
    ] = None
    device: Annotated[
        PciDevice | None,
        Xml("model@name"),
        Field(description="The device that QEMU makes of it; libvirt knows which (pci)."),
    ] = None
    chassis: Annotated[
        int | None,
        Xml("target@chassis", INTEGER),
        Field(ge=0, le=255, description="The chassis number of a port (pci)."),
    ] = None
    chassis_nr: Annotated[
        int | None,
        Xml("target@chassisNr", INTEGER),
        Field(ge=1, le=255, description="The chassis number of a bridge (pci)."),
    ] = None
    port: Annotated[
        int | None,
        Xml("target@port", INTEGER),
        Field(ge=0, le=255, description="The number of a port in its chassis (pci)."),
    ] = None
    bus_nr: Annotated[
        int | None,
        Xml("target@busNr", INTEGER),
        Field(ge=1, le=254, description="The number of the first bus behind an expander (pci)."),
    ] = None
    target_index: Annotated[
        int | None,
        Xml("target@index", INTEGER),
        Field(ge=0, le=30, description="Which of several host bridges it is (pci-root of pseries)."),
    ] = None
    node: Annotated[
        int | None,
        Xml("target/node", INTEGER),
        Field(ge=0, description="The guest's NUMA cell that it is near to (pci)."),
    ] = None
    hotplug: Annotated[
        bool | None,
        Xml("target@hotplug", ON_OFF),
        Field(description="Whether a root port takes devices live (pci)."),
    ] = None
    pcihole64: Annotated[
        Quantity | None,
        Xml("pcihole64", KIB),
        Field(description="The 64-bit window for devices of a PCI root (pci)."),
    ] = None
    virtio: Virtio = None
    place: Place = None

    @model_validator(mode="after")
    def _of_its_type(self) -> "Controller":
        """Each type has options of its own."""
        type_ = self.name.rstrip("0123456789.")
        models = dict(_MODELS).get(type_, ())
        only_where(
            self, self.model in models, ("model",), f"{' or '.join(models) or 'another type'} for {self.name}"
        )
        only_where(self, type_ == "scsi", _OF_SCSI, "a scsi controller")
        only_where(self, type_ in ("usb", "virtio-serial"), ("ports",), "a usb or virtio-serial controller")
        only_where(self, type_ == "virtio-serial", ("vectors",), "a virtio-serial controller")
        only_where(self, type_ == "pci", _OF_PCI, "a pci controller")
        rooted = self.model in ("pci-root", "pcie-root")
        only_where(self, rooted, ("pcihole64",), "model pci-root or pcie-root")
        if type_ == "pci" and self.model is None:
            raise ValueError(f"controller {self.name} needs a model")
        return self
