import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import libvirt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.live.connection import Connection, Limits
from state.live.errors import Terminal, Transient
from tests.fakes.flaky import libvirt_error
from tests.state.live.node import HOST, node_uri


class Hung:
    """Opens as a daemon that hangs does: not before it is let go on."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.opened = 0
        self.handles: list[libvirt.virConnect] = []

    def open(self, uri: str) -> libvirt.virConnect:
        self.opened += 1
        self.free.wait()
        self.handles.append(libvirt.open(uri))
        return self.handles[-1]


def test_a_connection_opens_closes_and_opens_again(tmp_path: Path) -> None:
    """`ensure` opens what is not open and leaves what is; `close` can be followed by it."""
    connection = Connection(node_uri(tmp_path), HOST)
    assert not connection.alive()
    with pytest.raises(Transient):
        _ = connection.handle
    connection.ensure()
    handle = connection.handle
    connection.ensure()
    assert connection.handle is handle
    assert (connection.alive(), connection.generation) == (True, 1)
    connection.close()
    assert not connection.alive()
    connection.ensure()
    assert (connection.alive(), connection.generation) == (True, 2)
    connection.close()


def test_a_daemon_that_hangs_is_given_up_in_time(tmp_path: Path) -> None:
    """Opening returns within its limit; a second try waits for the same attempt and takes its connection."""
    hung = Hung()
    connection = Connection(node_uri(tmp_path), HOST, Limits(opening=0.1), hung.open)
    for _ in range(2):
        start = time.monotonic()
        with pytest.raises(Transient, match=r"did not answer within 0\.1 s"):
            connection.ensure()
        assert time.monotonic() - start < 5
    assert hung.opened == 1
    hung.free.set()
    deadline = time.monotonic() + 10
    while not connection.alive() and time.monotonic() < deadline:
        with_retry(connection)
    assert connection.alive()
    assert hung.opened == 1
    connection.close()


def with_retry(connection: Connection) -> None:
    try:
        connection.ensure()
    except Transient:
        time.sleep(0.01)


def test_a_connection_that_comes_too_late_is_closed(tmp_path: Path) -> None:
    """Nobody waits any more when a hung daemon answers: what it opened is not left open."""
    hung = Hung()
    connection = Connection(node_uri(tmp_path), HOST, Limits(opening=0.05), hung.open)
    with pytest.raises(Transient):
        connection.ensure()
    connection.close()
    hung.free.set()
    deadline = time.monotonic() + 10
    while not (hung.handles and not is_open(hung.handles[0])):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_open(handle: libvirt.virConnect) -> bool:
    try:
        return bool(handle.getHostname())
    except libvirt.libvirtError:
        return False


def test_a_host_that_cannot_be_reached_is_named_with_the_remedy() -> None:
    """The URI, libvirt's reason and what to do, in one line; and it may be tried again."""
    connection = Connection("qemu+unix:///system?socket=/nonexistent/sock", HOST)
    with pytest.raises(Transient, match=r"cannot connect to qemu\+unix.*No such file.*is libvirtd running"):
        connection.ensure()


def test_a_refusal_is_not_tried_for_ever() -> None:
    """Not being allowed does not pass by itself."""

    def refuse(_uri: str) -> libvirt.virConnect:
        raise libvirt_error(libvirt.VIR_ERR_AUTH_UNAVAILABLE, libvirt.VIR_FROM_POLKIT, "no agent")

    with pytest.raises(Terminal, match="group libvirt"):
        Connection("qemu:///system", HOST, opener=refuse).ensure()


def test_what_was_promised_before_closing_is_done_once(connection: Connection) -> None:
    """Callbacks are taken back before the handle goes, on an open connection still, and only once."""
    seen: list[bool] = []
    connection.before_close(lambda: seen.append(connection.alive() or is_open(connection._handle or handle)))
    handle = connection.handle
    connection.close()
    connection.ensure()
    connection.close()
    assert seen == [True]


@given(st.lists(st.integers()), st.integers(1, 5))
def test_work_shared_by_readers_loses_nothing(items: list[int], readers: int) -> None:
    """Every item is worked on exactly once, whatever their number and that of the readers."""
    connection = Connection("test:///default", HOST, Limits(readers=readers))
    doubled = connection.each(lambda share: [item * 2 for item in share], items)
    assert Counter(doubled) == Counter(item * 2 for item in items)
    connection.close()


def test_many_threads_may_ensure_at_once(tmp_path: Path) -> None:
    """Workers that find a host closed open it once."""
    connection = Connection(node_uri(tmp_path), HOST)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: connection.ensure(), range(32)))
    assert connection.generation == 1
    connection.close()


@pytest.mark.parametrize(
    ("uri", "readers"),
    [
        ("qemu:///system", 1),
        ("qemu+unix:///system?socket=/run/libvirt/libvirt-sock", 1),
        ("qemu+ssh://root@kvm01/system", 3),
        ("qemu+tls://kvm01/system", 3),
    ],
)
def test_one_look_shares_the_waiting_for_a_remote_host(uri: str, readers: int) -> None:
    """On this machine nobody waits long enough for a second reader to be worth it."""
    assert Limits.of_one_look(uri).readers == readers
