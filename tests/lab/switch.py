"""The cable between the hosts of one lab: a bridge in a network namespace that lives as long as its holder process.

Made by `tests.lab.laboratory.Lab` when a lab has several hosts. No namespace is given a name and no interface is
made outside of the lab's own namespaces, so there is nothing to leave behind.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.lab.configuration import NETWORK
from tests.lab.errors import LabError
from tests.lab.process import ENVIRONMENT, Leashed, ProcessId

HOLD = "ip link set lo up && ip link add br0 type bridge && ip link set br0 up && "
HOLD += f"ip addr add {NETWORK}.254/24 dev br0 && echo up && exec cat >/dev/null"


class Switch:
    """A bridge `br0`, 10.77.0.254/24, in a namespace of its own."""

    def __init__(self, log: Path) -> None:
        self._holder = Leashed(["unshare", "--net", "--", "/bin/sh", "-c", HOLD], log)
        self._holder.answer()

    @property
    def id(self) -> ProcessId:
        """The process that keeps the namespace."""
        return self._holder.id

    def plug(self, host: ProcessId, address: str) -> None:
        """Connect a host's namespace as its eth0 with an address (dotted quad) of the lab's /24."""
        port = f"port{address.rpartition('.')[2]}"
        self.check(["ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", str(host.pid)])
        self.check(["ip", "link", "set", port, "master", "br0", "up"])
        inside = ["nsenter", "--target", str(host.pid), "--net", "--", "ip"]
        _check([*inside, "addr", "add", f"{address}/24", "dev", "eth0"])
        _check([*inside, "link", "set", "eth0", "up"])

    def run(self, command: Sequence[str], timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run a command in the switch's network namespace, from where every host is reached by TCP."""
        enter = ["nsenter", "--target", str(self._holder.id.pid), "--net", "--", *command]
        return subprocess.run(enter, env=ENVIRONMENT, capture_output=True, text=True, timeout=timeout)

    def check(self, command: Sequence[str]) -> None:
        """Run a command in the switch's network namespace; LabError when it fails."""
        _check(["nsenter", "--target", str(self._holder.id.pid), "--net", "--", *command])

    def shut_down(self) -> None:
        """Let the namespace go, and every cable with it."""
        self._holder.end()


def _check(command: Sequence[str]) -> None:
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode != 0:
        raise LabError(f"{' '.join(command)}: {done.stderr.strip()}", "the kernel needs bridge and veth devices")
