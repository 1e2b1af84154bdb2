"""libvirt's events as wake-ups: what to look at first. Never the truth: what they leave out, a resync finds.

Callbacks run on the one thread of `state.live.eventloop` and only hand a `Wakeup` to `on_event`, which must
do no more than put it into a queue, since a blocked event thread makes libvirt drop every connection. The
loop makes one `Events` and calls `watch` after each (re)connection.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from types import TracebackType
from typing import Self

import libvirt

from state.live.connection import Connection
from state.live.errors import translate
from state.live.wakeups import Unregister, Wakeup, registrations

__all__ = ["Events", "Wakeup"]


class Events:
    """Tells of what happens on the connections that it watches; a context manager, silent after its end.

    One at a time can watch a connection: libvirt takes one callback for each kind of event.
    """

    def __init__(self, on_event: Callable[[Wakeup], None]) -> None:
        self._on_event = on_event
        self._watched: dict[str, ExitStack] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Watch nothing any more. The connections stay as they are."""
        for name in list(self._watched):
            self._unwatch(name)

    def watch(self, connection: Connection) -> None:
        """Wake up for what happens there. Costs nothing where it is watched; call it again after a reopening.

        Transient or Terminal where the daemon refuses; events that its drivers do not have are left out.
        """
        name, handle = connection.name, connection.handle
        if name in self._watched:
            return
        with ExitStack() as registered:
            for register in registrations(handle, name, self._tell):
                _add(registered, register)
            self._watched[name] = registered.pop_all()
        connection.before_close(partial(self._unwatch, name))

    def _unwatch(self, name: str) -> None:
        registered = self._watched.pop(name, None)
        if registered is not None:
            registered.close()

    def _tell(self, wakeup: Wakeup) -> None:
        with suppress(Exception):  # libvirt would print the traceback and go on; the queue's owner knows
            self._on_event(wakeup)


def _add(registered: ExitStack, register: Callable[[], Unregister]) -> None:
    try:
        unregister = register()
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise translate(error) from error
    else:
        registered.callback(_forgiving, unregister)


def _forgiving(unregister: Unregister) -> None:
    with suppress(libvirt.libvirtError):  # a dead connection forgets a callback and complains all the same
        unregister()
