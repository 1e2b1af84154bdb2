"""Small devices: `spec.watchdogs`, `panics`, `vsocks`, `iommus` and `memballoon`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import ALIAS, INTEGER, ON_OFF, YES_NO
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.vm.device import Place, Virtio

VirtioModel = Literal["virtio", "virtio-transitional", "virtio-non-transitional"]


class Watchdog(Spec):
    """A timer that acts when the guest no longer resets it."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "watchdog"
    model: Annotated[
        Literal["i6300esb", "ib700", "diag288"],
        Xml("@model"),
        Field(description="The device that the guest sees."),
    ] = "i6300esb"
    action: Annotated[
        Literal["reset", "shutdown", "poweroff", "pause", "none", "dump", "inject-nmi"],
        Xml("@action", absent="reset"),
        Field(description="What happens then."),
    ] = "reset"
    place: Place = None


class Panic(Spec):
    """A device by which the guest says that it has crashed."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "panic"
    model: Annotated[
        Literal["isa", "hyperv", "pseries", "s390"],
        Xml("@model"),
        Field(description="The device that the guest sees."),
    ] = "isa"
    place: Place = None


class Vsock(Spec):
    """Sockets between host and guest without a network."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "vsock"
    model: Annotated[VirtioModel, Xml("@model"), Field(description="The device that the guest sees.")] = (
        "virtio"
    )
    auto: Annotated[
        bool | None,
        Xml("cid@auto", YES_NO),
        Field(description="Whether libvirt chooses the guest's number at each start."),
    ] = None
    cid: Annotated[
        int | None,
        Xml("cid@address", INTEGER),
        Field(ge=3, le=4294967294, description="A fixed number of the guest."),
    ] = None
    virtio: Virtio = None
    place: Place = None

    @model_validator(mode="before")
    @classmethod
    def _usual(cls, written: object) -> object:
        """Somebody has to choose the number: libvirt, if the manifest does not."""
        return written if not isinstance(written, dict) or "cid" in written else {"auto": True, **written}

    @model_validator(mode="after")
    def _numbered(self) -> "Vsock":
        """The number is chosen or given."""
        if (self.cid is None) != bool(self.auto):
            raise ValueError(f"vsock {self.name}: either auto chooses the cid, or there is one")
        return self


class Iommu(Spec):
    """An IOMMU that the guest sees."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "iommu"
    model: Annotated[
        Literal["intel", "smmuv3", "virtio"],
        Xml("@model"),
        Field(description="The device that the guest sees."),
    ]
    intremap: Annotated[
        bool | None, Xml("driver@intremap", ON_OFF), Field(description="Remap interrupts (intel).")
    ] = None
    caching_mode: Annotated[
        bool | None,
        Xml("driver@caching_mode", ON_OFF),
        Field(description="Cache what is not there too; host devices in the guest need it (intel)."),
    ] = None
    eim: Annotated[
        bool | None, Xml("driver@eim", ON_OFF), Field(description="More than 255 processors (intel).")
    ] = None
    iotlb: Annotated[
        bool | None,
        Xml("driver@iotlb", ON_OFF),
        Field(description="Cache translations for the host (intel)."),
    ] = None
    aw_bits: Annotated[
        int | None,
        Xml("driver@aw_bits", INTEGER),
        Field(ge=39, le=64, description="Bits of an address (intel)."),
    ] = None
    place: Place = None

    @model_validator(mode="after")
    def _of_intel(self) -> "Iommu":
        """Only one model has options."""
        options = ("intremap", "caching_mode", "eim", "iotlb", "aw_bits")
        only_where(self, self.model == "intel", options, f"iommu intel, not {self.model}")
        return self


class Memballoon(Spec):
    """The device by which the host takes memory back. libvirt adds one unless `model` is `none`."""

    model: Annotated[
        Literal["virtio", "virtio-transitional", "virtio-non-transitional", "xen", "none"],
        Xml("@model"),
        Field(description="The device that the guest sees, or none."),
    ] = "virtio"
    autodeflate: Annotated[
        bool | None,
        Xml("@autodeflate", ON_OFF),
        Field(description="Give memory back to the guest before it kills a process."),
    ] = None
    free_page_reporting: Annotated[
        bool | None,
        Xml("@freePageReporting", ON_OFF),
        Field(description="Give pages that the guest has freed back to the host."),
    ] = None
    stats_period: Annotated[
        int | None,
        Xml("stats@period", INTEGER),
        Field(ge=1, description="Seconds between two reports of the guest's memory."),
    ] = None
    virtio: Virtio = None
    place: Place = None
