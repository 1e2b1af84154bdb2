"""Tells whether this machine's KVM really runs guests; called by whoever writes a domain's type attribute.

That /dev/kvm exists proves little: in nested virtualisation KVM may run a BIOS and yet be stuck in the first
instructions of Linux. So the tiny guest is booted once, without libvirt, and the answer is kept until the
machine boots again.
"""

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Literal

from tests.lab.cache import cache_folder, claimed
from tests.lab.commands import ENVIRONMENT
from tests.lab.guest import Guest, build_guest

DomainType = Literal["kvm", "qemu"]

DEVICE = Path("/dev/kvm")
PATIENCE = 10.0  # seconds; where KVM works, the guest says its first word after one
FAILURE = re.compile(rb"internal error|emulation failure|failed to initialize")


def domain_type() -> DomainType:
    """What belongs into ``<domain type=…>``: kvm where a KVM guest boots Linux, else qemu (emulation)."""
    if not os.access(DEVICE, os.R_OK | os.W_OK):
        return "qemu"
    guest = build_guest()
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    answer = cache_folder() / f"kvm-{boot}"
    with claimed(answer.parent):
        if not answer.exists():
            answer.write_text("kvm" if boots(guest, "kvm") else "qemu")
    return "kvm" if answer.read_text() == "kvm" else "qemu"


def boots(guest: Guest, accelerator: Literal["kvm", "tcg"], patience: float = PATIENCE) -> bool:
    """Boot the guest with the CPU model that libvirt gives by default: does it speak within `patience` s?"""
    with tempfile.TemporaryDirectory(prefix="lab-boot-") as folder:
        serial, errors = Path(folder) / "serial", Path(folder) / "errors"
        command = [*throw_away_machine(guest, serial), "-accel", accelerator]
        with errors.open("wb") as stream:
            qemu = subprocess.Popen(command, env=ENVIRONMENT, stdout=stream, stderr=stream)
        try:
            return speaks(qemu, serial, errors, patience)
        finally:
            qemu.kill()
            qemu.wait()


def throw_away_machine(guest: Guest, serial: Path) -> list[str]:
    """A QEMU command for a machine with nothing but a kernel and a serial log."""
    return [
        *("qemu-system-x86_64", "-machine", "q35", "-cpu", "qemu64", "-m", "192", "-no-reboot"),
        *("-nodefaults", "-no-user-config", "-display", "none", "-serial", f"file:{serial}"),
        *("-kernel", str(guest.kernel), "-initrd", str(guest.initrd), "-append", guest.cmdline),
    ]


def speaks(qemu: subprocess.Popen[bytes], serial: Path, errors: Path, patience: float) -> bool:
    """Whether the guest's init says its first word before QEMU fails or `patience` (seconds) ends."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and qemu.poll() is None:
        if serial.exists() and b"LAB-INIT" in serial.read_bytes():
            return True
        if FAILURE.search(errors.read_bytes()):
            return False
        time.sleep(0.05)
    return False
