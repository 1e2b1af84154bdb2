"""Makes a disk image that boots the lab's guest by itself, from BIOS and from UEFI.

Called by `tests.lab.guest`. One FAT file system without a partition table is enough for both: syslinux sits
in its boot sector, and GRUB where UEFI firmware looks on removable media.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.lab.commands import output
from tests.lab.download import unpack

MEBIBYTES = 64
GRUB_MODULES = ("boot", "fat", "linux", "search", "search_fs_file")


@dataclass(frozen=True)
class System:
    """What is to be booted."""

    kernel: Path
    initrd: Path
    cmdline: str

    def syslinux(self) -> str:
        """The text of syslinux.cfg."""
        return f"DEFAULT guest\nLABEL guest\nKERNEL /vmlinuz\nINITRD /initrd\nAPPEND {self.cmdline}\n"

    def grub(self) -> str:
        """The text of the configuration that is built into GRUB."""
        return f"search --file --set=root /vmlinuz\nlinux /vmlinuz {self.cmdline}\ninitrd /initrd\nboot\n"


def make_disk(image: Path, system: System, work: Path, downloads: Path) -> None:
    """Write a compressed qcow2 image, with scratch files in `work`."""
    raw, config = work / "disk.raw", work / "syslinux.cfg"
    with raw.open("wb") as stream:
        stream.truncate(MEBIBYTES * 1024 * 1024)
    output(["mkfs.vfat", "-n", "LABGUEST", str(raw)])
    config.write_text(system.syslinux())
    output(["mmd", "-i", str(raw), "::/EFI", "::/EFI/BOOT"])
    put(raw, system.kernel, "vmlinuz")
    put(raw, system.initrd, "initrd")
    put(raw, config, "syslinux.cfg")
    put(raw, make_grub(system, work, downloads), "EFI/BOOT/BOOTX64.EFI")
    output(["syslinux", "--install", str(raw)])
    output(["qemu-img", "convert", "-c", "-O", "qcow2", str(raw), str(image)])


def make_grub(system: System, work: Path, downloads: Path) -> Path:
    """GRUB for UEFI, from packages that are unpacked but never installed."""
    tools, config, made = work / "grub", work / "grub.cfg", work / "grub.efi"
    for package in ("grub-common", "grub-efi-amd64-bin"):
        unpack(package, tools, downloads)
    config.write_text(system.grub())
    modules = tools / "usr/lib/grub/x86_64-efi"
    paths = [
        "--directory",
        str(modules),
        "--config",
        str(config),
        "--output",
        str(made),
        "--prefix",
        "/EFI/BOOT",
    ]
    output([str(tools / "usr/bin/grub-mkimage"), "--format", "x86_64-efi", *paths, *GRUB_MODULES])
    return made


def put(raw: Path, source: Path, place: str) -> None:
    """Copy a file into a FAT image."""
    output(["mcopy", "-i", str(raw), str(source), f"::/{place}"])
