"""Whose turn it is to act on a host: one at a time for a state directory, whatever process or thread that is.

Why it exists: two that act on one host at once take each other's work for what a crash left behind, and do it
again while a guest already runs on it. A turn is a lock that the kernel ends with the process, so a crash
leaves nothing to clean up. Used by `state.recorded.ledger`.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from state.errors import Terminal

_PAUSE = 0.1  # seconds between two looks whether the other one is done


@contextmanager
def turn(folder: Path, host: str, wait: Callable[[], bool]) -> Iterator[bool]:
    """Hold the turn at a host while the block lasts, if that is what it yields.

    wait: asked again and again while somebody else has it; False gives up. Terminal where the directory
    cannot be written to.
    """
    path = _path(folder, host)
    try:
        file = _opened(path)
    except OSError as error:
        raise Terminal(f"{path} cannot be written: {error.strerror}", "see --state-dir") from error
    try:
        yield _locked(file, wait)
    finally:
        os.close(file)


def _opened(path: Path) -> int:
    """The file, made where it is not there. What root makes is its folder's owner's, who may be a daemon."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    made, owner = os.fstat(file), path.parent.stat()
    roots = os.geteuid() == 0 and made.st_uid == 0
    if roots and owner.st_uid != 0 and made.st_nlink == 1:  # and no other name of a file of root's
        os.fchown(file, owner.st_uid, owner.st_gid)
    return file


def _locked(file: int, wait: Callable[[], bool]) -> bool:
    while not _lock(file, fcntl.LOCK_EX):
        if not wait():
            return False
        time.sleep(_PAUSE)
    return True


def taken(folder: Path, host: str) -> bool:
    """Whether somebody has the turn at a host now. Nothing is made or changed by asking."""
    with suppress(OSError):
        file = os.open(_path(folder, host), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            return not _lock(file, fcntl.LOCK_SH)
        finally:
            os.close(file)
    return False


def _lock(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _path(folder: Path, host: str) -> Path:
    return folder / f"{quote(host, safe='')}.turn"
