"""What is done to a network: one step becomes libvirt calls. Called by `reconciler.acting`.

`definition` creates and redefines; `sections` changes a running network's parts; `plugs` puts the running
machines' interfaces back onto a network that was down.
"""

from typing import assert_never

import libvirt

from reconciler.kinds.network import definition, sections
from reconciler.kinds.network.plugs import replug
from reconciler.kinds.presence import expected
from reconciler.kinds.task import Task
from reconciler.steps import Step, Verb
from state.live.errors import NotFound, Terminal, translated

__all__ = ["perform"]


@translated()
def perform(step: Step, task: Task) -> None:
    """Carry out one step on one network; returns when it is so.

    Terminal where it cannot be done, Transient where another attempt may help, NotFound where the network is
    gone. Doing a step twice is as good as doing it once.
    """
    if step.verb is Verb.CREATE:
        definition.create(step.ref, task)
        return
    try:
        network = expected(task.connection.networkLookupByName, step.ref, task)
    except NotFound:
        if step.verb in {Verb.UNDEFINE, Verb.STOP}:
            return
        raise
    _act(step, network, task)


def _act(step: Step, network: libvirt.virNetwork, task: Task) -> None:
    match step.verb:
        case Verb.DEFINE:
            definition.define(step, network, task)
        case Verb.ATTACH | Verb.DETACH | Verb.UPDATE:
            sections.change(network, step.paths, task)
        case Verb.TUNE:
            _tune(network, step.paths, task)
        case Verb.START:
            _start(network, task)
        case Verb.STOP:
            _stop(network)
        case Verb.RESTART:
            _stop(network)
            _start(network, task)
        case Verb.UNDEFINE:
            network.undefine()
        case Verb.RECORD | Verb.FORGET:
            return
        case Verb.CREATE | Verb.DELETE:
            raise Terminal(f"a network is undefined, not deleted: {step}")
        case _:
            assert_never(step.verb)


def _tune(network: libvirt.virNetwork, paths: tuple[str, ...], task: Task) -> None:
    if "autostart" in paths:
        network.setAutostart(int(bool(task.wanted["autostart"])))
    sections.change(network, tuple(path for path in paths if path != "autostart"), task)


def _start(network: libvirt.virNetwork, task: Task) -> None:
    if not network.isActive():
        network.create()
    replug(task.connection, network, task.progress)


def _stop(network: libvirt.virNetwork) -> None:
    """Terminal for a transient network: it would vanish with its definition."""
    if not network.isPersistent():
        raise Terminal(
            f"network {network.name()} has no definition: stopped, it would be gone",
            "define it first (virsh net-edit)",
        )
    if network.isActive():
        network.destroy()
