"""The cable between the hosts of one lab: a bridge in a network namespace that a process of ours holds.

Made by `tests.lab.laboratory.Lab` when a lab has several hosts. No namespace is given a name and no interface
is made outside of the lab's own namespaces, so there is nothing to leave behind.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.lab.commands import output, run
from tests.lab.configuration import NETWORK
from tests.lab.process import Leashed, ProcessId

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

    def run(self, command: Sequence[str], timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run a command in the switch's network namespace, from where every host is reached by TCP."""
        return run([*self._enter(self.id), *command], timeout)

    def plug(self, host: ProcessId, address: str) -> None:
        """Connect a host's namespace as its eth0 with an address (dotted quad) of the lab's /24."""
        port = f"port{address.rpartition('.')[2]}"
        here, there = self._enter(self.id), self._enter(host)
        peer = ("type", "veth", "peer", "name", "eth0", "netns", str(host.pid))
        output([*here, "ip", "link", "add", port, *peer])
        output([*here, "ip", "link", "set", port, "master", "br0", "up"])
        output([*there, "ip", "addr", "add", f"{address}/24", "dev", "eth0"])
        output([*there, "ip", "link", "set", "eth0", "up"])

    def shut_down(self) -> None:
        """Let the namespace go, and every cable with it."""
        self._holder.end()

    def _enter(self, process: ProcessId) -> tuple[str, ...]:
        return ("nsenter", "--target", str(process.pid), "--net", "--")
