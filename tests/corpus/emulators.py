"""QEMU for other architectures, on a lab host alone: a quarter of libvirt's documents of machines needs one.

Unpacked from the distribution's packages into the cache and never installed. Called by `make corpus`.
"""

from contextlib import suppress
from pathlib import Path

from tests.lab import Host, LabError
from tests.lab.cache import Recipe, obtain
from tests.lab.commands import output
from tests.lab.download import unpack

ARCHITECTURES = ("aarch64", "arm", "ppc64", "ppc", "s390x", "riscv64")
# Which package has which changes between releases; one that a release has not, is not missed.
_PACKAGES = ("arm", "ppc", "misc", "s390x", "riscv")
_PLACE = "/usr/local/bin"  # where a lab host's libvirtd looks before anywhere else


def add_emulators(host: Host) -> None:
    """Give the host the emulators and start its libvirtd anew, which looks for them when it starts."""
    host.stop()
    host.run(["mount", "--bind", str(_emulators()), _PLACE]).check_returncode()
    host.start()


def _emulators() -> Path:
    """The folder of the emulators. LabError where one cannot be had, or does not run."""
    return obtain(Recipe("emulators", (Path(__file__),), _collected))


def _collected(work: Path, downloads: Path) -> Path:
    root, kept = work / "root", work / "kept"
    for package in _PACKAGES:
        with suppress(LabError):
            unpack(f"qemu-system-{package}", root, downloads)
    kept.mkdir()
    for architecture in ARCHITECTURES:
        name = f"qemu-system-{architecture}"
        output([str(root / "usr/bin" / name), "--version"])
        (root / "usr/bin" / name).rename(kept / name)
    return kept
