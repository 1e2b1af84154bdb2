"""Disks and CD-ROMs of a machine: `spec.disks`."""

from typing import Annotated, Literal

from lxml.etree import _Element

from schemas.codecs import ALIAS, INTEGER, PRESENT, TEXT
from schemas.fields import Impact, Refers, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import AbsolutePath, Line

_PREFIXES = {"virtio": "vd", "ide": "hd", "fdc": "fd"}


class VolumeSource(Spec):
    """A volume of a storage pool."""

    pool: Annotated[Line, Xml("@pool", impact=Impact.LIVE), Refers("StoragePool")]
    name: Annotated[Line, Xml("@volume", impact=Impact.LIVE), Refers("Volume", scope="pool")]


class Disk(Spec):
    """One disk, CD-ROM or floppy drive."""

    name: Annotated[DeviceName, Xml("alias@name", ALIAS)]
    device: Annotated[Literal["disk", "cdrom", "floppy", "lun"], Xml("@device", absent="disk")] = "disk"
    volume: Annotated[VolumeSource | None, Xml("source", when=("@type", "volume"), impact=Impact.LIVE)] = None
    file: Annotated[AbsolutePath | None, Xml("source@file", when=("@type", "file"), impact=Impact.LIVE)] = (
        None
    )
    block: Annotated[AbsolutePath | None, Xml("source@dev", when=("@type", "block"), impact=Impact.LIVE)] = (
        None
    )
    format: Annotated[Line | None, Xml("driver@type", TEXT)] = None
    bus: Annotated[Literal["virtio", "scsi", "sata", "ide", "usb", "fdc"], Xml("target@bus")] = "virtio"
    target: Annotated[Line | None, Xml("target@dev")] = None
    boot_order: Annotated[int | None, Xml("boot@order", INTEGER)] = None
    serial: Annotated[Line | None, Xml("serial")] = None
    readonly: Annotated[bool | None, Xml("readonly", PRESENT, absent=False)] = None
    shareable: Annotated[bool | None, Xml("shareable", PRESENT, absent=False)] = None


def complete(disk: _Element, devices: _Element) -> None:
    """Give a new disk the next free target name of its bus, and the driver that makes `type` meaningful."""
    target = disk.find("target")
    if target is None or target.get("dev") is not None:
        return
    taken = {other.get("dev") for other in devices.iterfind("devices/disk/target")}
    prefix = _PREFIXES.get(target.get("bus", ""), "sd")
    target.set("dev", next(name for name in _names(prefix) if name not in taken))


def _names(prefix: str) -> list[str]:
    """vda … vdz, vdaa … vdzz."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [prefix + a for a in letters] + [prefix + a + b for a in letters for b in letters]
