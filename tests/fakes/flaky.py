"""A libvirt connection that fails when told to: the real one of libvirt's test driver behind a counter.

Every call that would go to a daemon is counted, those of the objects it hands out too. Calls that libvirt
answers from memory (names, UUIDs) never fail, as they never do.
"""

from collections.abc import Callable
from typing import Any

import libvirt

LOCAL = ("name", "UUIDString", "UUID", "ID", "key", "connect", "usageID", "usageType")
Fails = Callable[[int, str], libvirt.libvirtError | None]
OBJECTS = (
    libvirt.virDomain, libvirt.virNetwork, libvirt.virNWFilter, libvirt.virSecret, libvirt.virStoragePool,
    libvirt.virStorageVol,
)  # fmt: skip


def libvirt_error(
    code: int, domain: int = libvirt.VIR_FROM_NONE, text: str = "planted", number: int = -1
) -> libvirt.libvirtError:
    """An error as libvirt would raise it; `number` is the system's errno of a system error."""
    error = libvirt.libvirtError(text)
    error.err = (code, domain, text, 2, None, None, None, number, -1)
    return error


class Fault:
    """Which calls fail, and how. `calls` is how many were made since it was armed.

    fails: given the number of a call (from 1) and its name, the error to raise, or None. lost: the connection
    is gone, as isAlive says.
    """

    def __init__(self, fails: Fails) -> None:
        self.fails = fails
        self.calls = 0
        self.lost = False
        self.armed = False

    def check(self, name: str) -> None:
        if not self.armed:
            return
        self.calls += 1
        error = self.fails(self.calls, name)
        if error is not None:
            raise error


class Flaky:
    """Stands for a virConnect or one of its objects."""

    def __init__(self, inner: object, fault: Fault) -> None:
        self._inner = inner
        self._fault = fault

    def isAlive(self) -> int:  # noqa: N802 - libvirt's own name
        return 0 if self._fault.lost else 1

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever libvirt has by that name
        real = getattr(self._inner, name)
        if name in LOCAL or not callable(real):
            return real

        def call(*arguments: object) -> object:
            self._fault.check(name)
            return self._wrapped(real(*arguments))

        return call

    def _wrapped(self, found: object) -> object:
        match found:
            case list():
                return [self._wrapped(part) for part in found]
            case tuple():
                return tuple(self._wrapped(part) for part in found)
            case _:
                return Flaky(found, self._fault) if isinstance(found, OBJECTS) else found
