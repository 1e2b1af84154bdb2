"""Devices of the host that a machine takes for itself: `spec.hostdevs`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from schemas.choice import exactly_one
from schemas.codecs import ALIAS, INTEGER, ON_OFF, YES_NO
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, Uuid
from schemas.vm.spelling import PCI_ADDRESS, USB_ADDRESS, USB_PRODUCT

PciAddress = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\.[0-7]$", to_lower=True),
]
UsbProduct = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{4}:[0-9a-fA-F]{4}$", to_lower=True)]
UsbAddress = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}-[1-9][0-9]{0,2}$")]


class Hostdev(Spec):
    """One device of the host: PCI, USB, or a mediated one."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("pci", "usb", "usb_address", "mdev")

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    pci: Annotated[
        PciAddress | None,
        Xml("source/address", PCI_ADDRESS, when=("@type", "pci")),
        Field(description="A PCI device by its address, as lspci -D has it: `0000:65:00.1`."),
    ] = None
    usb: Annotated[
        UsbProduct | None,
        Xml("source", USB_PRODUCT, when=("@type", "usb")),
        Field(description="A USB device by vendor and product, as lsusb has them: `1d6b:0002`."),
    ] = None
    usb_address: Annotated[
        UsbAddress | None,
        Xml("source", USB_ADDRESS, when=("@type", "usb")),
        Field(description="A USB device by bus and device number: `1-4`."),
    ] = None
    mdev: Annotated[
        Uuid | None,
        Xml("source/address@uuid", when=("@type", "mdev")),
        Field(description="A mediated device by its UUID, such as a part of a graphics card."),
    ] = None
    model: Annotated[
        Literal["vfio-pci", "vfio-ccw", "vfio-ap"] | None,
        Xml("@model"),
        Field(description="How a mediated device is handed over; vfio-pci where it is left out."),
    ] = None
    display: Annotated[
        bool | None,
        Xml("@display", ON_OFF),
        Field(description="Whether a mediated device is shown as a screen."),
    ] = None
    ramfb: Annotated[
        bool | None,
        Xml("@ramfb", ON_OFF),
        Field(description="Whether a mediated device shows the boot too; with `display`."),
    ] = None
    managed: Annotated[
        bool | None,
        Xml("@managed", YES_NO, absent=False),
        Field(
            description="Let libvirt take a PCI device from the host's driver and give it back; else true."
        ),
    ] = None
    startup_policy: Annotated[
        Literal["mandatory", "requisite", "optional"] | None,
        Xml("source@startupPolicy"),
        Field(description="Whether the machine starts when a USB device is missing."),
    ] = None
    rom_bar: Annotated[
        bool | None,
        Xml("rom@bar", ON_OFF),
        Field(description="Whether a PCI device's ROM is shown to the guest."),
    ] = None
    rom_file: Annotated[
        FilePath | None,
        Xml("rom@file"),
        Field(description="A file on the host that stands in for the ROM."),
    ] = None
    boot_order: Annotated[
        int | None,
        Xml("boot@order", INTEGER, clears=("/os/boot",)),
        Field(ge=1, description="Its turn at booting, from 1, among all devices."),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _usual(cls, written: object) -> object:
        """What libvirt needs to be told and everybody would say."""
        if isinstance(written, dict) and "pci" in written:
            return {"managed": True, **written}
        if isinstance(written, dict) and "mdev" in written:
            return {"model": "vfio-pci", **written}
        return written

    @model_validator(mode="after")
    def _one_source(self) -> "Hostdev":
        exactly_one(f"the device of hostdev {self.name}", self)
        usb = self.usb is not None or self.usb_address is not None
        if self.startup_policy is not None and not usb:
            raise ValueError(f"hostdev {self.name}: startupPolicy goes with a USB device")
        if (self.model or self.display is not None or self.ramfb is not None) and self.mdev is None:
            raise ValueError(f"hostdev {self.name}: model, display and ramfb go with mdev")
        return self
