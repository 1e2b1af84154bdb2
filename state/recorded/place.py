"""The ledger's file on the disk: made for its owner alone, and never another one that a link leads to.

Why it exists: who can write in the state directory must not have us (root, perhaps) change or read a file
elsewhere. Used by `state.recorded.database`, which says an OSError of here as its own.
"""

import errno
import os
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path


def ensure_made(path: Path) -> None:
    """The file is there, and for its owner alone: it holds the key of the secrets' digests. OSError where
    it cannot be, or is none of ours (see `ensure_ours`).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)
    handle = os.open(path, os.O_PATH | os.O_NOFOLLOW)  # closing any other handle would drop SQLite's locks
    try:
        found = os.fstat(handle)
        _check(path, found)
        if found.st_mode & 0o077:
            Path(f"/proc/self/fd/{handle}").chmod(0o600)
    finally:
        os.close(handle)


def ensure_ours(path: Path) -> None:
    """What is at `path`, if anything, is a file of ours. OSError where it is a link, or another user's."""
    with suppress(FileNotFoundError):
        _check(path, path.lstat())


def _check(path: Path, found: os.stat_result) -> None:
    # root works with the ledger of the daemon's user, too
    ensure_kept_by({os.geteuid(), path.parent.stat().st_uid}, found)


def ensure_kept_by(users: Collection[int], found: os.stat_result) -> None:
    """OSError, with the reason, where this is no file, or not of one of these users."""
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "it is a symbolic link")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    if found.st_uid not in users:
        raise PermissionError(errno.EPERM, f"it belongs to another user (uid {found.st_uid})")
