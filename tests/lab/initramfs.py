"""Lays out and packs the tiny guest's initramfs: busybox, the guest's scripts, and drivers.

Called by `tests.lab.guest`.
"""

import shlex
import shutil
from pathlib import Path

from tests.lab.commands import output
from tests.lab.errors import LabError
from tests.lab.kernel import Kernel, copy_driver
from tests.lab.packages import install_command

BUSYBOX = Path("/bin/busybox")
SCRIPTS = Path(__file__).with_name("scripts")
FOLDERS = ("bin", "sbin", "proc", "sys", "dev", "run", "tmp", "mnt", "etc/acpi/PWRF", "usr/share/udhcpc")
PLACES = (
    ("guest-init.sh", "init"),
    ("guest-dhcp.sh", "usr/share/udhcpc/default.script"),
    ("guest-power.sh", "etc/acpi/PWRF/00000080"),  # the name under which acpid looks up the power button
)
DRIVERS = (
    *("virtio_pci", "virtio_blk", "virtio_net", "virtio_scsi", "virtio_balloon", "virtio_console"),
    *("virtio_rng", "virtio_mem", "virtiofs", "sd_mod", "sr_mod", "isofs", "ext4", "vfat", "evdev", "button"),
    *("af_packet", "i6300esb", "pvpanic_pci", "ahci", "e1000", "e1000e", "8139cp", "9p", "9pnet_virtio"),
)


def lay_out(root: Path, kernel: Kernel) -> None:
    """Make the guest's root folder with the drivers of one kernel."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    if not BUSYBOX.exists():
        raise LabError(f"{BUSYBOX} not found", install_command())
    shutil.copy(BUSYBOX, root / "bin/busybox")
    (root / "bin/sh").symlink_to("busybox")
    install_scripts(root, PLACES)
    add_drivers(root, kernel)


def install_scripts(root: Path, places: tuple[tuple[str, str], ...]) -> None:
    """Copy scripts of the lab to where the guest looks for them."""
    for script, place in places:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SCRIPTS / script, root / place)
        (root / place).chmod(0o755)


def add_drivers(root: Path, kernel: Kernel) -> None:
    """Copy the drivers into lib/modules (also seen as usr/lib/modules) and list them for modprobe."""
    target = root / "lib/modules" / kernel.version
    target.mkdir(parents=True)
    (root / "usr/lib").symlink_to("../lib")
    original = kernel.modules.resolve()
    for path in kernel.drivers(DRIVERS):
        copy_driver(path, target / path.parent.relative_to(original))
    for name in ("modules.builtin", "modules.order"):
        shutil.copy(original / name, target / name)
    output(["depmod", "--basedir", str(root), kernel.version])
    (root / "etc/modules").write_text("\n".join(DRIVERS) + "\n")


def pack(root: Path, initrd: Path) -> None:
    """Pack a folder as an initramfs."""
    listing = "find . | LC_ALL=C sort | cpio --quiet --create --format=newc --owner=0:0"
    archive = f"{listing} | gzip -1 > {shlex.quote(str(initrd))}"
    output(["/bin/bash", "-o", "pipefail", "-c", archive], folder=root)
