"""The folder where the lab keeps what takes long to make; used by guests, hosts and the KVM probe.

Everything in it may be deleted at any time. Several processes may use it at once.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def cache_folder() -> Path:
    """$VIRT_RECONCILE_LAB_CACHE, else .cache/guest in the repository."""
    return Path(os.environ.get("VIRT_RECONCILE_LAB_CACHE", REPOSITORY / ".cache" / "guest")).absolute()


@contextmanager
def claimed(cache: Path) -> Iterator[None]:
    """Hold the cache alone: the second of two processes waits and finds the work done. Not to be nested."""
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


@dataclass(frozen=True)
class Recipe:
    """How something is built: a name, the files that decide what comes out, and the builder.

    The builder gets an empty scratch folder and the folder of downloads, and returns the folder to keep.
    """

    name: str
    sources: tuple[Path, ...]
    build: Callable[[Path, Path], Path]

    @property
    def key(self) -> str:
        """Its name and a digest of its sources: another recipe has another place in the cache."""
        digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in self.sources)).hexdigest()
        return f"{self.name}-{digest[:16]}"


def obtain(recipe: Recipe, cache: Path | None = None) -> Path:
    """The folder of what the recipe makes, cached or built now; it appears whole or not at all."""
    cache = cache or cache_folder()
    folder = cache / recipe.key
    with claimed(cache):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix="building-") as work:
                recipe.build(Path(work), cache / "packages").rename(folder)
    return folder
