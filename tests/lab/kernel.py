"""Fetches the distribution's own Linux kernel for the lab's guests; called by `tests.lab.guest`."""

import lzma
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.lab.commands import output, run
from tests.lab.download import unpack
from tests.lab.errors import LabError

# In order of preference: Debian's kernel for clouds boots quickest; Ubuntu's; whatever there is.
METAPACKAGES = ("linux-image-cloud-amd64", "linux-image-virtual", "linux-image-amd64", "linux-image-generic")


@dataclass(frozen=True)
class Kernel:
    """An unpacked kernel package: its root folder and its version, such as 6.1.0-56-cloud-amd64."""

    root: Path
    version: str

    @property
    def image(self) -> Path:
        """The bootable file."""
        return self.root / "boot" / f"vmlinuz-{self.version}"

    @property
    def modules(self) -> Path:
        """The folder of its drivers."""
        return self.root / "lib/modules" / self.version

    def drivers(self, names: tuple[str, ...]) -> frozenset[Path]:
        """Files of the named modules and of all they need, but for what is lacking or built in."""
        command = ["modprobe", "--set-version", self.version, "--dirname", str(self.root), "--show-depends"]
        listed = "".join(run([*command, name]).stdout for name in names)
        found = re.findall(r"^insmod (\S+)", listed, re.MULTILINE)
        return frozenset(Path(os.path.realpath(path)) for path in found)


def fetch_kernel(root: Path, downloads: Path) -> Kernel:
    """Unpack the newest kernel into `root`; its packages are kept in `downloads`."""
    for package in kernel_packages():
        unpack(package, root, downloads)
    if not (root / "lib").exists():  # newer releases ship the modules below /usr/lib
        (root / "lib").symlink_to("usr/lib")
    (version,) = (folder.name for folder in (root / "lib/modules").iterdir())
    output(["depmod", "--basedir", str(root), version])
    return Kernel(root, version)


def kernel_packages() -> tuple[str, ...]:
    """The packages that hold the newest kernel and its modules, found through a meta-package."""
    for meta in METAPACKAGES:
        listed = run(["apt-cache", "depends", meta]).stdout
        if image := re.search(r"Depends: (linux-image-(?:unsigned-)?(\d\S+))", listed):
            modules = f"linux-modules-{image[2]}"
            has_modules = run(["apt-cache", "show", modules]).stdout.strip()
            return (image[1], modules) if has_modules else (image[1],)
    raise LabError("apt knows no Linux kernel package", "apt-get update, on Debian or Ubuntu for amd64")


def copy_driver(source: Path, folder: Path) -> None:
    """Copy a module into a folder, unpacked, since busybox loads no compressed ones."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name.removesuffix(".zst").removesuffix(".xz")
    if source.suffix == ".zst":
        output(["zstd", "--decompress", "--quiet", str(source), "-o", str(target)])
    elif source.suffix == ".xz":
        target.write_bytes(lzma.decompress(source.read_bytes()))
    else:
        shutil.copy(source, target)
