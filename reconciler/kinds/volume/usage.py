"""Which machine has a volume; asked by `reconciler.kinds.volume` before it grows, fills or deletes one."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import libvirt
from lxml.etree import _Element

from reconciler.kinds.presence import found
from schemas import xml


@dataclass(frozen=True, slots=True)
class Use:
    """A running machine and its disk's target name; backing: the disk is an overlay of the volume."""

    domain: libvirt.virDomain
    target: str
    backing: bool


def of(connection: libvirt.virConnect, volume: libvirt.virStorageVol) -> Use | None:
    """The use that a running (or paused) machine makes of the volume; None where there is none."""
    return _first(connection, volume, libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE)


def named_by(connection: libvirt.virConnect, volume: libvirt.virStorageVol) -> Use | None:
    """The use that any machine makes of the volume, or would when it is started."""
    return _first(connection, volume, 0)


def _first(connection: libvirt.virConnect, volume: libvirt.virStorageVol, which: int) -> Use | None:
    names = _Names(volume.path(), volume.storagePoolLookupByVolume().name(), volume.name())
    for domain in connection.listAllDomains(which):
        for use in _uses(domain, names):
            return use
    return None


@dataclass(frozen=True, slots=True)
class _Names:
    """Everything that a disk may call the volume."""

    path: str
    pool: str
    name: str

    def meant_by(self, source: _Element) -> bool:
        """Whether a disk's <source> is the volume."""
        by_path = any(_same_file(self.path, source.get(name)) for name in ("file", "dev"))
        return by_path or (source.get("pool") == self.pool and source.get("volume") == self.name)


def _same_file(path: str, other: str | None) -> bool:
    """Whether both paths lead to one file, by a link too as far as that can be seen from here."""
    with suppress(OSError):
        return other is not None and (path == other or Path(path).samefile(other))
    return False


def _uses(domain: libvirt.virDomain, names: _Names) -> Iterator[Use]:
    document = found(lambda _uuid: domain.XMLDesc(0), domain.UUIDString())
    if document is None:
        return  # it ended meanwhile
    for disk in xml.parse(document).iterfind("devices/disk"):
        target = disk.find("target")
        for source in disk.iter("source"):
            if names.meant_by(source) and target is not None:
                yield Use(domain, target.get("dev", ""), backing=source.getparent() is not disk)
