"""What is done to a volume: one step becomes libvirt calls. Called by `reconciler.acting`.

`creation` makes and fills; `growth` changes what can be changed in place; `usage` knows which machine has it
open. A volume's identity is libvirt's key.
"""

from typing import assert_never

from reconciler.kinds.presence import found
from reconciler.kinds.task import Task
from reconciler.kinds.volume import creation, growth, usage
from reconciler.steps import Step, Verb
from schemas.facts import Ref
from state.live.errors import Terminal, translated

__all__ = ["perform"]


@translated()
def perform(step: Step, task: Task) -> None:
    """Carry out one step on one volume; returns when it is so.

    Terminal where it cannot be done, Transient where another attempt may help, NotFound where the volume or
    its pool is gone. Doing a step twice is as good as doing it once.
    """
    match step.verb:
        case Verb.CREATE:
            creation.create(step.ref, task)
        case Verb.TUNE | Verb.DEFINE | Verb.UPDATE:
            pool = task.connection.storagePoolLookupByName(step.ref.scope)
            growth.tune(pool.storageVolLookupByName(step.ref.name), step.paths, task)
        case Verb.DELETE:
            _delete(step.ref, task)
        case Verb.RECORD | Verb.FORGET:
            return
        case Verb.ATTACH | Verb.DETACH | Verb.START | Verb.STOP | Verb.RESTART | Verb.UNDEFINE:
            raise Terminal(f"a volume knows no such step: {step}")
        case _:
            assert_never(step.verb)


def _delete(ref: Ref, task: Task) -> None:
    """Destroy the volume and its data, if it is the very one that is meant and no machine has it."""
    pool = task.connection.storagePoolLookupByName(ref.scope)
    volume = found(pool.storageVolLookupByName, ref.name)
    if volume is None:
        return
    if volume.key() != task.uuid:
        raise Terminal(f"{ref} has the key {volume.key()}, not {task.uuid}: it is another one and stays")
    use = usage.named_by(task.connection, volume)
    if use is not None:
        raise Terminal(f"{ref} is a disk of the machine {use.domain.name()} and stays")
    volume.delete()
