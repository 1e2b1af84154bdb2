"""One domain being worked on: found, checked to be the one that is meant, and read. Used by every verb."""

from dataclasses import dataclass

import libvirt
from lxml.etree import _Element

from reconciler.kinds.task import Task
from reconciler.kinds.vm.patience import Patience
from reconciler.recognition import recognitions
from schemas import xml
from schemas.facts import Facts, Ref, owner
from schemas.form import Described, Items, slot_at
from state.live.errors import Terminal


@dataclass(frozen=True, slots=True)
class Machine:
    """A domain that exists and has the UUID the task expects."""

    ref: Ref
    domain: libvirt.virDomain
    task: Task
    patience: Patience

    @property
    def active(self) -> bool:
        """Whether it has a running instance, paused or not."""
        return bool(self.domain.isActive())

    def persistent(self) -> _Element:
        """The definition, secrets included; for a transient machine what it would be."""
        return self._read(libvirt.VIR_DOMAIN_XML_INACTIVE)

    def running(self) -> _Element:
        """The running document, secrets included. Terminal where nothing runs."""
        if not self.active:
            raise Terminal(f"{self.ref} is not running any more, so there is nothing to change live")
        return self._read(0)

    def _read(self, flags: int) -> _Element:
        return xml.parse(self.domain.XMLDesc(flags | libvirt.VIR_DOMAIN_XML_SECURE))

    def number(self, path: str) -> int:
        """The wanted value of a field that holds a number."""
        return int(str(self.task.wanted[path]))

    def item(self, document: _Element, path: str) -> _Element | None:
        """The element of an item: by our name for it, else the nameless one that it is recognised as."""
        spec = self.task.spec
        found = xml.locate(spec, document, path)
        if found is not None:
            return found
        names = recognitions(spec, self.task.wanted, xml.read(spec, document), self._remembered())
        other = next((old for old, new in names.items() if new == path), None)
        return None if other is None else xml.locate(spec, document, other)

    def _remembered(self) -> Facts:
        """What is known of its devices from anywhere, what was recorded first."""
        live = self.task.live
        sides = (live and live.running, live and live.persistent, self.task.remembered)
        return {path: value for side in sides if side for path, value in side.items()}


def expected(ref: Ref, task: Task, patience: Patience) -> Machine:
    """The machine of this name. NotFound where there is none, Terminal where another one has the name."""
    domain = task.connection.lookupByName(ref.name)
    uuid = domain.UUIDString()
    if uuid != task.uuid:
        raise Terminal(
            f"{ref.name} has the UUID {uuid}, not {task.uuid}: it is another machine and was left alone",
            "rename or undefine it, or state its UUID in the manifest",
        )
    return Machine(ref, domain, task, patience)


def key_of(path: str) -> str:
    """The innermost key: `cputune.vcpupin[3].cpuset` is about `3`."""
    return owner(path)[:-1].rpartition("[")[2]


def last(path: str) -> str:
    """The field's own name: `disks[root].iotune.readIopsSec` is `readIopsSec`."""
    return path.rpartition(".")[2]


def items_at(spec: Described, path: str) -> Items:
    """The list that an item's path lies in. LookupError where the path names no item."""
    slot = slot_at(spec, path)
    if not isinstance(slot, Items):
        raise LookupError(path)
    return slot
