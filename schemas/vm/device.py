"""What devices of several sorts have in common: their place, and options of virtio. Used by their specs."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from schemas.codecs import INTEGER, ON_OFF, YES_NO
from schemas.fields import Spec, Xml
from schemas.scalars import FilePath, Line
from schemas.vm.place import PATTERN, PLACE, canonical

PlaceText = Annotated[str, StringConstraints(pattern=PATTERN, to_lower=True), AfterValidator(canonical)]
# A field that every device has: `place: Place = None`.
Place = Annotated[
    PlaceText | None,
    Xml("address", PLACE),
    Field(
        description="Where the guest finds it: `pci 0000:00:05.0`, `drive 0:0:0:1` (controller, bus, target, "
        "unit), `usb 0:1`, `virtio-serial 0:0:1`, `ccw fe.0.0001`, …; libvirt chooses otherwise."
    ),
]
# What a device that can be booted from has: `loadparm: Loadparm = None`.
Loadparm = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9.]{1,8}$")] | None,
    Xml("boot@loadparm"),
    Field(description="Which entry its boot loader takes, on IBM Z; with `bootOrder`."),
]

# What a device on PCI has that guests name by it: `acpi_index: AcpiIndex = None`.
AcpiIndex = Annotated[
    Annotated[int, Field(ge=0, le=2**32 - 1)] | None,
    Xml("acpi@index", INTEGER),
    Field(description="The number that the guest's firmware has for it, and its name comes from: `eno1`."),
]

# What a device on PCI has that comes with code for the firmware: `rom_bar: RomBar = None`, and so on.
RomBar = Annotated[
    bool | None,
    Xml("rom@bar", ON_OFF, clears=("rom@enabled",)),
    Field(description="Whether its boot ROM is shown to the guest."),
]
RomFile = Annotated[
    FilePath | Literal[""] | None,
    Xml("rom@file", clears=("rom@enabled",)),
    Field(description="A file on the host that stands in for its boot ROM; `''` for none at all."),
]
RomEnabled = Annotated[
    bool | None,
    Xml("rom@enabled", YES_NO, absent=True, clears=("rom@bar", "rom@file")),
    Field(description="Whether it has a boot ROM; where false, nothing else can be said of it."),
]


class VirtioOptions(Spec):
    """Options of virtio's rings, for devices that are virtio."""

    iommu: Annotated[
        bool | None, Xml("@iommu", ON_OFF), Field(description="Its memory accesses go through the IOMMU.")
    ] = None
    ats: Annotated[
        bool | None, Xml("@ats", ON_OFF), Field(description="Address translation services, for PCIe.")
    ] = None
    packed: Annotated[
        bool | None, Xml("@packed", ON_OFF), Field(description="Packed rings instead of split ones.")
    ] = None
    page_per_vq: Annotated[
        bool | None, Xml("@page_per_vq", ON_OFF), Field(description="A page of its own for each queue.")
    ] = None


# A field of every device that can be virtio: `virtio: Virtio = None`.
Virtio = Annotated[
    VirtioOptions | None, Xml("driver"), Field(description="Options of virtio's rings, where it is virtio.")
]


class Teaming(Spec):
    """Two interfaces that the guest sees as one: a quick one that migrations take away, and another."""

    type: Annotated[
        Literal["persistent", "transient"],
        Xml("@type"),
        Field(description="The one that stays, or the other."),
    ]
    persistent: Annotated[
        Line | None,
        Xml("@persistent"),
        Field(
            pattern=r"^[a-zA-Z0-9_.:-]+$",
            description="libvirt's alias of the one that stays (transient): `ua-lan`.",
        ),
    ] = None

    @model_validator(mode="after")
    def _paired(self) -> "Teaming":
        if (self.type == "transient") != (self.persistent is not None):
            raise ValueError("teaming: type transient, and no other, names the persistent interface")
        return self
