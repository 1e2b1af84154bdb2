"""The law that snapshots and checkpoints stay what they are while their machine is adopted and changed.

libvirt keeps what it remembers of a machine beside the definition, with a definition of its own in it. Here
each such document is put beside a machine, as `snapshot-create --redefine` does after a migration. Called by
the harness.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import libvirt
from lxml import etree
from lxml.etree import _Element

from schemas import xml
from schemas.facts import Ref
from tests.corpus.documents import Document
from tests.corpus.keeper import Keeper, changes, failures, faults, told
from tests.corpus.settling import difference
from tests.corpus.shelf import RefusedError, Shelf
from tests.corpus.subject import HOST, Subject, placed
from tests.corpus.verdict import Verdict

_SNAPSHOT = libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE
_CHECKPOINT = libvirt.VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE
_NOTED = "changed beside what libvirt remembers"
Memory = libvirt.virDomainSnapshot | libvirt.virDomainCheckpoint


@dataclass(frozen=True)
class Memories:
    """The law, for one document of a snapshot or checkpoint."""

    keeper: Keeper

    def __call__(self, document: Document, shelf: Shelf) -> Verdict:
        """The machine is adopted, found unchanged, and changed; what libvirt remembers of it is the same.

        RefusedError where libvirt takes neither the machine nor the memory of it.
        """
        machine = placed(machine_of(document), shelf)
        try:
            memory = _remembered(document, machine)
            try:
                return Verdict(tuple(self._wrong(machine, memory)[:1]))
            finally:
                _forgotten(memory)
        finally:
            shelf.clear(machine.name)

    def _wrong(self, machine: Subject, memory: Memory) -> list[str]:
        before, ref = _text(memory), Ref("VirtualMachine", HOST, machine.name)
        self.keeper.forget([ref])
        manifests = self.keeper.adopted(ref).manifests
        wanted = self.keeper.resolution(manifests)
        if wrong := faults(wanted) or [told(one) for one in changes(self.keeper.look(wanted), ref)]:
            return wrong
        edited = self.keeper.resolution(manifests.replace("spec:\n", f"spec:\n  title: {_NOTED}\n", 1))
        if wrong := failures(self.keeper.apply(wanted)) or failures(self.keeper.apply(edited)):
            return wrong
        if _NOTED not in machine.shelf.text(machine.name):
            return ["the machine was not changed"]
        return difference(before, _text(memory))


def machine_of(document: Document) -> Document:
    """The machine that a memory is of: the one in it, where that is a whole one, else the least that has its
    disks.
    """
    root = document.root()
    found = root.find("domain[os]")
    text = _plain(root) if found is None else etree.tostring(found, encoding="unicode", with_tail=False)
    return Document("domain", document.path, text)


def _plain(root: _Element) -> str:
    """A machine with the disks that are spoken of, each of a format that can hold bitmaps."""
    names = [disk.get("name", "") for disk in root.iterfind("disks/disk")]
    disks = "".join(
        "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
        f"<source file='/storage/{name}'/><target dev='{name}' bus='virtio'/></disk>"
        for name in dict.fromkeys(names or ["vda"])
        if name and "/" not in name
    )
    return (
        "<domain type='qemu'><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os>"
        f"<devices>{disks}</devices></domain>"
    )


def _remembered(document: Document, machine: Subject) -> Memory:
    """What libvirt makes of the document in the first variant that it accepts."""
    refusal = ""
    for root in _variants(document, machine):
        try:
            return _redefined(machine, root)
        except libvirt.libvirtError as error:
            refusal = str(error)
    raise RefusedError(refusal)


def _redefined(machine: Subject, root: _Element) -> Memory:
    domain, text = machine.shelf.connection.lookupByName(machine.name), xml.text_of(root)
    if root.tag == "domainsnapshot":
        return domain.snapshotCreateXML(text, _SNAPSHOT)
    return domain.checkpointCreateXML(text, _CHECKPOINT)


def _variants(document: Document, machine: Subject) -> Iterator[_Element]:
    """The document around the machine as it is here, then with what a memory must have, then an orphan, then
    without disks that the machine has not.
    """
    steps: tuple[Callable[[_Element], None], ...] = (
        partial(_around, machine=machine),
        _complete,
        partial(_without, tag="parent"),
        partial(_without, tag="disks"),
    )
    for count in range(1, len(steps) + 1):
        root = document.root()
        for step in steps[:count]:
            step(root)
        yield root


def _around(root: _Element, machine: Subject) -> None:
    """With the machine's definition, whose UUID it has to have."""
    _without(root, "domain")
    root.append(machine.root())


def _complete(root: _Element) -> None:
    """With what only a memory that was made has."""
    state = "shutoff" if root.find("memory") is None else "running"
    for tag, text in (("name", "before"), ("creationTime", "1272917631"), ("state", state)):
        if root.find(tag) is None and not (tag == "state" and root.tag == "domaincheckpoint"):
            etree.SubElement(root, tag).text = text


def _without(root: _Element, tag: str) -> None:
    for found in root.findall(tag):
        root.remove(found)


def _text(memory: Memory) -> str:
    """All that libvirt says of it, but that of its machine's latest state."""
    if isinstance(memory, libvirt.virDomainSnapshot):
        return memory.getXMLDesc(libvirt.VIR_DOMAIN_SNAPSHOT_XML_SECURE)
    return memory.getXMLDesc(libvirt.VIR_DOMAIN_CHECKPOINT_XML_SECURE)


def _forgotten(memory: Memory) -> None:
    if isinstance(memory, libvirt.virDomainSnapshot):
        memory.delete(libvirt.VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY)
    else:
        memory.delete(libvirt.VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY)
