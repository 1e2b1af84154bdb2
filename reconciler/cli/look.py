"""One look of a command at manifests and hosts: what it is to be about, what was seen, and how it is shown.

Used by `plan`, `drift` and `apply`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.case import Limits
from reconciler.cli.fleet import Fleet, told
from reconciler.cli.manifests import adopting, recalled, show_findings, told_from_here
from reconciler.cli.workplace import Workplace
from reconciler.loop import Cycle, Orders
from reconciler.published import Report, as_document, exit_code
from state.desired.resolution import Resolution

if TYPE_CHECKING:
    from reconciler.settings import Settings


@dataclass(frozen=True, slots=True)
class Intent:
    """What a command is about: the manifests' folder or file, and what a person allows beyond policy.

    losses: volumes (`Volume/pool/name`) whose lost data is given up, hosts (`Host/name`) that lost it all.
    """

    path: Path
    adopt: bool = False
    allow_deletions: int = 0
    losses: tuple[str, ...] = ()

    def resolved(self, settings: "Settings", *, keep: bool = False) -> Resolution:
        """What the manifests ask for. keep: for the next time, too."""
        found = recalled(self.path, settings, keep=keep)
        return adopting(found) if self.adopt else found

    def orders(self, settings: "Settings") -> Orders:
        """How a cycle that only looks is to go."""
        return Orders(limits=self.limits(settings))

    def limits(self, settings: "Settings") -> Limits:
        """What is too bold for the plan, but for what a person allows."""
        return replace(settings.limits(self.allow_deletions), losses=frozenset(self.losses))


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: each host's cycle, and the report of all of them."""

    cycles: tuple[Cycle, ...]
    report: Report


def look(place: Workplace, intent: Intent) -> Look:
    """Read the manifests and look at their hosts; whatever is wrong with the manifests is shown."""
    wanted = intent.resolved(place.settings)
    show_findings(place, wanted.diagnostics, intent.path)
    with place.peeked() as ledger, Fleet(wanted, ledger) as fleet:
        cycles = fleet.cycles(intent.orders(place.settings))
    return Look(cycles, told(cycles))


def show(place: Workplace, report: Report, text: Callable[[Report], str], path: Path) -> int:
    """Print a report about the manifests of a path, as it was asked for; its exit code."""
    if place.console.for_people:
        place.console.show(text(report))
    else:
        place.console.document(as_document(told_from_here(report, path)))
    return exit_code(report)
