"""Whose turn it is: one at a time, gone with its process, and asked without a trace."""

import os
import signal
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from time import sleep

import pytest

from state.errors import Terminal
from state.recorded.turns import taken, turn


def never() -> bool:
    return False


def _hold(folder: Path, ready: Path) -> None:
    with turn(folder, "kvm01", never):
        ready.touch()
        sleep(600)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[int]:
    """Another process that has the turn at kvm01."""
    process = get_context("fork").Process(target=_hold, args=(tmp_path, tmp_path / "ready"))
    process.start()
    while not (tmp_path / "ready").exists():
        sleep(0.01)
    assert process.pid is not None
    yield process.pid
    process.kill()
    process.join()


def test_one_has_it_at_a_time(tmp_path: Path) -> None:
    """In one process as well, and each host has its own."""
    with turn(tmp_path, "kvm01", never) as first:
        with turn(tmp_path, "kvm01", never) as second, turn(tmp_path, "kvm 02/x", never) as elsewhere:
            assert (first, second, elsewhere) == (True, False, True)
        assert taken(tmp_path, "kvm01")
    assert not taken(tmp_path, "kvm01")
    with turn(tmp_path, "kvm01", never) as again:
        assert again


def test_a_crash_gives_it_back(tmp_path: Path, other: int) -> None:
    """Whoever waits gets it when the other one is killed."""
    asked: list[bool] = []

    def wait() -> bool:
        if not asked:
            os.kill(other, signal.SIGKILL)
        asked.append(taken(tmp_path, "kvm01"))
        return True

    with turn(tmp_path, "kvm01", wait) as ours:
        assert ours
    assert asked


def test_asking_makes_nothing(tmp_path: Path) -> None:
    """A folder without turns, or no folder at all, has none taken."""
    assert not taken(tmp_path, "kvm01")
    assert not taken(tmp_path / "nowhere", "kvm01")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """And a link is not followed."""
    (tmp_path / "kvm01.turn").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Terminal, match=r"kvm01\.turn cannot be written"), turn(tmp_path, "kvm01", never):
        pass
    assert not (tmp_path / "elsewhere").exists()
