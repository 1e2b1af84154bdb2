"""The devices of a machine: a part of its spec. Every list item has a name, by which it is matched."""

from typing import Annotated

from pydantic import Field, model_validator

from schemas.choice import no_two_alike
from schemas.fields import LIVE, Each, Many, Spec, Xml
from schemas.scalars import FilePath
from schemas.vm.audio import Audio
from schemas.vm.character import Channel, Console, Parallel, Serial
from schemas.vm.completion import complete
from schemas.vm.controller import Controller
from schemas.vm.device import PlaceText
from schemas.vm.disk import Disk
from schemas.vm.display import Input, Sound, Video
from schemas.vm.filesystem import Filesystem
from schemas.vm.graphics import Graphics
from schemas.vm.hostdev import HostCapability, Hostdev
from schemas.vm.interface import Interface
from schemas.vm.module import Dimm, Epc, Module, Nvdimm, Pmem, VirtioMem
from schemas.vm.peripheral import Iommu, Memballoon, Panic, Vsock, Watchdog
from schemas.vm.place import PLACE
from schemas.vm.shmem import Lease, Shmem
from schemas.vm.spelling import USB_FILTER
from schemas.vm.trust import Rng, Tpm
from schemas.vm.usb import FILTER_RULE, Hub, Redirdev, Smartcard


