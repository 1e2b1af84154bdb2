"""The course of one `apply`: look, show, have it agreed to, look again, act where nothing moved, and report.

Called by the verb `apply`. Ctrl-C lets the steps in hand end and begins no other; a second one leaves.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event
from types import FrameType

from reconciler.cli.failure import INTERRUPTED, TROUBLE
from reconciler.cli.fleet import Fleet, seal, told
from reconciler.cli.keeping import keep_report
from reconciler.cli.look import Intent, Look, show
from reconciler.cli.manifests import show_findings
from reconciler.cli.progress import watched
from reconciler.cli.saved import SavedPlan, ensure_fits
from reconciler.cli.workplace import Workplace
from reconciler.loop import Cycle
from reconciler.published import Report, exit_code
from reconciler.text.result import result
from reconciler.text.values import hosts
from state.recorded.ledger import Ledger

Consent = Callable[[Report], bool]


@dataclass(frozen=True, slots=True)
class Application:
    """What is to be applied, and where; `saved` where it has to be one plan and no other."""

    place: Workplace
    intent: Intent
    saved: SavedPlan | None = None
    stop: Event = field(default_factory=Event)

    @classmethod
    def of_saved(cls, place: Workplace, saved: SavedPlan) -> "Application":
        """The application of a saved plan, at the place where it was made."""
        settings = replace(place.settings, connect=place.settings.connect or saved.connect)
        return cls(replace(place, settings=settings), saved.intent, saved)

    def run(self, agreed: Consent) -> int:
        """All of it; the exit code. `agreed` shows the plan's report to somebody who may say no."""
        wanted = self.intent.resolved(self.place.settings, keep=True)
        show_findings(self.place, wanted.diagnostics, self.intent.path)
        with self.place.opened() as ledger, Fleet(wanted, ledger) as fleet:
            cycles = fleet.cycles(self.intent.orders(self.place.settings))
            seen = Look(cycles, told(cycles))
            if self.saved is not None:
                ensure_fits(self.saved, seen)
            if not agreed(seen.report):
                self.place.console.remark("Nothing was done.\n")
                return exit_code(seen.report)
            if seen.report.steps:
                return self._act(fleet, ledger, seen)
            keep_report(ledger, seen.report)
            said = ""  # people have seen the plan, which says it all
            return show(self.place, seen.report, lambda _: said, self.intent.path)

    def _act(self, fleet: Fleet, ledger: Ledger, seen: Look) -> int:
        moved: list[str] = []
        done = self._carried_out(fleet, seen, moved)
        keep_report(ledger, done.report)
        code = show(self.place, done.report, result, self.intent.path)
        if moved:
            self.place.console.remark(
                f"{hosts(moved)} moved while the plan was looked at: nothing was done there.\n"
            )
            return TROUBLE
        if self.stop.is_set():
            self.place.console.remark("Interrupted: the steps in hand were ended, no other was begun.\n")
            return INTERRUPTED
        return code

    def _carried_out(self, fleet: Fleet, seen: Look, moved: list[str]) -> Look:
        shown = {host: seal(cycle) for cycle in seen.cycles for host in cycle.world.hosts}

        def unmoved(cycle: Cycle) -> bool:
            strange = [host for host in cycle.world.hosts if shown.get(host) != seal(cycle)]
            moved.extend(strange)
            return not strange

        with watched(self.place.console, seen.report) as watch, _stopping(self.stop, self.place):
            look_only = self.intent.orders(self.place.settings)
            orders = replace(
                look_only, act=True, stopped=self.stop.is_set, watch=watch, planned=unmoved, wait=self._wait()
            )
            cycles = fleet.cycles(orders)
        return Look(cycles, told(cycles))

    def _wait(self) -> Callable[[], bool]:
        """What a host says while another run acts on it: wait, but for somebody who wants to stop."""
        told: list[bool] = []

        def wait() -> bool:
            if not told:
                told.append(True)
                self.place.console.remark("Another run acts on a host; this one waits until it is done.\n")
            return not self.stop.is_set()

        return wait


@contextmanager
def _stopping(stop: Event, place: Workplace) -> Iterator[None]:
    """Turn the first Ctrl-C or TERM into a wish to stop; the second one is obeyed at once."""

    def wish(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        place.console.remark("\nStopping after the steps in hand; once more to leave at once.\n")

    before = {number: signal.signal(number, wish) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
