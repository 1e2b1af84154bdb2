"""What a disk is made of. A part of `spec.disks`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.choice import chosen, exactly_one, only_where
from schemas.codecs import ALIAS, INTEGER, YES_NO
from schemas.fields import Each, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import AbsolutePath, FilePath, PciAddress
from schemas.vm.backing import BACKING_CHAIN, LINK
from schemas.vm.hostaddress import PCI_ADDRESS
from schemas.vm.source import MEDIUM, NetworkSource, VolumeSource
from schemas.vm.spelling import VACANT
from schemas.vm.storage import Encryption, Reconnect, Reservations, Slice, SourceLabel

DRIVES = ("cdrom", "floppy")


class NvmeSource(Spec):
    """A namespace of an NVMe device of the host, driven by QEMU itself."""

    address: Annotated[
        PciAddress, Xml("address", PCI_ADDRESS), Field(description="The device: `0000:01:00.0`.")
    ]
    namespace: Annotated[
        int, Xml("@namespace", INTEGER), Field(ge=1, le=2**32 - 1, description="The namespace, from 1.")
    ]
    managed: Annotated[
        bool | None,
        Xml("@managed", YES_NO),
        Field(description="Let libvirt take it from the host's driver and give it back."),
    ] = None


class VhostUserSource(Spec):
    """A disk that another process of the host serves by vhost-user. The machine's memory must be shared."""

    path: Annotated[FilePath, Xml("@path"), Field(description="The process's socket.")]
    reconnect: Annotated[
        Reconnect | None, Xml("reconnect"), Field(description="Whether a broken connection is made again.")
    ] = None


class Medium(Spec):
    """The fields of a disk that say what it is made of."""

    ONE_OF: ClassVar[tuple[str, ...]] = (
        "volume", "file", "block", "network", "dir", "nvme", "vhost_user", "empty",
    )  # fmt: skip

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    device: Annotated[
        Literal["disk", "cdrom", "floppy", "lun"],
        Xml("@device", absent="disk", resets=("readonly",)),
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
    dir: Annotated[
        AbsolutePath | None,
        Xml("source@dir", when=("@type", "dir")),
        Field(description="A folder of the host, shown as a disk with a FAT file system."),
    ] = None
    nvme: Annotated[
        NvmeSource | None,
        Xml("source[@type='pci']", when=("@type", "nvme")),
        Field(description="A namespace of an NVMe device of the host."),
    ] = None
    vhost_user: Annotated[
        VhostUserSource | None,
        Xml("source[@type='unix']", when=("@type", "vhostuser")),
        Field(description="What another process of the host serves."),
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
    encryption: Annotated[
        Encryption | None,
        Xml("source/encryption", clears=("encryption",)),  # where older documents have it
        Field(description="How the bytes are encrypted."),
    ] = None
    slice: Annotated[
        Slice | None,
        Xml("source/slices/slice[@type='storage']"),
        Field(description="The part of the source that is the disk."),
    ] = None
    reservations: Annotated[
        Reservations | None,
        Xml("source/reservations"),
        Field(description="SCSI reservations that reach other hosts (block, with device lun)."),
    ] = None
    seclabels: Annotated[
        tuple[SourceLabel, ...],
        Each("source/seclabel", key="model", running=False),
        Field(description="How its file or device is labelled on the host."),
    ] = ()
    backing: Annotated[
        tuple[Annotated[str, Field(pattern=LINK)], ...] | None,
        Xml(".", BACKING_CHAIN, running=False),
        Field(
            min_length=1,
            description="What the image is an overlay of, the nearest first: `qcow2 file /base.qcow2`, "
            "`raw block /dev/base`, and `end` where nothing follows; libvirt asks the image otherwise.",
        ),
    ] = None

    @model_validator(mode="after")
    def _one_source(self) -> "Medium":
        """A disk is made of one thing; a drive may be empty, or its medium nobody's business."""
        drive = self.device in DRIVES
        if self.empty and not drive:
            raise ValueError("only a cdrom or a floppy can be empty")
        if not drive or chosen(self, self.ONE_OF):
            exactly_one(f"the source of {self.device} {self.name}", self)
        if self.startup_policy and (self.network or self.vhost_user or self.empty):
            raise ValueError("startupPolicy goes with a volume, a file or a block device")
        return self

    @model_validator(mode="after")
    def _of_its_source(self) -> "Medium":
        """What cannot be said of every source."""
        found = chosen(self, self.ONE_OF)
        whole = not found or self.vhost_user is not None or self.empty is not None
        only_where(self, self.block is not None, ("reservations",), "a block device")
        only_where(self, not whole, ("slice",), "a source that libvirt reads itself")
        return self
