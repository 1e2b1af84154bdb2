"""One host's libvirt connection: opened in bounded time, kept alive, known to be dead when it is.

Made by the loop for each host and handed to the observer and, as `handle`, to the kinds. A daemon that hangs
would make libvirt.open() and every later call hang for ever; so it is opened on a thread of its own that is
waited for only so long, and keepalive (which needs `state.live.eventloop`) turns a call to a hung daemon
into an error.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

import libvirt

from state.live import eventloop
from state.live.errors import Failure, Transient, translate

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a host may keep us waiting.

    opening: seconds. interval and count: after interval seconds of silence a connection is probed, and is
    dead after count probes without an answer. readers: threads that read one host side by side.
    """

    opening: float = 10.0
    interval: int = 5
    count: int = 3
    readers: int = 3

    @classmethod
    def of_one_look(cls, uri: str) -> Self:
        """For a single look: several readers share the waiting for a remote host. One on this machine makes
        nobody wait for as long as it takes to understand a new document, and there they only get into each
        other's way (measured: 77 ms with three, 64 ms with one, for fifty machines).
        """
        return cls(readers=1) if uri.partition("://")[2].startswith("/") else cls()


class Connection:
    """A connection to one libvirt daemon; a context manager. name: of the Host manifest.

    opener: `libvirt.open`, or `libvirt.openReadOnly` for one that cannot write, see secrets or refresh pools.
    """

    def __init__(
        self,
        uri: str,
        name: str,
        limits: Limits = Limits(),
        opener: Callable[[str], libvirt.virConnect] = libvirt.open,
    ) -> None:
        self.uri = uri
        self.name = name
        self.generation = (
            0  # how often it was opened: whoever remembers what it showed sees whether it is the same
        )
        self._limits = limits
        self._opener = opener
        self._lock = threading.Lock()
        self._handle: libvirt.virConnect | None = None
        self._pending: Future[libvirt.virConnect] | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._farewells: list[Callable[[], object]] = []

    def __enter__(self) -> Self:
        self.ensure()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def handle(self) -> libvirt.virConnect:
        """libvirt's own object, to be used under `translated()`. Transient where it is not open."""
        handle = self._handle
        if handle is None:
            raise Transient(f"not connected to {self.uri}")
        return handle

    def alive(self) -> bool:
        """Whether it is open and was not lost. Asks nobody: a hung daemon counts until keepalive ends it."""
        try:
            return self._handle is not None and bool(self._handle.isAlive())
        except libvirt.libvirtError:
            return False

    def ensure(self) -> None:
        """Open it where it is not alive. Transient or Terminal where that fails, within the limit."""
        with self._lock:
            if not self.alive():
                self._drop()
                self._handle = self._opened()
                self.generation += 1

    def close(self) -> None:
        """Give it up; `ensure` opens it again."""
        with self._lock:
            self._drop()
            if self._pending is not None:
                self._pending.add_done_callback(_close_late)
                self._pending = None
            if self._pool is not None:
                self._pool.shutdown(wait=False)
                self._pool = None

    def before_close(self, call: Callable[[], object]) -> None:
        """Call this before the present handle is closed: a callback left registered would keep it open."""
        self._farewells.append(call)

    def each(
        self, function: Callable[[Sequence[_Item]], list[_Result]], items: Sequence[_Item]
    ) -> list[_Result]:
        """`function` of the items, cut into one share for each reader; results in no particular order."""
        readers = self._limits.readers
        if readers == 1 or len(items) < 2 * readers:
            return function(items)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(readers - 1, thread_name_prefix=f"read-{self.name}")
        shares = [self._pool.submit(function, items[part::readers]) for part in range(1, readers)]
        results = function(items[::readers])
        for share in shares:
            results += share.result()
        return results

    def _drop(self) -> None:
        handle, self._handle = self._handle, None
        farewells, self._farewells = self._farewells, []
        for call in (*farewells, *((handle.close,) if handle else ())):
            with suppress(
                libvirt.libvirtError
            ):  # a dead connection says so once more, and is given up as well
                call()

    def _opened(self) -> libvirt.virConnect:
        """Wait for the opening thread: the one that still hangs from the last time, if there is one."""
        pending = self._pending or self._start()
        self._pending = pending
        try:
            handle = pending.result(self._limits.opening)
            self._pending = None
            self._keep_alive(handle)
        except TimeoutError as error:
            waited = f"{self.uri} did not answer within {self._limits.opening:g} s"
            raise Transient(waited, "is the host overloaded or libvirtd hung?") from error
        except libvirt.libvirtError as error:
            self._pending = None
            raise _unreachable(self.uri, translate(error)) from error
        return handle

    def _start(self) -> "Future[libvirt.virConnect]":
        eventloop.keep_running()  # before there is a connection: libvirt asks once whether there is a loop
        libvirt.registerErrorHandler(_silence, None)  # errors are raised; libvirt would print them as well
        future: Future[libvirt.virConnect] = Future()
        arguments = (future, self._opener, self.uri)
        threading.Thread(target=_open, args=arguments, name=f"open-{self.name}", daemon=True).start()
        return future

    def _keep_alive(self, handle: libvirt.virConnect) -> None:
        try:
            handle.setKeepAlive(self._limits.interval, self._limits.count)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:  # a driver in our own process has none
                raise


def _open(
    future: "Future[libvirt.virConnect]", opener: Callable[[str], libvirt.virConnect], uri: str
) -> None:
    try:
        future.set_result(opener(uri))
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again where it is waited for
        future.set_exception(error)


def _close_late(future: "Future[libvirt.virConnect]") -> None:
    if future.exception() is None:
        future.result().close()


def _silence(_context: None, _error: object) -> None:
    """libvirt's printing, taken over and left out."""


def _unreachable(uri: str, failure: Failure) -> Failure:
    return type(failure)(f"cannot connect to {uri}: {failure.message}", failure.remedy)


def library_version() -> str:
    """The version of the libvirt client library, such as `9.0.0`."""
    number = libvirt.getVersion()
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
