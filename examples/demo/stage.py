"""Where the demonstration takes place: the port that its chapters play on.

Two stages exist: `examples.demo.qemu` (real machines on a private libvirt host) and `examples.demo.pretend`
(libvirt's test driver, which runs nothing). The chapters know neither.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import libvirt

from examples.demo.board import Board

TEMPLATES = Path(__file__).with_name("manifests")


@dataclass(frozen=True)
class Hand:
    """A change that somebody makes by hand. `typed` is what is printed, `do` does it and returns its output.

    path: what the report must name; `corrected` looks at libvirt and tells whether it has been put right.
    """

    typed: str
    do: Callable[[], str]
    path: str
    corrected: Callable[[libvirt.virConnect], bool]
    prompt: str = "$"


class Stage(Protocol):
    """A libvirt host to play on. `words` fill the gaps of the manifest templates in `folders`."""

    title: str
    uri: str
    words: Mapping[str, str]
    folders: tuple[str, ...]
    connection: libvirt.virConnect

    def guest_speaks(self) -> str | None:
        """The line that the guest prints on its console once it is up; None where no guest runs."""

    def guest_uptime(self) -> float | None:
        """Seconds since the guest booted, by its own clock; None where no guest runs."""

    def drifts(self) -> tuple[Hand, ...]:
        """What somebody changes behind our back while nobody looks."""

    def disturbances(self) -> tuple[Hand, ...]:
        """What somebody changes while the daemon runs."""

    def daemon(self, options: tuple[str, ...], board: Board, tell: Callable[[], None]) -> int:
        """Run `virt-reconcile run` with these options while `tell` is told; its exit code."""


StageMaker = Callable[[Path], AbstractContextManager[Stage]]
