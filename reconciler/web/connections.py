"""What a client may cost: how many connections there are at a time, and how long each may keep one.

Why it exists: the daemon's files, ledger and hosts need file descriptors, too. Without a limit, a client that
opens connections and never ends a request takes all of them. Used by `server`.
"""

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

BACKLOG = 16  # connections taken at once, before any of them is looked at
SAYING = 60.0  # seconds between two complaints


class Bounded(H11Protocol):
    """One connection; whatever comes beyond `most` is closed at once.

    asking: seconds that a request gets to come in whole, from the opening or the end of the last answer on,
    however it trickles. answering: seconds that a client gets to take what it asked for.
    """

    most: ClassVar[int] = 64
    asking: ClassVar[float] = 5.0
    answering: ClassVar[float] = 30.0
    _end: asyncio.TimerHandle | None = None
    _answers = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for a request, where there is room for it."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self._end_in(self.asking)

    def data_received(self, data: bytes) -> None:
        """More of a request, or the end of it."""
        super().data_received(data)
        self._attend()

    def on_response_complete(self) -> None:
        """An answer was written; the client may not have taken it yet."""
        super().on_response_complete()
        self._attend()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is to be ended any more."""
        super().connection_lost(exc)
        if self._end is not None:
            self._end.cancel()

    def _attend(self) -> None:
        """Begin another time limit where it is another's turn; what only goes on has the one that it had."""
        cycle = self.cycle
        whole = (
            cycle is not None  # type: ignore[redundant-expr]  # uvicorn has none there at first
            and not cycle.more_body
            and not cycle.response_complete
        )
        answers = whole or self.transport.get_write_buffer_size() > 0
        if answers is not self._answers:
            self._answers = answers
            self._end_in(self.answering if answers else self.asking)

    def _end_in(self, seconds: float) -> None:
        if self._end is not None:
            self._end.cancel()
        self._end = self.loop.call_later(seconds, self.transport.abort)


class Complaints:
    """Passes on what asyncio complains of; that no connection can be taken, once a minute only.

    It would say so for each attempt, with a traceback: thousands a second where no descriptors are left.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = float("-inf")

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        """An event loop's exception handler."""
        if isinstance(context.get("exception"), OSError):
            now = self._clock()
            if now < self._next:
                return
            self._next = now + SAYING
        loop.default_exception_handler(context)
