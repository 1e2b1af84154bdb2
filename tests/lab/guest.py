"""Gives the lab's guests: a tiny Linux of the distribution's own kernel, busybox and a few scripts.

Called by tests, demonstration and benchmark. `build_guest` is for direct kernel boot; `build_agent` has the
QEMU guest agent on board, too; `build_disk` gives the latter as a disk that boots by itself, by BIOS or UEFI.
Each is built once into a cache, and again only when its recipe changes.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.lab.bootdisk import System, make_disk
from tests.lab.cache import Recipe, obtain
from tests.lab.commands import output
from tests.lab.download import unpack
from tests.lab.initramfs import PLACES, SCRIPTS, install_scripts, lay_out, pack
from tests.lab.kernel import fetch_kernel

HERE = Path(__file__).parent
AGENT_PLACES = (("guest-agent.sh", "etc/services"), ("guest-shutdown.sh", "sbin/shutdown"))
GUEST_SOURCES = (
    *(HERE / f"{module}.py" for module in ("initramfs", "kernel")),
    *(SCRIPTS / script for script, _ in PLACES),
)
AGENT_SOURCES = (*GUEST_SOURCES, *(SCRIPTS / script for script, _ in AGENT_PLACES))


@dataclass(frozen=True)
class Guest:
    """The two files that libvirt's direct kernel boot wants, and what its kernel needs to be told.

    Without swiotlb=noforce it works too, and 64 MiB of the guest's memory are gone.
    """

    kernel: Path
    initrd: Path
    cmdline: str = "console=ttyS0 quiet panic=-1 swiotlb=noforce"


def build_guest() -> Guest:
    """The plain guest (first time: 4 s and a 27 MB download)."""
    folder = obtain(Recipe("guest", GUEST_SOURCES, _guest))
    return Guest(folder / "vmlinuz", folder / "initrd")


def build_agent() -> Guest:
    """The guest with the QEMU guest agent, which answers where a machine has a channel for it."""
    plain = build_guest()
    folder = obtain(Recipe("agent", AGENT_SOURCES, lambda work, downloads: _agent(plain, work, downloads)))
    return Guest(plain.kernel, folder / "initrd")


def build_disk() -> Path:
    """A qcow2 image that boots the guest with its agent: 64 MiB, to be copied or backed onto, never written.

    By BIOS a machine needs 192 MiB of memory, by UEFI 384 MiB.
    """
    guest = build_agent()
    sources = (*AGENT_SOURCES, HERE / "bootdisk.py", HERE / "guest.py")
    return (
        obtain(Recipe("disk", sources, lambda work, downloads: _disk(guest, work, downloads))) / "disk.qcow2"
    )


def _guest(work: Path, downloads: Path) -> Path:
    kernel = fetch_kernel(work / "kernel", downloads)
    lay_out(work / "root", kernel)
    pack(work / "root", _made(work) / "initrd")
    shutil.copy(kernel.image, _made(work) / "vmlinuz")
    (_made(work) / "vmlinuz").chmod(0o644)
    return _made(work)


def _agent(plain: Guest, work: Path, downloads: Path) -> Path:
    unpack("qemu-guest-agent", work / "package", downloads)
    program = work / "package/usr/sbin/qemu-ga"
    root = work / "root"
    (root / "bin").mkdir(parents=True)
    shutil.copy(program, root / "bin/qemu-ga")
    for library in libraries(program):
        (root / library).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path("/") / library, root / library)
    install_scripts(root, AGENT_PLACES)
    pack(root, work / "more")
    (_made(work) / "initrd").write_bytes(plain.initrd.read_bytes() + (work / "more").read_bytes())
    return _made(work)


def libraries(program: Path) -> tuple[str, ...]:
    """The shared libraries of a program on this machine, as paths relative to /.

    Those of the guest agent are there wherever libvirt and QEMU are installed.
    """
    return tuple(re.findall(r"(?:=> |^\s*)/(\S+) \(", output(["ldd", str(program)]), re.MULTILINE))


def _disk(guest: Guest, work: Path, downloads: Path) -> Path:
    system = System(guest.kernel, guest.initrd, guest.cmdline)
    make_disk(_made(work) / "disk.qcow2", system, work, downloads)
    return _made(work)


def _made(work: Path) -> Path:
    """The folder of results below a scratch folder."""
    (work / "made").mkdir(exist_ok=True)
    return work / "made"
