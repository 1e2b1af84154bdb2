"""What is done to one of libvirt's secrets: one step becomes libvirt calls. Called by `reconciler.acting`.

A secret has no name: it is looked up by its UUID. Its value goes to libvirt and nowhere else.
"""

from typing import assert_never

import libvirt

from reconciler import edit
from reconciler.kinds.laying import Ground
from reconciler.kinds.presence import found
from reconciler.kinds.task import Task
from reconciler.steps import Step, Verb
from schemas import xml
from schemas.facts import Ref, Secret
from state.live.errors import NotFound, Terminal, translated

_VALUE = "value"


@translated()
def perform(step: Step, task: Task) -> None:
    """Carry out one step on one secret; returns when it is so.

    Terminal where it cannot be done, Transient where another attempt may help, NotFound where the secret is
    gone. Doing a step twice is as good as doing it once.
    """
    if step.verb is Verb.CREATE:
        _create(step.ref, task)
        return
    secret = found(task.connection.secretLookupByUUIDString, task.uuid)
    if secret is not None:
        _act(step, secret, task)
    elif step.verb is not Verb.UNDEFINE:
        raise NotFound(f"there is no secret with the UUID {task.uuid}")


def _act(step: Step, secret: libvirt.virSecret, task: Task) -> None:
    match step.verb:
        case Verb.DEFINE:
            before = secret.XMLDesc()
            document = edit.redefined(task.spec, xml.parse(before), step.paths, task.sources)
            _ground(step.ref, task).lay_over(document, step.paths, before)
        case Verb.TUNE:
            _set_value(secret, task)
        case Verb.UNDEFINE:
            secret.undefine()
        case Verb.RECORD | Verb.FORGET:
            return
        case (
            Verb.CREATE | Verb.DELETE | Verb.START | Verb.STOP | Verb.RESTART
            | Verb.ATTACH | Verb.DETACH | Verb.UPDATE
        ):  # fmt: skip
            raise Terminal(f"a secret knows no such step: {step}")
        case _:
            assert_never(step.verb)


def _create(ref: Ref, task: Task) -> None:
    """Terminal where the UUID or the usage is taken: what exists is never overwritten."""
    if found(task.connection.secretLookupByUUIDString, task.uuid) is not None:
        raise Terminal(
            f"a secret with the UUID {task.uuid} exists already, and is not overwritten",
            "set policy.adopt to take it over, or state another `spec.uuid`",
        )
    document = edit.built(task.spec, task.sources, {"uuid": task.uuid})
    secret = _ground(ref, task).create(document)
    if _VALUE not in task.wanted:
        return
    try:
        _set_value(secret, task)
    except libvirt.libvirtError:
        secret.undefine()  # so that making it can be tried again as a whole
        raise


def _ground(ref: Ref, task: Task) -> Ground[libvirt.virSecret]:
    """libvirt itself refuses a usage that another secret has."""
    return Ground(
        ref,
        task,
        task.connection.secretDefineXML,
        libvirt.VIR_SECRET_DEFINE_VALIDATE,
        lambda secret: secret.XMLDesc(),
        lambda secret: secret.undefine(),
    )


def _set_value(secret: libvirt.virSecret, task: Task) -> None:
    value = task.wanted[_VALUE]
    if not isinstance(value, Secret):
        raise Terminal("the value of the secret is not known here")
    secret.setValue(value.value.encode("latin-1"))
