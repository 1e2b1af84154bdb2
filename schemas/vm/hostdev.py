"""Devices of the host that a machine takes for itself: `spec.hostdevs`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from schemas.choice import exactly_one, only_where
from schemas.codecs import ALIAS, INTEGER, ON_OFF, PRESENT, YES_NO
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, InterfaceName, Line, PciAddress, Uuid
from schemas.vm.device import AcpiIndex, Loadparm, Place, RomBar, RomEnabled, RomFile, Teaming
from schemas.vm.hostaddress import PCI_ADDRESS, SCSI_UNIT, USB_ADDRESS, USB_PRODUCT
from schemas.vm.source import SourceAuth

UsbProduct = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{4}:[0-9a-fA-F]{4}$", to_lower=True)]
UsbAddress = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}-[1-9][0-9]{0,2}$")]


class IscsiUnit(Spec):
    """A unit of an iSCSI server, as a SCSI device of the machine's own."""

    name: Annotated[
        Line, Xml("@name"), Field(description="The target and the unit: `iqn.1992-01.com.example:storage/1`.")
    ]
    host: Annotated[Line, Xml("host@name"), Field(description="The server's name or address.")]
    port: Annotated[
        int | None, Xml("host@port", INTEGER), Field(ge=1, le=65535, description="Its port; else 3260.")
    ] = None
    initiator: Annotated[
        Line | None, Xml("initiator/iqn@name"), Field(description="The name we have to the target.")
    ] = None
    auth: Annotated[SourceAuth | None, Xml("auth"), Field(description="Who we are to the server.")] = None


class HostCapability(Spec):
    """What a container may use of its host."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("block", "char", "interface")

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    block: Annotated[
        FilePath | None,
        Xml("source/block", when=("@type", "storage")),
        Field(description="A block device."),
    ] = None
    char: Annotated[
        FilePath | None,
        Xml("source/char", when=("@type", "misc")),
        Field(description="A character device."),
    ] = None
    interface: Annotated[
        InterfaceName | None,
        Xml("source/interface", when=("@type", "net")),
        Field(description="A network interface."),
    ] = None

    @model_validator(mode="after")
    def _one_source(self) -> "HostCapability":
        exactly_one(f"what hostCapability {self.name} is", self)
        return self


class Hostdev(Spec):
    """One device of the host: PCI, USB, SCSI, or a mediated one."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("pci", "usb", "usb_address", "mdev", "scsi", "iscsi", "scsi_host")

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
    scsi: Annotated[
        str | None,
        Xml("source", SCSI_UNIT, when=("@type", "scsi")),
        Field(
            pattern=r"^[a-zA-Z0-9_]+ [0-9]{1,2}:[0-9]{1,10}:[0-9]{1,10}$",
            description="A SCSI unit by its adapter, bus, target and unit: `scsi_host0 0:0:0`.",
        ),
    ] = None
    iscsi: Annotated[
        IscsiUnit | None,
        Xml("source[@protocol='iscsi']", when=("@type", "scsi"), clears=("source[adapter]",)),
        Field(description="A unit of an iSCSI server."),
    ] = None
    scsi_host: Annotated[
        str | None,
        Xml("source[@protocol='vhost']@wwpn", when=("@type", "scsi_host")),
        Field(
            pattern=r"^naa\.[0-9a-fA-F]{16}$",
            description="A vhost SCSI target of the host: `naa.5123456789abcde0`.",
        ),
    ] = None
    model: Annotated[
        Literal[
            "vfio-pci",
            "vfio-ccw",
            "vfio-ap",
            "virtio",
            "virtio-transitional",
            "virtio-non-transitional",
        ]
        | None,
        Xml("@model"),
        Field(description="How an mdev is handed over, vfio-pci if left out; or a scsiHost's virtio."),
    ] = None
    driver: Annotated[
        Literal["vfio", "kvm", "xen"] | None,
        Xml("driver@name"),
        Field(description="By which driver of the host a PCI device is handed over."),
    ] = None
    write_filtering: Annotated[
        bool | None,
        Xml("source@writeFiltering", YES_NO),
        Field(description="Whether writes to a PCI device's configuration are filtered (xen)."),
    ] = None
    guest_reset: Annotated[
        Literal["off", "uninitialized", "on"] | None,
        Xml("source@guestReset"),
        Field(description="Whether the guest can reset a USB device."),
    ] = None
    rawio: Annotated[
        bool | None,
        Xml("@rawio", YES_NO),
        Field(description="Whether the machine's process may send raw commands to a SCSI unit."),
    ] = None
    sgio: Annotated[
        Literal["filtered", "unfiltered"] | None,
        Xml("@sgio"),
        Field(description="Whether the host filters the guest's commands to a SCSI unit."),
    ] = None
    readonly: Annotated[
        bool | None,
        Xml("readonly", PRESENT, absent=False),
        Field(description="The guest cannot write to a SCSI unit."),
    ] = None
    shareable: Annotated[
        bool | None,
        Xml("shareable", PRESENT, absent=False),
        Field(description="Several machines may use a SCSI unit at once."),
    ] = None
    teaming: Annotated[
        Teaming | None, Xml("teaming"), Field(description="Which interface a PCI network card is one with.")
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
    rom_bar: RomBar = None
    rom_file: RomFile = None
    rom_enabled: RomEnabled = None
    acpi_index: AcpiIndex = None
    loadparm: Loadparm = None
    boot_order: Annotated[
        int | None,
        Xml("boot@order", INTEGER, clears=("/os/boot",)),
        Field(ge=1, description="Its turn at booting, from 1, among all devices."),
    ] = None
    place: Place = None

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
        scsi = self.scsi is not None or self.iscsi is not None
        only_where(self, usb, ("startup_policy", "guest_reset"), "a USB device")
        only_where(self, self.mdev is not None, ("display", "ramfb"), "mdev")
        only_where(self, self.mdev or self.scsi_host, ("model",), "mdev or scsiHost")
        only_where(self, scsi, ("rawio", "sgio"), "a SCSI unit")
        only_where(self, self.pci is not None, ("driver", "teaming", "write_filtering"), "a PCI device")
        only_where(self, self.boot_order is not None, ("loadparm",), "bootOrder")
        if self.model is not None and self.model.startswith("vfio") == (self.mdev is None):
            raise ValueError(f"hostdev {self.name}: {self.model} is no model of it")
        return self
