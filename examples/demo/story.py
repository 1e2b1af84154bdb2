"""The demonstration's chapters, in order. Called by `examples.demo.__main__`, with a stage to play on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from examples.demo.board import Board, paths_of
from examples.demo.page import BrokenClaim, Page
from examples.demo.program import Program
from examples.demo.stage import TEMPLATES, Hand, Stage

SOURCE = "manifests"
NOTICE = 1.0  # seconds in which the daemon must have reported a change that libvirt tells of
CORRECT = 10.0  # seconds in which it must have put it right
METRICS = (
    "virt_reconcile_host_up",
    "virt_reconcile_managed_resources",
    "virt_reconcile_libvirt_events_total",
    "virt_reconcile_reconciles_total",
    "virt_reconcile_changes_total",
)


@dataclass(frozen=True)
class Story:
    """Told once, from the folder of YAML to the metrics. The working directory is a folder to play in."""

    page: Page
    stage: Stage
    program: Program

    def tell(self) -> None:
        """All chapters. BrokenClaim where something did not happen."""
        self.manifests()
        self.validated()
        self.planned()
        self.applied()
        self.drifted()
        self.guarded()

    def manifests(self) -> None:
        """A folder of YAML says what there should be."""
        self.page.chapter("1  A folder of YAML says what there should be")
        Path(SOURCE).mkdir()
        templates = (path for folder in self.stage.folders for path in (TEMPLATES / folder).glob("*.yaml"))
        for path in sorted(templates, key=lambda path: path.name):
            text = Template(path.read_text("utf-8")).substitute(self.stage.words)
            (Path(SOURCE) / path.name).write_text(text)
            self.page.typed(f"cat {SOURCE}/{path.name}")
            self.page.shown(text)

    def validated(self) -> None:
        """The manifests are right, as far as can be told without libvirt."""
        self.page.chapter("2  validate: is it right?")
        self.program.typed(f"validate {SOURCE}")

    def planned(self) -> None:
        """The plan says what would be done; nothing is."""
        self.page.chapter("3  plan: what would be done? Nothing is touched.")
        before = self._names()
        self.program.typed(f"plan {SOURCE}", expected=1)
        self.page.claim("nothing was made", self._names() == before)

    def applied(self) -> None:
        """Everything is made, and a second apply has nothing to do."""
        self.page.chapter("4  apply: network, storage pool, volumes, a running machine")
        self.program.typed(f"apply {SOURCE} --yes")
        machine = self.stage.connection.lookupByName("web")
        self.page.claim("libvirt says that the machine runs", bool(machine.isActive()))
        line = self.stage.guest_speaks()
        if line is not None:
            self.page.say("Inside, Linux has booted; its serial console says what it sees:")
            self.page.shown(f"    {line}")
        self.page.say("And again, now that all is as it should be:")
        self.program.typed(f"plan {SOURCE}")

    def drifted(self) -> None:
        """Changes made behind our back are reported field by field, and put right without a restart."""
        self.page.chapter("5  Somebody changes things by hand")
        before = self._incarnation()
        hands = self.stage.drifts()
        for hand in hands:
            self.page.typed(hand.typed, hand.prompt)
            self.page.shown(hand.do().strip())
        self.page.say("The drift report names every field, and its exit code is made for scripts:")
        self.program.typed(f"drift {SOURCE}", expected=1)
        missed = {hand.path for hand in hands} - paths_of(self.program.asked(f"drift {SOURCE}"))
        self.page.claim(f"all {len(hands)} changes are in the report", not missed)
        self.page.say("apply puts it right:")
        self.program.typed(f"apply {SOURCE} --yes")
        for hand in hands:
            self.page.claim(f"libvirt says so too: {hand.path}", hand.corrected(self.stage.connection))
        self._undisturbed(before)

    def guarded(self) -> None:
        """The daemon does the same by itself, as soon as libvirt tells of a change."""
        self.page.chapter("6  run: the daemon notices, reports and corrects by itself")
        board = Board()
        options = ("--source", SOURCE, "--listen", board.listen)
        self.page.typed(f"virt-reconcile run {' '.join(options)}")
        told: list[bool] = []
        code = self.stage.daemon(options, board, lambda: told.append(self._watched(board)))
        self.page.claim("the daemon was ready", told == [True])
        self.page.claim(f"asked to end, the daemon ended with exit code {code}", code == 0)

    def _watched(self, board: Board) -> bool:
        before = self._incarnation()
        for hand in self.stage.disturbances():
            self._disturbed(board, hand)
        self._undisturbed(before)
        self.page.chapter("7  /metrics: the same in numbers")
        self.page.typed(f"curl -s http://{board.listen}/metrics | grep '^virt_reconcile'")
        _soon(
            lambda: any(_corrected(*sample) for sample in board.metrics().items())
        )  # when the cycle has ended
        samples = board.metrics()
        chosen = [f"{name} {value}" for name, value in samples.items() if _wanted(name, value)]
        self.page.shown("\n".join(chosen))
        self.page.claim("the corrections are counted", any(_corrected(*sample) for sample in samples.items()))
        return True

    def _disturbed(self, board: Board, hand: Hand) -> None:
        """One change by hand, timed from the moment in which its command was started."""
        self.page.typed(hand.typed, hand.prompt)
        began = time.monotonic()
        output = hand.do()
        done = time.monotonic() - began
        reported = corrected = None
        while (reported is None or corrected is None) and time.monotonic() - began < CORRECT:
            if reported is None and hand.path in board.differences():
                reported = time.monotonic() - began
            if corrected is None and hand.corrected(self.stage.connection):
                corrected = time.monotonic() - began
            time.sleep(0.001)
        self.page.shown(output.strip())
        if reported is None or corrected is None:
            raise BrokenClaim(f"within {CORRECT:g} s it was reported: {reported}, corrected: {corrected}")
        self.page.claim(
            f"done after {done * 1000:.0f} ms, in the daemon's report after {reported * 1000:.0f} ms, "
            f"put right after {corrected * 1000:.0f} ms",
            reported < NOTICE,
        )
        self.page.claim("its report says that all is in sync again", _soon(board.calm))

    def _incarnation(self) -> tuple[int, float]:
        """The domain's id, which counts starts, and the guest's own uptime."""
        return self.stage.connection.lookupByName("web").ID(), self.stage.guest_uptime() or 0.0

    def _undisturbed(self, before: tuple[int, float]) -> None:
        number, uptime = self._incarnation()
        self.page.claim(f"the machine is still the running instance {number}", number == before[0])
        if uptime:
            self.page.claim(
                f"and its guest has been up for {uptime:.1f} s without a break", uptime > before[1]
            )

    def _names(self) -> set[str]:
        connection = self.stage.connection
        networks, pools = connection.listAllNetworks(), connection.listAllStoragePools()
        named = ([one.name() for one in found] for found in (connection.listAllDomains(), networks, pools))
        return {name for names in named for name in names}


def _soon(so: Callable[[], bool]) -> bool:
    """Whether it is so within `CORRECT` seconds."""
    deadline = time.monotonic() + CORRECT
    while not so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _wanted(name: str, value: str) -> bool:
    return name.startswith(METRICS) and float(value) > 0


def _corrected(name: str, value: str) -> bool:
    """Whether a sample says that drift was put right."""
    return name.startswith("virt_reconcile_changes_total") and 'trigger="drift"' in name and float(value) > 0
