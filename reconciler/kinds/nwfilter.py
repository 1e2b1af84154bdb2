"""What is done to a network filter: one step becomes libvirt calls. Called by `reconciler.acting`.

libvirt puts a redefined filter in place of the old one at every running machine, or refuses it and leaves the
old one. It is not asked to hold a document against its own schema, which lacks what it knows (`state` over
IPv6, the masks of `arp`): `schemas.nwfilter.grammar` has judged every line already.
"""

from collections.abc import Iterator
from typing import assert_never

import libvirt
from lxml.etree import _Element

from reconciler import edit
from reconciler.kinds.presence import expected, refuse_taken
from reconciler.kinds.task import Task
from reconciler.steps import Step, Verb
from schemas import xml
from schemas.facts import Ref
from state.live.errors import NotFound, Terminal, translated

_NAMED = 5  # users named in one sentence


@translated()
def perform(step: Step, task: Task) -> None:
    """Carry out one step on one filter; returns when it is so.

    Terminal where it cannot be done, Transient where another attempt may help, NotFound where the filter is
    gone. Doing a step twice is as good as doing it once.
    """
    if step.verb is Verb.CREATE:
        _create(step.ref, task)
        return
    try:
        found = expected(task.connection.nwfilterLookupByName, step.ref, task)
    except NotFound:
        if step.verb is Verb.UNDEFINE:
            return
        raise
    _act(step, found, task)


def _act(step: Step, found: libvirt.virNWFilter, task: Task) -> None:
    match step.verb:
        case Verb.DEFINE:
            document = xml.parse(found.XMLDesc())
            _lay_down(task, edit.redefined(task.spec, document, step.paths, task.sources))
        case Verb.UNDEFINE:
            _undefine(found, task)
        case Verb.RECORD | Verb.FORGET:
            return
        case (
            Verb.CREATE | Verb.DELETE | Verb.START | Verb.STOP | Verb.RESTART
            | Verb.ATTACH | Verb.DETACH | Verb.UPDATE | Verb.TUNE
        ):  # fmt: skip
            raise Terminal(f"a filter knows no such step: {step}")
        case _:
            assert_never(step.verb)


def _create(ref: Ref, task: Task) -> None:
    """Terminal where the name or the UUID is taken: what exists is never overwritten."""
    refuse_taken(task.connection.nwfilterLookupByName, ref.name, f"a filter called {ref.name}")
    refuse_taken(task.connection.nwfilterLookupByUUIDString, task.uuid, f"a filter with the UUID {task.uuid}")
    document = edit.built(task.spec, task.sources, {"uuid": task.uuid})
    document.set("name", ref.name)
    _lay_down(task, document)


def _lay_down(task: Task, document: _Element) -> None:
    task.connection.nwfilterDefineXML(xml.text_of(document))


def _undefine(found: libvirt.virNWFilter, task: Task) -> None:
    """Terminal, with the names of those that need it, where it is in use.

    libvirt itself only refuses it for what runs: what is named and not there keeps a machine from starting.
    """
    users = list(_users(task.connection, found.name()))
    if users:
        more = f" and {len(users) - _NAMED} more" if len(users) > _NAMED else ""
        raise Terminal(
            f"filter {found.name()} is in use by {', '.join(users[:_NAMED])}{more} and stays",
            "take it out there first",
        )
    found.undefine()


def _users(connection: libvirt.virConnect, name: str) -> Iterator[str]:
    """The filters and the machines that name it."""
    for other in connection.listAllNWFilters():
        if _names(other.XMLDesc(), name):
            yield f"filter {other.name()}"
    for domain in connection.listAllDomains():
        if _names(domain.XMLDesc(), name):
            yield f"machine {domain.name()}"


def _names(text: str, name: str) -> bool:
    """Whether a document refers to the filter of this name."""
    return any(ref.get("filter") == name for ref in xml.parse(text).iter("filterref"))
