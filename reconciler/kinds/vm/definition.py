"""The persistent side of a machine: create, define, record, undefine. Called by `reconciler.kinds.vm`.

A definition is only ever laid over the one that is there, and libvirt refuses a bad one as a whole, so
nothing is lost on the way. Our mark goes in by the metadata call alone.
"""

from collections.abc import Callable

import libvirt
from lxml.etree import _Element

from reconciler import edit
from reconciler.kinds.laying import Ground
from reconciler.kinds.task import Task
from reconciler.kinds.vm import aftermath, slots
from reconciler.kinds.vm.deadly import defect
from reconciler.kinds.vm.machine import Machine
from schemas import xml
from schemas.facts import Ref
from state.live import mark
from state.live.errors import Terminal

_UNDEFINE = (
    libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
    | libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
)


def create(ref: Ref, task: Task) -> None:
    """Define a machine that does not exist, mark it ours, and say whether it starts with the host.

    Terminal where the name or the UUID is taken: what exists is never overwritten.
    """
    _free(task.connection.lookupByName, ref.name, f"a machine called {ref.name}")
    _free(task.connection.lookupByUUIDString, task.uuid, f"a machine with the UUID {task.uuid}")
    document = edit.built(task.spec, task.sources, {"name": ref.name, "uuid": task.uuid})
    slots.spare(document)
    _survivable(ref, document)
    domain = _ground(ref, task).create(document)
    _put_mark(domain, task.mark)
    if "autostart" in task.wanted:
        domain.setAutostart(int(bool(task.wanted["autostart"])))


def _free(lookup: Callable[[str], libvirt.virDomain], key: str, what: str) -> None:
    try:
        found = lookup(key)
    except libvirt.libvirtError as error:
        if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
            return
        raise
    raise Terminal(
        f"{what} exists already ({found.name()}, {found.UUIDString()}) and is not overwritten",
        "set policy.adopt to take it over, or rename one of the two",
    )


def define(machine: Machine, paths: tuple[str, ...]) -> None:
    """Write the paths into the definition. A transient machine becomes persistent by it."""
    task = machine.task
    before = xml.text_of(machine.persistent())
    document = edit.redefined(task.spec, xml.parse(before), paths, task.sources)
    aftermath.settle(task, document, paths)
    _survivable(machine.ref, document)
    _ground(machine.ref, task).lay_over(document, paths, before)
    record(machine)


def _ground(ref: Ref, task: Task) -> Ground[libvirt.virDomain]:
    return Ground(
        ref,
        task,
        task.connection.defineXMLFlags,
        libvirt.VIR_DOMAIN_DEFINE_VALIDATE,
        lambda domain: domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE),
        lambda domain: domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM),
    )


def _survivable(ref: Ref, document: _Element) -> None:
    """Terminal where libvirtd would not survive the document."""
    if name := defect(document):
        raise Terminal(
            f"the definition of {ref} would have {name}, which would crash libvirtd; nothing was changed",
            "take it out of the manifest",
        )


def record(machine: Machine) -> None:
    """Put our mark where there is none yet. Another ledger's is replaced only under policy.adopt."""
    task = machine.task
    found = mark.read(machine.persistent())
    if found == task.mark or not machine.domain.isPersistent():
        return
    if found is None or (task.desired is not None and task.desired.policy.adopt):
        _put_mark(machine.domain, task.mark)


def _put_mark(domain: libvirt.virDomain, ledger: str) -> None:
    """Into the definition, and into the running document where there is one."""
    flags = libvirt.VIR_DOMAIN_AFFECT_CONFIG | (libvirt.VIR_DOMAIN_AFFECT_LIVE if domain.isActive() else 0)
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, mark.element(ledger), mark.KEY, mark.URI, flags)


def undefine(machine: Machine) -> None:
    """Take the definition away with its NVRAM, saved state and snapshot metadata; never a disk.

    Terminal where the mark is not ours, or the machine runs.
    """
    found = mark.read(machine.persistent())
    if found != machine.task.mark:
        whose = "carries no mark of ours" if found is None else "carries another ledger's mark"
        raise Terminal(f"{machine.ref} {whose}, so it was not undefined", "virsh undefine does it by hand")
    if machine.active:
        raise Terminal(f"{machine.ref} is running; only a machine that is off is undefined", "shut it down")
    machine.domain.undefineFlags(_UNDEFINE)
