"""What a new disk needs from the machine around it. Called by `schemas.writer`, named by `disks`."""

from collections.abc import Mapping
from types import MappingProxyType

from lxml.etree import _Element

_PREFIXES: Mapping[str, str] = MappingProxyType({"virtio": "vd", "ide": "hd", "fdc": "fd"})
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def complete(disk: _Element, domain: _Element) -> None:
    """Give a new disk the next free target of its bus, and the machine a SCSI controller guests know."""
    target = disk.find("target")
    if target is None:
        return
    if target.get("bus") == "scsi" and domain.find("devices/controller[@type='scsi']") is None:
        attributes = {
            "type": "scsi",
            "index": "0",
            "model": "virtio-scsi",
        }  # libvirt's own choice is lsilogic
        disk.addprevious(disk.makeelement("controller", attributes))
    if target.get("dev") is None:
        taken = {other.get("dev") for other in domain.iterfind("devices/disk/target")}
        prefix = _PREFIXES.get(target.get("bus", ""), "sd")
        target.set("dev", next(name for name in _names(prefix) if name not in taken))


def _names(prefix: str) -> list[str]:
    """vda … vdz, vdaa … vdzz."""
    return [prefix + a for a in _LETTERS] + [prefix + a + b for a in _LETTERS for b in _LETTERS]
