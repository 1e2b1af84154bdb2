import queue
import threading
from collections.abc import Iterator

import pytest

from schemas.facts import Ref
from state.live import eventloop
from state.live.connection import Connection
from state.live.events import Events, Wakeup
from tests.state.live.node import DB, HOST, IMAGES, LAN


@pytest.fixture
def heard() -> "queue.Queue[Wakeup]":
    return queue.Queue()


@pytest.fixture
def events(heard: "queue.Queue[Wakeup]") -> Iterator[Events]:
    with Events(heard.put) as events:
        yield events


def expect(heard: "queue.Queue[Wakeup]", *wanted: Wakeup) -> None:
    """Every one of the wake-ups comes, others between them."""
    waiting = list(wanted)
    while waiting:
        got = heard.get(timeout=10)
        if got in waiting:
            waiting.remove(got)


def test_each_kind_wakes_up_with_its_object(
    connection: Connection, events: Events, heard: "queue.Queue[Wakeup]"
) -> None:
    """A start, a stop or a definition names the host, the object and what it was."""
    events.watch(connection)
    connection.handle.lookupByName("db-1").destroy()
    connection.handle.networkLookupByName("lan").destroy()
    pool = connection.handle.storagePoolLookupByName("images")
    pool.refresh(0)
    pool.destroy()
    expect(
        heard,
        Wakeup(HOST, DB, "lifecycle stopped"),
        Wakeup(HOST, LAN, "lifecycle stopped"),
        Wakeup(HOST, IMAGES, "refreshed"),
        Wakeup(HOST, IMAGES, "lifecycle stopped"),
    )


def test_watching_twice_wakes_once(
    connection: Connection, events: Events, heard: "queue.Queue[Wakeup]"
) -> None:
    """The loop may call it every cycle."""
    events.watch(connection)
    events.watch(connection)
    connection.handle.lookupByName("db-1").destroy()
    connection.handle.lookupByName("web-1").destroy()
    expect(heard, Wakeup(HOST, Ref("VirtualMachine", HOST, "web-1"), "lifecycle stopped"))
    assert heard.empty(), "db-1 and web-1 each woke up once"


def test_a_reopened_connection_is_watched_again(
    connection: Connection, events: Events, heard: "queue.Queue[Wakeup]"
) -> None:
    """Nothing of the old connection is left, and the new one is heard."""
    events.watch(connection)
    connection.close()
    connection.ensure()
    events.watch(connection)
    connection.handle.lookupByName("db-1").destroy()
    expect(heard, Wakeup(HOST, DB, "lifecycle stopped"))
    assert heard.empty()


def test_a_listener_that_fails_stops_nothing(
    connection: Connection, capfd: pytest.CaptureFixture[str]
) -> None:
    """A mistake in the queue's owner neither ends the event thread nor prints a traceback."""
    heard: queue.Queue[Wakeup] = queue.Queue()

    def listen(wakeup: Wakeup) -> None:
        heard.put(wakeup)
        raise RuntimeError

    with Events(listen) as events:
        events.watch(connection)
        connection.handle.lookupByName("db-1").destroy()
        connection.handle.networkLookupByName("lan").destroy()
        expect(heard, Wakeup(HOST, DB, "lifecycle stopped"), Wakeup(HOST, LAN, "lifecycle stopped"))
    assert capfd.readouterr().err == ""


def test_after_the_end_nobody_is_told(connection: Connection) -> None:
    """A stopped `Events` is silent, and a new one works; all of them share one thread of the process."""
    for _ in range(2):
        heard: queue.Queue[Wakeup] = queue.Queue()
        with Events(heard.put) as events:
            connection.close()
            connection.ensure()
            events.watch(connection)
            connection.handle.lookupByName("db-1").destroy()
            expect(heard, Wakeup(HOST, DB, "lifecycle stopped"))
        listening: queue.Queue[Wakeup] = queue.Queue()
        with Events(listening.put) as other:
            other.watch(connection)
            connection.handle.networkLookupByName("lan").destroy()
            expect(listening, Wakeup(HOST, LAN, "lifecycle stopped"))
        assert heard.empty()
    assert len([thread for thread in threading.enumerate() if thread.name == eventloop.NAME]) == 1
