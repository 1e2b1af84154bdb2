"""The stage without QEMU: libvirt's built-in test driver, which keeps books of machines that do not run.

Chosen by `examples.demo.__main__` where there is no root or no libvirtd. The driver's state lives in this
process and as long as a connection to it is open.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import libvirt

from examples.demo.board import Board
from examples.demo.program import called
from examples.demo.stage import Hand

URI = "test:///default"
DESCRIPTION = "serves the shop"


class PretendStage:
    """The test driver of this process."""

    folders: tuple[str, ...] = ("common", "test")
    title = "libvirt's test driver: everything is decided, written and read back as usual, but nothing runs"
    uri = URI

    def __init__(self, connection: libvirt.virConnect, words: Mapping[str, str]) -> None:
        self.connection = connection
        self.words = words

    def guest_speaks(self) -> str | None:
        """Nobody speaks here."""
        return None

    def guest_uptime(self) -> float | None:
        """Nothing runs here."""
        return None

    def drifts(self) -> tuple[Hand, ...]:
        """A machine's text, and when a network is started."""
        return (self._describe("I was here"), self._no_autostart())

    def disturbances(self) -> tuple[Hand, ...]:
        """A machine's text."""
        return (self._describe("I was here again"),)

    def daemon(self, options: tuple[str, ...], board: Board, tell: Callable[[], None]) -> int:
        """In this process's main thread, which takes signals; `tell` is told beside it."""
        ours, ended = signal.getsignal(signal.SIGTERM), Event()

        def told() -> None:
            try:
                if board.ready(ended.is_set):
                    tell()
            finally:
                if not ended.is_set():
                    os.kill(os.getpid(), signal.SIGTERM)

        try:
            with ThreadPoolExecutor(1) as beside:
                telling = beside.submit(told)
                code = called(["run", *options])
                ended.set()
                telling.result()
        finally:
            signal.signal(signal.SIGTERM, ours)
        return code

    def _describe(self, text: str) -> Hand:
        machine = self.connection.lookupByName("web")
        kind, flags = libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, libvirt.VIR_DOMAIN_AFFECT_CONFIG
        flags |= libvirt.VIR_DOMAIN_AFFECT_LIVE
        return _call(
            f"web.setMetadata(VIR_DOMAIN_METADATA_DESCRIPTION, {text!r}, …)",
            lambda: machine.setMetadata(kind, text, None, None, flags),
            "description",
            lambda _: f"<description>{DESCRIPTION}</description>" in machine.XMLDesc(),
        )

    def _no_autostart(self) -> Hand:
        network = self.connection.networkLookupByName("lan")
        return _call(
            "lan.setAutostart(False)",
            lambda: network.setAutostart(False),
            "autostart",
            lambda _: bool(network.autostart()),
        )


@contextmanager
def pretend_stage(_folder: Path) -> Iterator[PretendStage]:
    """The test driver, which is always there."""
    os.environ["LIBVIRT_DEFAULT_URI"] = URI
    with closing(libvirt.open(URI)) as connection:
        yield PretendStage(connection, {"uri": URI, "images": "/images"})


def _call(
    typed: str, call: Callable[[], object], path: str, corrected: Callable[[libvirt.virConnect], bool]
) -> Hand:
    """A call of libvirt's Python API, printed as one would type it in a Python shell."""

    def do() -> str:
        call()
        return ""

    return Hand(typed, do, path, corrected, prompt=">>>")
