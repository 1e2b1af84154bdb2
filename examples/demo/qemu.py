"""The real stage: a private libvirtd with QEMU in namespaces of its own, and a tiny Linux that really boots.

Chosen by `examples.demo.__main__` where this process is root and libvirt and QEMU are installed. Nothing of
the machine's own libvirt, networks and files is touched.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import libvirt

from examples.demo.board import Board
from examples.demo.stage import Hand
from tests.lab import Console, Host, Lab, LabError
from tests.lab.guest import build_guest
from tests.lab.kvm import domain_type

READY = r"LAB-READY[^\n]*"
TICK = r"LAB-TICK[^\n]*nics=eth0[^\n]*"
RANGE = "<range start='192.168.150.10' end='192.168.150.99'/>"
DESCRIPTION = "serves the shop"


class QemuStage:
    """One lab host and its guest."""

    folders: tuple[str, ...] = ("common", "qemu")

    def __init__(self, host: Host, connection: libvirt.virConnect, words: Mapping[str, str]) -> None:
        self.host = host
        self.uri = host.uri
        self.connection = connection
        self.words = words
        self.title = _title(connection, words["type"])
        self._console = Console(host.log_of("web"))

    def guest_speaks(self) -> str | None:
        """Wait for the guest to say that it is up and sees its network card."""
        self._console.wait_for(READY)
        return self._console.wait_for(TICK).group()

    def guest_uptime(self) -> float | None:
        """By the next line that the guest prints."""
        return self._console.wait(lambda _: True).uptime

    def drifts(self) -> tuple[Hand, ...]:
        """Text, memory, a disk that only the running machine has, and two sections of the network."""
        return (
            _virsh("desc web --live --config 'I was here'", "description", _described),
            _virsh("setmem web 192M --live --config", "currentMemory", _memory_is(256)),
            self._extra_disk(),
            _virsh(f'net-update lan delete ip-dhcp-range "{RANGE}" --live --config', _RANGE_PATH, _leases),
            _virsh("net-autostart lan --disable", "autostart", _starts_with_host),
        )

    def disturbances(self) -> tuple[Hand, ...]:
        """A text, and the very definition of a machine that runs."""
        return (
            _virsh("desc web --live --config 'I was here again'", "description", _described),
            _virsh("undefine web", "", _defined),
        )

    def daemon(self, options: tuple[str, ...], board: Board, tell: Callable[[], None]) -> int:
        """As systemd would run it, in a process of its own."""
        command = [sys.executable, "-m", "reconciler", "run", *options]
        with Path("daemon.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
            try:
                if board.ready(lambda: process.poll() is not None):
                    tell()
            finally:
                process.terminate()
                code = _ended(process)
        return code

    def _extra_disk(self) -> Hand:
        image = self.host.images / "unknown.img"
        attach = _virsh(f"attach-disk web {image} vdx --live", "disks[@vdx]", _without("vdx"))

        def do() -> str:
            image.write_bytes(bytes(1 << 20))
            return attach.do()

        return Hand(f"truncate -s 1M {image} && {attach.typed}", do, attach.path, attach.corrected)


@contextmanager
def qemu_stage(folder: Path) -> Iterator[QemuStage]:
    """A lab host below `folder`. LabError where none can be had here."""
    guest = build_guest()
    kind = domain_type()
    with Lab(folder / "lab") as lab:
        host = lab.hosts[0]
        words = {
            "uri": host.uri, "images": str(host.images), "type": kind, "kernel": str(guest.kernel),
            "initrd": str(guest.initrd), "cmdline": guest.cmdline, "log": str(host.log_of("web")),
        }  # fmt: skip
        os.environ["LIBVIRT_DEFAULT_URI"] = host.uri
        with closing(libvirt.open(host.uri)) as connection:
            yield QemuStage(host, connection, words)


def _title(connection: libvirt.virConnect, kind: str) -> str:
    libvirtd, qemu = _version(connection.getLibVersion()), _version(connection.getVersion())
    speed = "KVM" if kind == "kvm" else "plain emulation, because no KVM guest boots on this machine"
    return f"a private libvirt {libvirtd} with QEMU {qemu}, in namespaces of its own; guests run by {speed}"


def _version(number: int) -> str:
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"


def _virsh(words: str, path: str, corrected: Callable[[libvirt.virConnect], bool]) -> Hand:
    """A virsh command; LabError where it fails."""

    def do() -> str:
        done = subprocess.run(
            ["virsh", *shlex.split(words)], capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode != 0:
            raise LabError(f"virsh {words}: {done.stderr.strip()}", "run it by hand")
        return done.stdout

    return Hand(f"virsh {words}", do, path, corrected)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a process that was asked to end; it is killed when it does not."""
    try:
        return process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


_RANGE_PATH = "addresses[192.168.150.1].dhcp.ranges[192.168.150.10]"


def _described(connection: libvirt.virConnect) -> bool:
    return f"<description>{DESCRIPTION}</description>" in connection.lookupByName("web").XMLDesc()


def _memory_is(mebibytes: int) -> Callable[[libvirt.virConnect], bool]:
    def corrected(connection: libvirt.virConnect) -> bool:
        kibibytes: int = connection.lookupByName("web").info()[2]
        return kibibytes == mebibytes * 1024

    return corrected


def _without(target: str) -> Callable[[libvirt.virConnect], bool]:
    return lambda connection: f"dev='{target}'" not in connection.lookupByName("web").XMLDesc()


def _leases(connection: libvirt.virConnect) -> bool:
    return "192.168.150.99" in connection.networkLookupByName("lan").XMLDesc()


def _starts_with_host(connection: libvirt.virConnect) -> bool:
    return bool(connection.networkLookupByName("lan").autostart())


def _defined(connection: libvirt.virConnect) -> bool:
    machine = connection.lookupByName("web")
    return bool(machine.isPersistent()) and bool(machine.autostart())
