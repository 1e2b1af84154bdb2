import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reconciler.notify import ServiceManager


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    """A socket where a service manager listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


@pytest.mark.parametrize(
    ("tell", "lines"),
    [
        (lambda manager: manager.ready("3 hosts"), ["READY=1", "STATUS=3 hosts"]),
        (lambda manager: manager.stopping("bye"), ["STOPPING=1", "STATUS=bye"]),
        (lambda manager: manager.status("in sync"), ["STATUS=in sync"]),
        (lambda manager: manager.alive(), ["WATCHDOG=1"]),
    ],
)
def test_systemd_is_told_in_its_own_words(
    listener: socket.socket, tell: Callable[[ServiceManager], None], lines: list[str]
) -> None:
    """One datagram, one line each, as sd_notify(3) has them."""
    tell(ServiceManager(listener.getsockname()))
    assert listener.recv(4096).decode().split("\n") == lines


def test_a_reload_says_when_it_began(listener: socket.socket) -> None:
    """systemd ignores a reload without a time."""
    ServiceManager(listener.getsockname()).reloading()
    first, second = listener.recv(4096).decode().split("\n")
    assert first == "RELOADING=1"
    assert int(second.removeprefix("MONOTONIC_USEC=")) > 0


def test_an_abstract_socket_is_reached_too() -> None:
    """systemd may listen in the abstract name space, spelt with an @."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0virt-reconcile-test-notify")
        listening.settimeout(5)
        ServiceManager("@virt-reconcile-test-notify").alive()
        assert listening.recv(4096) == b"WATCHDOG=1"


def test_without_a_listening_service_manager_nothing_happens(tmp_path: Path) -> None:
    """A shell start, or a manager that went away, is no error."""
    ServiceManager.of({}, 7).alive()
    ServiceManager(str(tmp_path / "nobody")).alive()


def test_the_environment_says_how_often_a_sign_of_life_is_due() -> None:
    """A watchdog meant for another process is not ours to feed."""
    environment = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "7"}
    assert ServiceManager.of(environment, 7) == ServiceManager("/run/x", 120.0)
    assert ServiceManager.of(environment, 8) == ServiceManager("/run/x", 0.0)
