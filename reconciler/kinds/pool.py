"""What is done to a storage pool: one step becomes libvirt calls. Called by `reconciler.acting`.

Nothing here deletes data: a pool is taken down and its definition away, never its folder or its device.
"""

from typing import assert_never

import libvirt

from reconciler import edit
from reconciler.kinds.laying import Ground
from reconciler.kinds.presence import expected, refuse_taken
from reconciler.kinds.task import Task
from reconciler.steps import Step, Verb
from schemas import xml
from schemas.facts import Ref
from state.live.errors import NotFound, Terminal, translated

_FOLDERS = ("dir", "fs", "netfs", "vstorage")  # building these makes the target folder and formats nothing


@translated()
def perform(step: Step, task: Task) -> None:
    """Carry out one step on one pool; returns when it is so.

    Terminal where it cannot be done, Transient where another attempt may help, NotFound where the pool is
    gone. Doing a step twice is as good as doing it once.
    """
    if step.verb is Verb.CREATE:
        _create(step.ref, task)
        return
    try:
        pool = expected(task.connection.storagePoolLookupByName, step.ref, task)
    except NotFound:
        if step.verb in {Verb.UNDEFINE, Verb.STOP}:
            return
        raise
    _act(step, pool, task)


def _act(step: Step, pool: libvirt.virStoragePool, task: Task) -> None:
    match step.verb:
        case Verb.DEFINE:
            _define(step, pool, task)
        case Verb.TUNE | Verb.UPDATE:
            _tune(pool, step.paths, task)
        case Verb.START:
            _start(pool, task)
        case Verb.STOP:
            _stop(pool)
        case Verb.RESTART:
            _restart(pool, task)
        case Verb.UNDEFINE:
            pool.undefine()
        case Verb.RECORD | Verb.FORGET:
            return
        case Verb.ATTACH | Verb.DETACH:
            raise Terminal(f"a pool's source does not change while it is up: {step}")
        case Verb.CREATE | Verb.DELETE:
            raise Terminal(f"a pool is undefined, not deleted: {step}")
        case _:
            assert_never(step.verb)


def _create(ref: Ref, task: Task) -> None:
    """Define a pool that does not exist, build it, and say whether it starts with the host.

    Terminal where the name or the UUID is taken: what exists is never overwritten.
    """
    refuse_taken(task.connection.storagePoolLookupByName, ref.name, f"a pool called {ref.name}")
    refuse_taken(
        task.connection.storagePoolLookupByUUIDString, task.uuid, f"a pool with the UUID {task.uuid}"
    )
    document = edit.built(task.spec, task.sources, {"name": ref.name, "uuid": task.uuid})
    pool = _ground(ref, task).create(document)
    try:
        _build(pool, task)
    except libvirt.libvirtError:
        pool.undefine()  # so that making it can be tried again as a whole
        raise
    if "autostart" in task.wanted:
        pool.setAutostart(int(bool(task.wanted["autostart"])))


def _ground(ref: Ref, task: Task) -> Ground[libvirt.virStoragePool]:
    return Ground(
        ref,
        task,
        task.connection.storagePoolDefineXML,
        libvirt.VIR_STORAGE_POOL_DEFINE_VALIDATE,
        _definition,
        lambda pool: pool.undefine(),
    )


def _definition(pool: libvirt.virStoragePool) -> str:
    return pool.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE)


def _build(pool: libvirt.virStoragePool, task: Task) -> None:
    """Make the target folder; a device is formatted only where the manifest says so and nothing is on it."""
    if task.desired is not None and task.desired.build:
        pool.build(libvirt.VIR_STORAGE_POOL_BUILD_NO_OVERWRITE)
    elif task.wanted.get("type") in _FOLDERS:
        pool.build(libvirt.VIR_STORAGE_POOL_BUILD_NEW)


def _define(step: Step, pool: libvirt.virStoragePool, task: Task) -> None:
    before = _definition(pool)
    document = edit.redefined(task.spec, xml.parse(before), step.paths, task.sources)
    _ground(step.ref, task).lay_over(document, step.paths, before)


def _tune(pool: libvirt.virStoragePool, paths: tuple[str, ...], task: Task) -> None:
    """autostart; and whatever else of a folder, by taking it down and up again, which interrupts nobody."""
    if "autostart" in paths:
        pool.setAutostart(int(bool(task.wanted["autostart"])))
    rest = [path for path in paths if path != "autostart"]
    if not rest:
        return
    if task.wanted.get("type") != "dir":
        raise Terminal(
            f"{', '.join(rest)}: not while pool {pool.name()} is up", "set policy.restart to allow it"
        )
    _restart(pool, task)


def _start(pool: libvirt.virStoragePool, task: Task) -> None:
    if pool.isActive():
        return
    if task.resumed:
        _build(pool, task)
    pool.create()


def _stop(pool: libvirt.virStoragePool) -> None:
    """Take it down; its data stay. Terminal for a transient pool: it would vanish with its definition."""
    if not pool.isPersistent():
        raise Terminal(
            f"pool {pool.name()} has no definition: stopped, it would be gone",
            "define it first (virsh pool-edit)",
        )
    if pool.isActive():
        pool.destroy()


def _restart(pool: libvirt.virStoragePool, task: Task) -> None:
    """Down and up again; a folder gets the permissions that its definition states on the way."""
    _stop(pool)
    if task.wanted.get("type") == "dir":
        pool.build(libvirt.VIR_STORAGE_POOL_BUILD_NEW)
    pool.create()
