import asyncio
import errno
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from reconciler.daemon.board import Board, SourceStatus
from reconciler.web.connections import SAYING, Bounded, Complaints
from tests.reconciler.web.site import PATIENCE, get, serving

HALF = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: "
WHOLE = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Hasty(Bounded):
    """Waits for nobody."""

    asking = 0.5


class Crowded(Bounded):
    """Has room for three, who may stay."""

    most = 3
    asking = 2 * PATIENCE


def board(revision: str = "") -> Board:
    made = Board("site", lambda: 0.0)
    made.publish_source(SourceStatus("site", revision, fetched=1.0))
    return made


def opened(address: str, sent: bytes = b"") -> socket.socket:
    host, _, port = address.rpartition(":")
    client = socket.create_connection((host, int(port)), timeout=PATIENCE)
    client.sendall(sent)
    return client


def closed(client: socket.socket) -> bool:
    """Whether the server closes it without another word; TimeoutError where it does not."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("sent", [b"", HALF, b"POST / HTTP/1.1\r\nContent-Length: 9\r\n"])
def test_a_connection_that_brings_no_whole_request_is_closed(sent: bytes) -> None:
    """Otherwise whoever can connect can take every file descriptor there is."""
    with serving(board(), Hasty) as address, opened(address, sent) as client:
        assert closed(client)


def test_a_request_that_trickles_is_closed_too() -> None:
    """The time is that of the whole request, not that between two bytes."""
    with serving(board(), Hasty) as address, opened(address, HALF) as client, pytest.raises(ConnectionError):
        trickle(client)


def trickle(client: socket.socket) -> None:
    """One byte after the other, for as long as anybody takes them."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        client.sendall(b"x")
        time.sleep(0.01)


def test_a_second_request_has_the_time_of_the_first() -> None:
    """A connection that is kept is none that is kept for ever."""
    with serving(board(), Hasty) as address, opened(address, WHOLE % b"/healthz") as client:
        assert received(client, b"ok\n")
        client.sendall(HALF)
        assert closed(client)


def received(client: socket.socket, end: bytes) -> bool:
    """Whether an answer came that ends so."""
    answer = b""
    while not answer.endswith(end):
        more = client.recv(1024)
        if not more:
            return False
        answer += more
    return True


def test_beyond_the_most_connections_there_is_no_room() -> None:
    """Whoever comes then is turned away at once, and served when somebody has left."""
    with serving(board(), Crowded) as address, ExitStack() as clients:
        inside = [clients.enter_context(opened(address, HALF)) for _ in range(Crowded.most)]
        assert closed(clients.enter_context(opened(address)))
        inside.pop().close()
        assert answered(address) == "ok\n"


def answered(address: str) -> str:
    """What it answers once it has noticed that somebody left."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return get(address, "/healthz")
        except OSError:
            assert time.monotonic() < deadline


def test_an_answer_that_nobody_takes_ends() -> None:
    """It costs memory besides a descriptor."""
    ended = threading.Event()

    class Ending(Bounded):
        answering = 0.1

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            ended.set()

    long = board("r" * 50_000_000)
    with serving(long, Ending) as address, opened(address, WHOLE % b"/api/v1/report"):
        assert ended.wait(PATIENCE)


class Loop(asyncio.SelectorEventLoop):
    """Keeps what is said instead of logging it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[object] = []

    def default_exception_handler(self, context: dict[str, object]) -> None:
        self.said.append(context["exception"])


def test_that_no_connection_can_be_taken_is_said_once_in_a_while() -> None:
    """The rest of the log is still to be found; a defect is said each time."""

    def clock() -> Iterator[float]:
        yield from (0.0, 1.0, SAYING - 1.0, SAYING + 1.0)

    times, full = clock(), OSError(errno.EMFILE, "Too many open files")
    complaints = Complaints(lambda: next(times))
    with closing(Loop()) as loop:
        for _ in range(4):
            complaints(loop, {"message": "socket.accept() out of system resource", "exception": full})
        complaints(loop, {"message": "", "exception": ValueError("a defect")})
    assert [type(error) for error in loop.said] == [OSError, OSError, ValueError]


class Refused(Bounded):
    """At each connection asyncio complains, and it is closed."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self.loop.call_exception_handler({"message": "no more", "exception": OSError(errno.EMFILE, "full")})
        transport.abort()


def test_the_server_complains_so(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever opens connections all the time writes no log with it."""
    with serving(board(), Refused) as address:
        for _ in range(3):
            with opened(address) as client:
                assert closed(client)
    assert [record.name for record in caplog.records] == ["asyncio"]
