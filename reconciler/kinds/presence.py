"""Is an object there, and is it the one that is meant? Asked by networks, pools and volumes before they act.

libvirt may hide objects from a listing (access drivers do), so both the name and the UUID are looked up.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from reconciler.kinds.task import Task
from schemas.facts import Ref
from state.live.errors import NotFound, Terminal, translated


class Identified(Protocol):
    """What networks and pools have in common."""

    def name(self) -> str:
        """libvirt's own name of it."""

    def UUIDString(self) -> str:  # noqa: N802 - libvirt's name
        """Its identity."""


Found = TypeVar("Found")
Object = TypeVar("Object", bound=Identified)


def found(look: Callable[[str], Found], key: str) -> Found | None:
    """What libvirt finds under the key; None where libvirt itself says that there is no such object."""
    try:
        with translated():
            return look(key)
    except NotFound:
        return None


def refuse_taken(look: Callable[[str], Identified], key: str, what: str) -> None:
    """Terminal where the name or UUID is taken: what exists is never overwritten."""
    other = found(look, key)
    if other is not None:
        raise Terminal(
            f"{what} exists already ({other.name()}, {other.UUIDString()}) and is not overwritten",
            "set policy.adopt to take it over, or rename one of the two",
        )


def expected(look: Callable[[str], Object], ref: Ref, task: Task) -> Object:
    """The object of this name. NotFound where it is gone, Terminal where another one took its place."""
    with translated():
        there = look(ref.name)
        uuid = there.UUIDString()
    if uuid != task.uuid:
        raise Terminal(f"{ref} has the UUID {uuid}, not {task.uuid}: somebody put another one in its place")
    return there
