"""libvirt's events as wake-ups: what to look at first. Never the truth: what they leave out, a resync finds.

One thread of the process runs libvirt's event loop; callbacks only hand a `Wakeup` to `on_event`, which must
do no more than put it into a queue, since a blocked event thread makes libvirt drop every connection. The
loop makes one `Events` and calls `watch` after each (re)connection. It has to run wherever a connection is
kept open for long, for the daemon's keepalive probes are answered by this thread.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

import libvirt

from state.live.connection import Connection
from state.live.errors import translate
from state.live.wakeups import Wakeup, registrations

__all__ = ["Events", "Wakeup"]


class Events:
    """The process's event thread; a context manager. One at a time: libvirt has one event loop a process."""

    def __init__(self, on_event: Callable[[Wakeup], None]) -> None:
        self._on_event = on_event
        self._watched: dict[str, int] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._timer = -1

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Run libvirt's event loop on a thread of its own."""
        libvirt.virEventRegisterDefaultImpl()
        self._stopping.clear()
        self._timer = libvirt.virEventAddTimeout(-1, _nothing, None)
        self._thread = threading.Thread(target=self._run, name="libvirt-events", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; connections stay open, and nobody is told any more."""
        self._stopping.set()
        libvirt.virEventUpdateTimeout(self._timer, 0)  # wakes the loop up
        if self._thread is not None:
            self._thread.join()
        libvirt.virEventRemoveTimeout(self._timer)

    def watch(self, connection: Connection) -> None:
        """Wake up for what happens there. Costs nothing where it is watched; call it again after a reopening.

        Transient or Terminal where the daemon refuses; events that its drivers do not have are left out.
        """
        name, handle = connection.name, connection.handle
        if self._watched.get(name) == connection.generation:
            return
        for register in registrations(handle, name, self._tell):
            try:
                connection.before_close(register())
            except libvirt.libvirtError as error:
                if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                    raise translate(error) from error
        self._watched[name] = connection.generation

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                libvirt.virEventRunDefaultImpl()
            except libvirt.libvirtError:
                time.sleep(0.1)  # nothing is known to cause it; a loop that spins would be worse

    def _tell(self, wakeup: Wakeup) -> None:
        if not self._stopping.is_set():
            with suppress(Exception):  # libvirt would print the traceback and go on; the queue's owner knows
                self._on_event(wakeup)


def _nothing(_timer: int, _context: None) -> None:
    """The loop was only to be woken up."""
