"""What is done to a virtual machine: one step becomes libvirt calls. Called by `reconciler.acting`.

`definition` creates, defines and undefines; `power` starts and stops; `live` attaches, detaches, updates and
tunes, by the `ways` that each field has; `patience` says how long to wait for a guest.
"""

from typing import assert_never

from reconciler.kinds.task import Task
from reconciler.kinds.vm import definition, live, power
from reconciler.kinds.vm.machine import Machine, expected
from reconciler.kinds.vm.patience import UNHURRIED, Patience
from reconciler.steps import Step, Verb
from state.live.errors import NotFound, Terminal, translated

__all__ = ["Patience", "perform"]


@translated()
def perform(step: Step, task: Task, patience: Patience = UNHURRIED) -> None:
    """Carry out one step on one machine; returns when it is so.

    Terminal where it cannot be done or the guest does not play its part, Transient where another attempt may
    help, NotFound where the machine is gone. Doing a step twice is as good as doing it once.
    """
    if step.verb is Verb.CREATE:
        definition.create(step.ref, task)
        return
    try:
        with translated():
            machine = expected(step.ref, task, patience)
    except NotFound:
        if step.verb in {Verb.UNDEFINE, Verb.STOP}:
            return
        raise
    _act(step, machine)


def _act(step: Step, machine: Machine) -> None:
    match step.verb:
        case Verb.DEFINE:
            definition.define(machine, step.paths)
        case Verb.ATTACH | Verb.DETACH | Verb.UPDATE | Verb.TUNE:
            live.change(machine, step.verb, step.paths)
        case Verb.START:
            power.start(machine)
        case Verb.STOP:
            power.stop(machine)
        case Verb.RESTART:
            power.restart(machine)
        case Verb.UNDEFINE:
            definition.undefine(machine)
        case Verb.RECORD:
            definition.record(machine)
        case Verb.FORGET:
            return
        case Verb.CREATE | Verb.DELETE:
            raise Terminal(f"a machine is undefined, not deleted: {step}")
        case _:
            assert_never(step.verb)
