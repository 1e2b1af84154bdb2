"""How a volume comes to be: allocated empty, laid over another one, or filled with a local file.

Called by `reconciler.kinds.volume`. A volume that exists is never overwritten. The one exception is ours: a
filling that was cut off begins again from the start, where the volume holds nothing but what it left.
"""

from dataclasses import dataclass, replace

import libvirt
from lxml import etree
from lxml.etree import _Element

from reconciler import edit
from reconciler.kinds.presence import found
from reconciler.kinds.task import Task
from reconciler.kinds.volume import growth, usage
from reconciler.kinds.volume.content import Content, Sending, send
from reconciler.kinds.volume.leftover import is_leftover
from reconciler.kinds.volume.refresh import refreshed
from schemas import xml
from schemas.facts import Facts, Ref
from state.errors import Failure, Terminal, Unfinished
from state.live.errors import translated

_VALIDATE = libvirt.VIR_STORAGE_VOL_CREATE_VALIDATE
_PHYSICAL = libvirt.VIR_STORAGE_VOL_GET_PHYSICAL
# Pools of files, whose formats libvirt finds by looking.
_FILES = ("dir", "fs", "netfs", "gluster", "vstorage")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the volume is to be: a pool that is up. files: its volumes are files."""

    ref: Ref
    pool: libvirt.virStoragePool
    files: bool


def create(ref: Ref, task: Task) -> None:
    """Make the volume, filled if the manifest names a content. Terminal where one of the name exists."""
    place = _place(ref, task)
    content = Content.of(task.desired.content) if task.desired and task.desired.content else None
    if content is not None:
        content.check(task.wanted)
    there = found(place.pool.storageVolLookupByName, ref.name)
    if there is not None:
        _refuse_foreign(place, there, content, task)
    if content is not None:
        _fill(place, there, content, task)
    elif there is None:
        _allocate(place, task.wanted, task)


def _place(ref: Ref, task: Task) -> _Place:
    """The pool, its list of volumes up to date: a file that libvirt has not seen yet is not overwritten."""
    pool = task.connection.storagePoolLookupByName(ref.scope)
    if not pool.isActive():
        raise Terminal(f"pool {ref.scope} is not up, so {ref} cannot be made", "start the pool")
    refreshed(pool)
    return _Place(ref, pool, xml.parse(pool.XMLDesc()).get("type") in _FILES)


def _refuse_foreign(place: _Place, there: libvirt.virStorageVol, content: Content | None, task: Task) -> None:
    """Terminal unless it can only be the volume that we were filling when we were cut off."""
    sizes = {content.length, content.size} if content else set()
    if not task.resumed or there.info()[1] not in {*sizes, task.wanted["capacity"]}:
        raise Terminal(
            f"{place.ref} exists already ({there.key()}) and is not overwritten",
            "set policy.adopt to take it over, or rename one of the two",
        )
    if content is None:
        return
    use = usage.of(task.connection, there)
    if use is not None:
        raise Terminal(f"{place.ref} is in use by the machine {use.domain.name()} and is not filled again")
    if not is_leftover(there, content, file=place.files):
        raise Terminal(
            f"{place.ref} holds something else than what filling it with {content.path} left behind when that"
            " was cut off, and is not overwritten",
            f"delete the volume, or `virt-reconcile forget {place.ref}` and set policy.adopt to keep it",
        )


def _allocate(place: _Place, facts: Facts, task: Task) -> libvirt.virStorageVol:
    if place.files and "allocation" not in facts:
        facts = {**facts, "allocation": 0}  # unasked, libvirt sets all of a raw volume's space aside
    document = edit.built(task.spec, replace(task.sources, facts=facts), {"name": place.ref.name})
    if document.find("target") is None:
        etree.SubElement(document, "target")  # the schema wants one
    _find_backing(place, document)
    return _create_valid(place.pool, xml.text_of(document))


def _create_valid(pool: libvirt.virStoragePool, text: str) -> libvirt.virStorageVol:
    """libvirt 9.0 validates when it is told to and then refuses the flag itself: once more without it."""
    try:
        return pool.createXML(text, _VALIDATE)
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_INVALID_ARG or "unsupported flags" not in str(error):
            raise
        return pool.createXML(text)


def _find_backing(place: _Place, document: _Element) -> None:
    """A backing that is a name becomes the path of that volume."""
    path = document.find("backingStore/path")
    if path is not None and path.text and "/" not in path.text:
        path.text = place.pool.storageVolLookupByName(path.text).path()


def _fill(place: _Place, there: libvirt.virStorageVol | None, content: Content, task: Task) -> None:
    """Make room where there is none and fill it. Unfinished where that fails half way."""
    sending = Sending(task.progress, sparse=place.files)
    if there is not None:
        sending = Sending(task.progress, until=there.infoFlags(_PHYSICAL)[2])
    volume = there or _allocate(place, _container(place, content, task), task)
    try:
        with translated():
            send(volume, content, sending)
            _complete(place, content, task)
    except Failure as failure:
        raise Unfinished(failure.message, failure.remedy) from failure


def _complete(place: _Place, content: Content, task: Task) -> None:
    """Let libvirt look at what the bytes are, and grow the volume to its capacity."""
    volume = refreshed(place.pool).storageVolLookupByName(place.ref.name)
    if volume.info()[1] < content.size:
        raise Terminal(f"{place.ref} has {volume.info()[1]} bytes after it was filled with {content.size}")
    growth.grow(volume, int(str(task.wanted["capacity"])), task)


def _container(place: _Place, content: Content, task: Task) -> Facts:
    """What to make before the bytes come: a raw file of their length, or a device as it is wanted."""
    if not place.files:
        return task.wanted
    kept = {path: value for path, value in task.wanted.items() if path.startswith(("permissions.", "nocow"))}
    return {**kept, "format": "raw", "capacity": content.length}
