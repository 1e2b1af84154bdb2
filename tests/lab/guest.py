"""Builds the tiny Linux guest: the distribution's own kernel, busybox and one script, as kernel and initrd.

Called by tests, demonstration and benchmark through `build_guest`. Built once into a cache and again only when
the recipe (this module and the guest's scripts) changes; several processes may ask for it at the same time.
"""

import fcntl
import hashlib
import lzma
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab.errors import LabError
from tests.lab.packages import install_command

SCRIPTS = Path(__file__).with_name("scripts")
RECIPE = (Path(__file__), *(SCRIPTS / f"guest-{name}.sh" for name in ("init", "dhcp", "power")))

# Kernel packages in order of preference: Debian's for clouds (boots quickest), Ubuntu's, Debian's for anything.
KERNELS = ("linux-image-cloud-amd64", "linux-image-virtual", "linux-image-amd64", "linux-image-generic")
MODULES = (
    "virtio_pci virtio_blk virtio_net virtio_scsi virtio_balloon virtio_console virtio_rng virtio_mem virtiofs "
    "sd_mod sr_mod isofs ext4 vfat evdev button af_packet acpiphp pciehp i6300esb pvpanic_pci "
    "ahci e1000 e1000e 8139cp 9p 9pnet_virtio"
).split()


@dataclass(frozen=True)
class Guest:
    """The two files that libvirt's direct kernel boot wants, and what its kernel needs to be told."""

    kernel: Path
    initrd: Path
    cmdline: str = "console=ttyS0 quiet panic=-1 swiotlb=noforce"


def cache_folder() -> Path:
    """Where built things are kept: $VIRT_RECONCILE_LAB_CACHE, else .cache/guest in the repository."""
    default = Path(__file__).resolve().parents[2] / ".cache" / "guest"
    return Path(os.environ.get("VIRT_RECONCILE_LAB_CACHE", default))


def build_guest(cache: Path | None = None) -> Guest:
    """The guest, built if the cache lacks it (about 5 s and a 27 MB download, once)."""
    cache = cache or cache_folder()
    folder = cache / recipe_digest()
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix="building-") as work:
                _build(Path(work), cache)
                (Path(work) / "out").rename(folder)
    return Guest(folder / "vmlinuz", folder / "initrd")


def recipe_digest() -> str:
    """Names the recipe by its content."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in RECIPE)).hexdigest()[:16]


def _build(work: Path, cache: Path) -> None:
    kernel = work / "kernel"
    for package in kernel_packages():
        check(["dpkg-deb", "--extract", str(download(package, cache)), str(kernel)])
    usr_merged = kernel / "usr/lib/modules"  # newer releases ship them there
    if usr_merged.is_dir() and not (kernel / "lib").exists():
        (kernel / "lib").symlink_to("usr/lib")
    (version,) = os.listdir(kernel / "lib/modules")
    check(["depmod", "--basedir", str(kernel), version])
    lay_out(work / "root", kernel, version)
    (work / "out").mkdir()
    pack(work / "root", work / "out/initrd")
    shutil.copy(kernel / f"boot/vmlinuz-{version}", work / "out/vmlinuz")


def kernel_packages() -> tuple[str, ...]:
    """The packages that hold the newest kernel and its modules, found through the distribution's meta-package."""
    for meta in KERNELS:
        listed = check(["apt-cache", "depends", meta], fails=False)
        if image := re.search(r"Depends: (linux-image-(?:unsigned-)?(\d\S+))", listed):
            modules = f"linux-modules-{image[2]}"
            has_modules = check(["apt-cache", "show", modules], fails=False).strip()
            return (image[1], modules) if has_modules else (image[1],)
    raise LabError("apt knows no Linux kernel package", "apt-get update, on Debian or Ubuntu for amd64")


def download(package: str, cache: Path) -> Path:
    """The .deb of a package, downloaded into the cache unless it is there."""
    folder = cache / "packages" / package
    if not list(folder.glob("*.deb")):
        folder.mkdir(parents=True, exist_ok=True)
        check(["apt-get", "-o", "APT::Sandbox::User=root", "download", package], folder)
    return max(folder.glob("*.deb"))


def lay_out(root: Path, kernel: Path, version: str) -> None:
    """Make the guest's root folder: busybox, scripts, and the drivers that this kernel has as modules."""
    for folder in ("bin", "sbin", "proc", "sys", "dev", "run", "tmp", "mnt", "etc/acpi/PWRF", "usr/share/udhcpc"):
        (root / folder).mkdir(parents=True)
    if not Path("/bin/busybox").exists():
        raise LabError("/bin/busybox not found", install_command())
    shutil.copy("/bin/busybox", root / "bin/busybox")
    (root / "bin/sh").symlink_to("busybox")
    for script, place in (("init", "init"), ("dhcp", "usr/share/udhcpc/default.script"),
                          ("power", "etc/acpi/PWRF/00000080")):  # fmt: skip
        shutil.copy(SCRIPTS / f"guest-{script}.sh", root / place)
        (root / place).chmod(0o755)
    (root / "etc/modules").write_text("\n".join(MODULES) + "\n")
    for path in module_files(kernel, version):
        copy_module(kernel / path, root / path)
    for name in ("modules.builtin", "modules.order"):
        shutil.copy(kernel / f"lib/modules/{version}" / name, root / f"lib/modules/{version}" / name)
    check(["depmod", "--basedir", str(root), version])


def module_files(kernel: Path, version: str) -> frozenset[str]:
    """Paths, relative to the kernel's root, of the wanted modules and all they need."""
    command = ["modprobe", "--set-version", version, "--dirname", str(kernel), "--show-depends"]
    listed = "".join(check([*command, module], fails=False) for module in MODULES)
    return frozenset(os.path.relpath(path, kernel) for path in re.findall(r"^insmod (\S+)", listed, re.M))


def copy_module(source: Path, target: Path) -> None:
    """Copy a module, unpacked: busybox loads no compressed ones."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".zst":
        check(["zstd", "--decompress", "--quiet", str(source), "-o", str(target.with_suffix(""))])
    elif source.suffix == ".xz":
        target.with_suffix("").write_bytes(lzma.decompress(source.read_bytes()))
    else:
        shutil.copy(source, target)


def pack(root: Path, initrd: Path) -> None:
    """Pack a folder as an initramfs."""
    archive = f"find . | LC_ALL=C sort | cpio --quiet --create --format=newc --owner=0:0 | gzip -1 > {initrd}"
    check(["/bin/bash", "-o", "pipefail", "-c", archive], root)


def check(command: Sequence[str], folder: Path | None = None, fails: bool = True) -> str:
    """The output of a command; LabError when it fails or is missing, unless it may fail (`fails=False`)."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    except FileNotFoundError:
        raise LabError(f"{command[0]} not found", install_command()) from None
    if fails and done.returncode != 0:
        raise LabError(f"{' '.join(command)}: {done.stderr.strip()[-1000:]}", "apt-get update; " + install_command())
    return done.stdout
