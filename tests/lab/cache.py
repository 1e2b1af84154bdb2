"""The folder where the lab keeps what takes long to make; used by guests, hosts and the KVM probe.

Everything in it may be deleted at any time. Several processes may use it at once.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def cache_folder() -> Path:
    """$VIRT_RECONCILE_LAB_CACHE, else .cache/guest in the repository."""
    return Path(os.environ.get("VIRT_RECONCILE_LAB_CACHE", REPOSITORY / ".cache" / "guest")).absolute()


@contextmanager
def claimed(cache: Path) -> Iterator[None]:
    """Hold the cache alone: the second of two processes waits and finds the work done."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        give_to_owner(cache)


def give_to_owner(cache: Path) -> None:
    """Run through sudo in a user's own clone, leave that user nothing that only root may delete."""
    if not cache.is_relative_to(REPOSITORY):
        return
    owner = REPOSITORY.stat()
    folders = [REPOSITORY / ".cache", cache, *(path for path in cache.rglob("*") if path.is_dir())]
    for folder in folders:
        if folder.exists() and folder.stat().st_uid != owner.st_uid:
            os.chown(folder, owner.st_uid, owner.st_gid)
