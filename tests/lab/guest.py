"""Gives the tiny Linux guest: the distribution's own kernel, busybox and a few scripts, as kernel and initrd.

Called by tests, demonstration and benchmark through `build_guest`. Built once into a cache and again only
when the recipe (these modules and the guest's scripts) changes; several processes may ask at the same time.
"""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.lab.cache import cache_folder, claimed
from tests.lab.initramfs import PLACES, SCRIPTS, lay_out, pack
from tests.lab.kernel import fetch_kernel

HERE = Path(__file__).parent
RECIPE = (
    *(HERE / f"{module}.py" for module in ("guest", "initramfs", "kernel")),
    *(SCRIPTS / script for script, _ in PLACES),
)


@dataclass(frozen=True)
class Guest:
    """The two files that libvirt's direct kernel boot wants, and what its kernel needs to be told.

    Without swiotlb=noforce it works too, and 64 MiB of the guest's memory are gone.
    """

    kernel: Path
    initrd: Path
    cmdline: str = "console=ttyS0 quiet panic=-1 swiotlb=noforce"


def build_guest(cache: Path | None = None) -> Guest:
    """The guest, built if the cache lacks it (4 s and a 27 MB download, once)."""
    cache = cache or cache_folder()
    folder = cache / recipe_digest()
    with claimed(cache):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix="building-") as work:
                build(Path(work), cache / "packages").rename(folder)
    return Guest(folder / "vmlinuz", folder / "initrd")


def recipe_digest() -> str:
    """Names the recipe by its content."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in RECIPE)).hexdigest()[:16]


def build(work: Path, downloads: Path) -> Path:
    """Build in an empty folder; returns the folder below it with vmlinuz and initrd."""
    kernel = fetch_kernel(work / "kernel", downloads)
    lay_out(work / "root", kernel)
    built = work / "built"
    built.mkdir()
    pack(work / "root", built / "initrd")
    shutil.copy(kernel.image, built / "vmlinuz")
    (built / "vmlinuz").chmod(0o644)
    return built