class Devices(Spec):
    """The fields of a machine that libvirt keeps under `devices`."""

    emulator: Annotated[
        FilePath | None, Xml("devices/emulator"), Field(description="The QEMU program on the host.")
    ] = None
    disks: Annotated[
        tuple[Disk, ...],
        Each("devices/disk", key="name", also=("target",), impact=LIVE, watched=True, complete=complete),
        Field(description="Disks, CD-ROM and floppy drives."),
    ] = ()
    interfaces: Annotated[
        tuple[Interface, ...],
        Each("devices/interface", key="name", also=("mac",), impact=LIVE, watched=True),
        Field(description="Network interfaces."),
    ] = ()
    filesystems: Annotated[
        tuple[Filesystem, ...],
        Each("devices/filesystem", key="name", also=("target",), watched=True),
        Field(description="Folders of the host that the guest mounts."),
    ] = ()
    hostdevs: Annotated[
        tuple[Hostdev, ...],
        Each(
            "devices/hostdev[@mode='subsystem']",
            key="name",
            also=("pci", "usb", "usbAddress", "mdev", "scsi", "scsiHost"),
            impact=LIVE,
            watched=True,
        ),
        Field(description="Devices of the host that the machine takes for itself."),
    ] = ()
    host_capabilities: Annotated[
        tuple[HostCapability, ...],
        Each("devices/hostdev[@mode='capabilities']", key="name", watched=True),
        Field(description="What a container may use of its host (LXC)."),
    ] = ()
    redirdevs: Annotated[
        tuple[Redirdev, ...],
        Each("devices/redirdev", key="name", watched=True),
        Field(description="Ports into which somebody else's USB devices can be plugged."),
    ] = ()
    redirfilter: Annotated[
        tuple[Annotated[str, Field(pattern=FILTER_RULE)], ...] | None,
        Many("devices/redirfilter/usbdev", USB_FILTER),
        Field(
            min_length=1,
            description="Which devices may be: the first rule that fits counts. `allow class=0x08`, `deny`.",
        ),
    ] = None
    smartcards: Annotated[
        tuple[Smartcard, ...],
        Each("devices/smartcard", key="mode", watched=True),
        Field(description="Smart cards in readers of the guest's."),
    ] = ()
    hubs: Annotated[tuple[Hub, ...], Each("devices/hub", key="name"), Field(description="USB hubs.")] = ()
    shmems: Annotated[
        tuple[Shmem, ...],
        Each("devices/shmem", key="name", also=("region",), watched=True),
        Field(description="Memory that several machines of a host share."),
    ] = ()
    leases: Annotated[
        tuple[Lease, ...],
        Each("devices/lease", key="key", watched=True),
        Field(description="Locks that the machine holds while it runs."),
    ] = ()
    graphics: Annotated[
        tuple[Graphics, ...],
        Each("devices/graphics", key="type", watched=True),
        Field(description="Ways to the screen."),
    ] = ()
    videos: Annotated[
        tuple[Video, ...], Each("devices/video", key="name"), Field(description="Graphics cards.")
    ] = ()
    serials: Annotated[
        tuple[Serial, ...],
        Each("devices/serial", key="name", also=("port",), watched=True),
        Field(description="Serial ports."),
    ] = ()
    parallels: Annotated[
        tuple[Parallel, ...],
        Each("devices/parallel", key="name", also=("port",), watched=True),
        Field(description="Parallel ports."),
    ] = ()
    consoles: Annotated[
        tuple[Console, ...], Each("devices/console", key="name"), Field(description="Paravirtual consoles.")
    ] = ()
    channels: Annotated[
        tuple[Channel, ...],
        Each("devices/channel", key="name", also=("target",), impact=LIVE, watched=True),
        Field(description="Ports for programs in the guest, the guest agent's first of all."),
    ] = ()
    inputs: Annotated[
        tuple[Input, ...],
        Each("devices/input", key="name", impact=LIVE),
        Field(description="Mice, tablets and keyboards beside those that libvirt adds."),
    ] = ()
    sounds: Annotated[
        tuple[Sound, ...], Each("devices/sound", key="name", watched=True), Field(description="Sound cards.")
    ] = ()
    audios: Annotated[
        tuple[Audio, ...],
        Each("devices/audio", key="id"),
        Field(description="What of the host plays and records the sound."),
    ] = ()
    rngs: Annotated[
        tuple[Rng, ...],
        Each("devices/rng", key="name", impact=LIVE, watched=True),
        Field(description="Sources of random numbers."),
    ] = ()
    tpms: Annotated[
        tuple[Tpm, ...], Each("devices/tpm", key="name", watched=True), Field(description="The TPM.")
    ] = ()
    watchdogs: Annotated[
        tuple[Watchdog, ...],
        Each("devices/watchdog", key="name", watched=True),
        Field(description="The watchdog."),
    ] = ()
    panics: Annotated[
        tuple[Panic, ...],
        Each("devices/panic", key="name"),
        Field(description="Devices that tell of a crash."),
    ] = ()
    vsocks: Annotated[
        tuple[Vsock, ...],
        Each("devices/vsock", key="name", watched=True),
        Field(max_length=1, description="Sockets between host and guest; one at most."),
    ] = ()
    iommus: Annotated[
        tuple[Iommu, ...],
        Each("devices/iommu", key="name", watched=True),
        Field(max_length=1, description="The IOMMU; one at most."),
    ] = ()
    dimms: Annotated[
        tuple[Dimm, ...],
        Each("devices/memory[@model='dimm']", key="name", impact=LIVE, watched=True),
        Field(description="Memory modules, plugged in below the ceiling of `maxMemory`."),
    ] = ()
    nvdimms: Annotated[
        tuple[Nvdimm, ...],
        Each("devices/memory[@model='nvdimm']", key="name", also=("path",), watched=True),
        Field(description="Memory modules whose content is kept in a file."),
    ] = ()
    pmems: Annotated[
        tuple[Pmem, ...],
        Each("devices/memory[@model='virtio-pmem']", key="name", also=("path",), watched=True),
        Field(description="Files that the guest maps as persistent memory."),
    ] = ()
    virtio_mems: Annotated[
        tuple[VirtioMem, ...],
        Each("devices/memory[@model='virtio-mem']", key="name", watched=True),
        Field(description="Memory of which the guest can be given more and less."),
    ] = ()
    epcs: Annotated[
        tuple[Epc, ...],
        Each("devices/memory[@model='sgx-epc']", key="name", watched=True),
        Field(description="Memory for SGX enclaves."),
    ] = ()
    nvram_place: Annotated[
        PlaceText | None,
        Xml("devices/nvram/address", PLACE),
        Field(description="Where a POWER guest finds its NVRAM: `spapr-vio 0x3000`."),
    ] = None
    memballoon: Annotated[
        Memballoon | None,
        Xml("devices/memballoon"),
        Field(description="The device by which the host takes memory back."),
    ] = None
    controllers: Annotated[
        tuple[Controller, ...],
        Each("devices/controller", key="name"),
        Field(description="Controllers, where libvirt's own choice is not enough."),
    ] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> "Devices":
        """A name becomes libvirt's alias, and an alias is one device's of the whole machine."""
        no_two_alike("devices named", self._aliases())
        no_two_alike("graphics", (display.type for display in self.graphics))
        no_two_alike("controllers", (controller.name for controller in self.controllers))
        no_two_alike("disk targets", (disk.target for disk in self.disks if disk.target is not None))
        no_two_alike("MAC addresses", (card.mac for card in self.interfaces if card.mac is not None))
        return self

    @property
    def plugged(self) -> tuple[Module, ...]:
        """All memory that is plugged in."""
        return (*self.dimms, *self.nvdimms, *self.pmems, *self.virtio_mems, *self.epcs)

    def _aliases(self) -> list[str]:
        named = (
            *(self.disks, self.interfaces, self.filesystems, self.hostdevs, self.videos, self.serials),
            *(self.consoles, self.channels, self.inputs, self.sounds, self.rngs, self.tpms, self.watchdogs),
            *(self.panics, self.vsocks, self.iommus, self.plugged, self.parallels, self.host_capabilities),
            *(self.redirdevs, self.hubs, self.shmems),
        )
        return [device.name for devices in named for device in devices]
