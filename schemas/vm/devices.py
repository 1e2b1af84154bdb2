"""The devices of a machine: a part of its spec. Every list item has a name, by which it is matched."""

from typing import Annotated

from pydantic import Field, model_validator

from schemas.choice import no_two_alike
from schemas.fields import LIVE, Each, Spec, Xml
from schemas.scalars import FilePath
from schemas.vm.character import Channel, Console, Serial
from schemas.vm.completion import complete
from schemas.vm.controller import Controller
from schemas.vm.disk import Disk
from schemas.vm.display import Graphics, Input, Sound, Video
from schemas.vm.filesystem import Filesystem
from schemas.vm.hostdev import Hostdev
from schemas.vm.interface import Interface
from schemas.vm.memory import Dimm
from schemas.vm.peripheral import Iommu, Memballoon, Panic, Rng, Tpm, Vsock, Watchdog


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
            also=("pci", "usb", "usbAddress", "mdev"),
            impact=LIVE,
            watched=True,
        ),
        Field(description="Devices of the host that the machine takes for itself."),
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

    def _aliases(self) -> list[str]:
        named = (
            *(self.disks, self.interfaces, self.filesystems, self.hostdevs, self.videos, self.serials),
            *(self.consoles, self.channels, self.inputs, self.sounds, self.rngs, self.tpms, self.watchdogs),
            *(self.panics, self.vsocks, self.iommus, self.dimms),
        )
        return [device.name for devices in named for device in devices]
