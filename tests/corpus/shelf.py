"""Where one object stands while laws are tried on it: put a document there, see what libvirt makes of it.

Called by the harness and by every law. One object at a time: what is put replaces what has its name.
"""

from contextlib import suppress
from dataclasses import dataclass

import libvirt
from lxml.etree import _Element

from reconciler.kinds.vm.deadly import defect
from schemas import xml
from tests.lab import Host

POOL = "corpus"
_WITH_NVRAM = libvirt.VIR_DOMAIN_UNDEFINE_NVRAM


class RefusedError(Exception):
    """libvirt does not take the document, for the reason that it gave."""


class CrashError(Exception):
    """libvirtd did not survive the document."""


@dataclass(frozen=True)
class Shelf:
    """A place for objects of one kind (`tag`) on a host."""

    host: Host
    connection: libvirt.virConnect
    tag: str

    def put(self, document: _Element) -> str:
        """Define the document, over what is there with its name; libvirt's own text of it.

        RefusedError where libvirt does not take it, and where it is known to be no more after that.
        """
        if name := defect(document):
            raise RefusedError(f"it would kill libvirtd: {name}")
        try:
            return self._put(document)
        except libvirt.libvirtError as error:
            if not self.connection.isAlive():
                raise CrashError(xml.text_of(document)) from error
            raise RefusedError(str(error)) from error

    def _put(self, document: _Element) -> str:
        text = xml.text_of(document)
        match self.tag:
            case "domain":
                return read(self.connection.defineXMLFlags(text, 0))
            case "network":
                return read(self.connection.networkDefineXML(text))
            case "pool":
                return read(self.connection.storagePoolDefineXML(text))
            case "volume":
                self.clear(document.findtext("name") or "")
                return read(self.connection.storagePoolLookupByName(POOL).createXML(text))
            case "filter":
                return read(self.connection.nwfilterDefineXML(text))
            case _:
                return read(self.connection.secretDefineXML(text))

    def text(self, name: str) -> str:
        """libvirt's text of what stands there."""
        return read(self._find(name))

    def clear(self, name: str) -> None:
        """Take what has this name away, where anything has. A secret's name is its UUID."""
        with suppress(libvirt.libvirtError):
            remove(self._find(name))

    def _find(self, name: str) -> "Found":
        match self.tag:
            case "domain":
                return self.connection.lookupByName(name)
            case "network":
                return self.connection.networkLookupByName(name)
            case "pool":
                return self.connection.storagePoolLookupByName(name)
            case "volume":
                return self.connection.storagePoolLookupByName(POOL).storageVolLookupByName(name)
            case "filter":
                return self.connection.nwfilterLookupByName(name)
            case _:
                return self.connection.secretLookupByUUIDString(name)


Found = (
    libvirt.virDomain
    | libvirt.virNetwork
    | libvirt.virStoragePool
    | libvirt.virStorageVol
    | libvirt.virNWFilter
    | libvirt.virSecret
)


def read(found: Found) -> str:
    """An object's definition, with its secrets where it has any."""
    match found:
        case libvirt.virDomain():
            return found.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
        case libvirt.virNetwork():
            return found.XMLDesc(libvirt.VIR_NETWORK_XML_INACTIVE)
        case libvirt.virStoragePool():
            return found.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE)
        case _:
            return found.XMLDesc(0)


def remove(found: Found) -> None:
    """Undefine an object; a volume is deleted."""
    match found:
        case libvirt.virDomain():
            found.undefineFlags(_WITH_NVRAM)
        case libvirt.virStorageVol():
            found.delete(0)
        case _:
            found.undefine()


def prepare(host: Host, connection: libvirt.virConnect) -> None:
    """Give the host the pool in which volumes are made."""
    target = f"<target><path>{host.images}</path></target>"
    connection.storagePoolDefineXML(f"<pool type='dir'><name>{POOL}</name>{target}</pool>").create()
