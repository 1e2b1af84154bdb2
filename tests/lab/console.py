"""Reads what a lab guest says on its serial console; used wherever a test needs the guest's own view.

The guest (`tests/lab/scripts/guest-init.sh`) prints a line each second, and at once when something changed.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.lab.errors import LabError

LINE = re.compile(r"LAB-TICK up=([\d.]+) cpus=(\d+) mem=(\d+) disks=(\S*) nics=(\S*) end")


@dataclass(frozen=True)
class Nic:
    """A network card as the guest sees it: its MAC in lower case, and whether its link is up."""

    mac: str
    carrier: bool


@dataclass(frozen=True)
class Tick:
    """What the guest saw at one moment; `disks` maps names like vda to bytes, `nics` has names like eth0."""

    uptime: float
    cpus: int
    memory_kib: int
    disks: dict[str, int]
    nics: dict[str, Nic]

    @property
    def macs(self) -> frozenset[str]:
        """The MACs of all network cards."""
        return frozenset(nic.mac for nic in self.nics.values())


def parse_tick(match: re.Match[str]) -> Tick:
    """A tick from a match of `LINE`."""
    disks = (item.split(":") for item in match[4].split(",") if item)
    nics = (item.split("/") for item in match[5].split(",") if item)
    return Tick(
        uptime=float(match[1]),
        cpus=int(match[2]),
        memory_kib=int(match[3]),
        disks={name: int(size) for name, size in disks},
        nics={name: Nic(mac, carrier == "1") for name, mac, carrier in nics},
    )


class Console:
    """The serial log of one guest, a file that grows and starts anew with the guest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = 0

    def text(self) -> str:
        """Everything that was printed since the guest started; empty while there is no log."""
        return self.path.read_text(errors="replace") if self.path.exists() else ""

    def last(self) -> Tick | None:
        """The newest tick, if there was any."""
        found = list(LINE.finditer(self.text()))
        return parse_tick(found[-1]) if found else None

    def wait_for(self, pattern: str, timeout: float = 60.0) -> re.Match[str]:
        """The next match of a regular expression in what no earlier `wait_for` has consumed."""
        deadline = time.monotonic() + timeout
        while True:
            text = self.text()
            start = self._seen if self._seen <= len(text) else 0
            if match := re.compile(pattern).search(text, start):
                self._seen = match.end()
                return match
            self._sleep(deadline, f"nothing matched {pattern!r} within {timeout:g} s")

    def wait(self, wanted: Callable[[Tick], bool], timeout: float = 60.0) -> Tick:
        """The first tick that is printed from now on and fulfils `wanted`."""
        deadline = time.monotonic() + timeout
        position = len(self.text())
        while True:
            text = self.text()
            start = position if position <= len(text) else 0
            for tick in map(parse_tick, LINE.finditer(text, start)):
                if wanted(tick):
                    return tick
            self._sleep(deadline, f"no wanted tick within {timeout:g} s; the last is {self.last()}")

    def _sleep(self, deadline: float, complaint: str) -> None:
        if time.monotonic() > deadline:
            raise LabError(
                f"{complaint}; {self.path} ends:\n{self.text()[-1500:]}", "see what the guest does"
            )
        time.sleep(0.05)
