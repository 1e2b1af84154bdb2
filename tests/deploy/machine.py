"""A machine to install on: this one's own files under a real systemd, thrown away afterwards.

systemd-nspawn boots `/` with everything written going into memory, with network and processes of its own. So
a real PID 1, dbus, polkit and libvirtd are there in a second. Used by the tests beside this.
"""

import os
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.deploy.rules import ROOT
from tests.lab.commands import ENVIRONMENT
from tests.lab.errors import LabError

SOURCE = "/opt/source"
PYTHON = f"/opt/python/bin/python{sys.version_info.major}.{sys.version_info.minor}"
_PACKAGES = "/opt/packages"
_BIN = "/opt/virt-reconcile/bin"
# What an installed program is, without installing it anew: the Python and the packages that run these tests.
# A Python with a library of its own has to be told where that is now.
_LAUNCHER = f"""\
#!/bin/sh
export LD_LIBRARY_PATH=/opt/python/lib
exec {PYTHON} -IB -c '
import sys
sys.path[:0] = ["{SOURCE}", "{_PACKAGES}"]
from reconciler.__main__ import main
sys.exit(main())
' "$@"
"""
_BOOT = 'mount --bind / "$0" && exec systemd-nspawn --directory="$0" "$@"'
# What this machine may have and the new one must not see: guests that start by themselves, our service.
_HIDDEN = ("/etc/libvirt/qemu", "/var/lib/libvirt", "/etc/virt-reconcile", "/var/lib/virt-reconcile")
_HALT = signal.SIGRTMIN + 4


class Machine:
    """A booted copy of this machine; `folder` has its console and mount point. LabError if none comes up."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "console.log"
        (folder / "root").mkdir()
        # It dies with us, however we die.
        command = [*("setpriv", "--pdeathsig", "KILL"), *("unshare", "--mount", "--propagation", "private")]
        command += ["bash", "-ec", _BOOT, str(folder / "root"), *_options(_launchers(folder / "bin"))]
        with self._log.open("wb") as log:
            self._nspawn = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**ENVIRONMENT, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            )  # fmt: skip

    def __enter__(self) -> Self:
        try:
            self.wait_for(lambda: self._leader() != 0, "PID 1")
            self.wait_for(self._is_up, "systemd to be ready")
            self.said("systemctl", "start", "libvirtd.socket")  # on the machine itself it may be disabled
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if leader := self._leader():
            with suppress(ProcessLookupError):
                os.kill(leader, _HALT)
        try:
            self._nspawn.wait(15)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command that has run there, failed or not."""
        inside = (
            "nsenter",
            "-t",
            str(self._leader()),
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-C",
            f"--wdns={SOURCE}",
        )
        return subprocess.run(
            [*inside, "--", *command],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def said(self, *command: str) -> str:
        """What a command printed there; LabError if it failed."""
        done = self.run(*command)
        if done.returncode != 0:
            raise LabError(
                f"{' '.join(command)}: {done.stdout}{done.stderr}", "see the unit's journal, if any"
            )
        return done.stdout.strip()

    def wait_for(self, condition: Callable[[], bool], what: str, timeout: float = 30.0) -> None:
        """Return when it holds. LabError, with the console's last words, if it never does."""
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline or self._nspawn.poll() is not None:
                console = self._log.read_text("utf-8", "replace")[-1500:]
                raise LabError(
                    f"waited in vain for {what}; console:\n{console}", "a container must be privileged"
                )
            time.sleep(0.05)

    def _leader(self) -> int:
        """The PID that its PID 1 has here; 0 while there is none. Only what has left our namespaces and has
        become systemd counts: a command must never run on the real machine.
        """
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children")
        with suppress(OSError):
            for pid in children.read_text().split():
                if _is_apart(Path("/proc", pid)) and Path("/proc", pid, "comm").read_text() == "systemd\n":
                    return int(pid)
        return 0

    def _is_up(self) -> bool:
        return self.run("systemctl", "is-system-running").stdout.strip() in {"running", "degraded"}


def _is_apart(process: Path) -> bool:
    """Whether a process (its folder in /proc) shares neither files, processes nor network with us."""
    ours = Path("/proc/self/ns")
    return all(
        (process / "ns" / name).readlink() != (ours / name).readlink() for name in ("mnt", "pid", "net")
    )


def _launchers(folder: Path) -> Path:
    """A folder with the program that the unit starts."""
    folder.mkdir()
    program = folder / "virt-reconcile"
    program.write_text(_LAUNCHER)
    program.chmod(0o755)
    folder.chmod(0o755)
    return folder


def _options(launchers: Path) -> list[str]:
    """How to boot: nothing but the base of the system, which starts the rest when it is asked for."""
    places = {
        ROOT: SOURCE,
        launchers: _BIN,
        Path(sys.base_prefix): "/opt/python",
        Path(sysconfig.get_path("purelib")): _PACKAGES,
    }
    return [
        *("--boot", "--volatile=overlay", "--private-network", "--register=no", "--keep-unit"),
        *("--console=pipe", f"--machine=lab-{os.getpid()}", "--link-journal=no"),
        *(f"--tmpfs={place}" for place in _HIDDEN),
        *(f"--bind-ro={there}:{here}" for there, here in places.items()),
        "systemd.unit=basic.target",
    ]
