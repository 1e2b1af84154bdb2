"""The persistent side of a network: create and redefine. Called by `reconciler.kinds.network`.

A definition is only ever laid over the one that is there. Most of it is edited in place; a change of the
forward mode to another family is the exception, because libvirt refuses what the old one leaves behind.
"""

import libvirt
from lxml.etree import _Element

from reconciler import edit
from reconciler.kinds.laying import Ground
from reconciler.kinds.presence import refuse_taken
from reconciler.kinds.task import Task
from reconciler.steps import Step
from schemas import xml
from schemas.facts import Ref

_FAMILIES = (
    frozenset({"isolated", "nat", "route", "open"}),
    frozenset({"bridge"}),
    frozenset({"private", "vepa", "passthrough"}),
    frozenset({"hostdev"}),
)
_OF_ONE_FAMILY = ("forward", "bridge", "mac", "mtu", "ip", "route", "dns", "domain", "virtualport", "vlan")


def create(ref: Ref, task: Task) -> None:
    """Define a network that does not exist, and say whether it starts with the host.

    Terminal where the name or the UUID is taken: what exists is never overwritten.
    """
    refuse_taken(task.connection.networkLookupByName, ref.name, f"a network called {ref.name}")
    refuse_taken(task.connection.networkLookupByUUIDString, task.uuid, f"a network with the UUID {task.uuid}")
    document = edit.built(task.spec, task.sources, {"name": ref.name, "uuid": task.uuid})
    network = _ground(ref, task).create(document)
    if "autostart" in task.wanted:
        network.setAutostart(int(bool(task.wanted["autostart"])))


def define(step: Step, network: libvirt.virNetwork, task: Task) -> None:
    """Write the step's paths into the definition. A transient network becomes persistent by it."""
    paths, before = step.paths, _definition(network)
    document = xml.parse(before)
    if "forward.mode" in paths:
        paths = _change_mode(document, paths, task)
    if "forward.dev" in paths:
        _forget_device(document)
    document = _agreeing(edit.redefined(task.spec, document, paths, task.sources), task)
    _ground(step.ref, task).lay_over(document, paths, before)


def _ground(ref: Ref, task: Task) -> Ground[libvirt.virNetwork]:
    return Ground(
        ref,
        task,
        task.connection.networkDefineXMLFlags,
        libvirt.VIR_NETWORK_DEFINE_VALIDATE,
        _definition,
        lambda network: network.undefine(),
    )


def _definition(network: libvirt.virNetwork) -> str:
    return network.XMLDesc(libvirt.VIR_NETWORK_XML_INACTIVE)


def _change_mode(document: _Element, paths: tuple[str, ...], task: Task) -> tuple[str, ...]:
    """Take out what the new mode cannot have; the paths that are to be written then.

    Within a family that is the old mode's NAT; another family starts over with all that the manifest says.
    """
    mode = task.wanted["forward.mode"]
    before = xml.read(task.spec, document)["forward.mode"]
    if any({mode, before} <= family for family in _FAMILIES):
        _take_out(document, "forward/nat")
        return (*paths, *(path for path in task.wanted if path.startswith("forward.nat.")))
    for tag in _OF_ONE_FAMILY:
        _take_out(document, tag)
    return tuple(path for path in task.wanted if path != "autostart")


def _take_out(document: _Element, path: str) -> None:
    for element in document.findall(path):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _forget_device(document: _Element) -> None:
    """libvirt repeats `forward@dev` as the first interface, and refuses a document where they differ."""
    forward = document.find("forward")
    if forward is not None and forward.get("dev") is not None:
        _take_out(document, f"forward/interface[@dev='{forward.get('dev')}']")


def _agreeing(document: _Element, task: Task) -> _Element:
    """The document with the first interface as `forward@dev`, where the manifest states interfaces alone."""
    forward = document.find("forward")
    if forward is not None and "forward.dev" not in task.wanted and forward.get("dev") is not None:
        first = forward.find("interface")
        forward.attrib.pop("dev")
        if first is not None:
            forward.set("dev", first.get("dev", ""))
    return document
