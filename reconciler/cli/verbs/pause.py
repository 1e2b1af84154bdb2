"""`suspend` and `resume`: an object, a host or everything is left alone for a while, for a stated reason."""

import getpass
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import Verb, common_options
from reconciler.cli.workplace import Workplace, workplace

if TYPE_CHECKING:
    from state.recorded.ledger import Ledger, Target

_TARGET = click.argument("target", required=False, metavar="[KIND/NAME]")
_ALL = click.option("--all", "everything", is_flag=True, help="Everything on all hosts.")
_HOST = click.option("--host", metavar="HOST", help="The host that the object is on, where several have one.")


@dataclass(frozen=True, slots=True)
class Meant:
    """What is to be paused, as it was typed."""

    target: str | None
    everything: bool
    host: str | None

    def among(self, ledger: "Ledger") -> "Target":
        """The object, host or everything. Usage errors where that is not told, or not known."""
        from reconciler.cli.targets import known_to, named

        if self.everything == (self.target is not None):
            raise click.UsageError("name one object (vm/web-1), one host (host/kvm01), or --all")
        if self.target is None:
            return None
        found = named(self.target, self.host)
        return found.name if found.is_host else found.among(known_to(ledger))


@click.command(cls=Verb)
@_TARGET
@_ALL
@_HOST
@click.option("--reason", required=True, help="Why; shown wherever the object is.")
@click.option(
    "--until", metavar="TIME", help="When it ends by itself: 2026-12-24T18:00, or from now: 2h, 3d."
)
@common_options
@click.pass_context
def suspend(
    context: click.Context,
    target: str | None,
    everything: bool,  # noqa: FBT001 - click passes a flag so
    host: str | None,
    reason: str,
    until: str | None,
) -> None:
    """Leave something alone: report, but correct nothing.

    That is one object (vm/web-1), one host (host/kvm01), or everything (--all).
    """
    from reconciler.cli.targets import ensure_known
    from state.recorded.ledger import Suspension

    if not reason.strip():
        raise click.UsageError("--reason: say why; it is shown wherever the object is")
    place = workplace(context)
    now = time.time()
    end = None if until is None else moment_typed(until, now)
    with place.opened() as ledger:
        target_ = Meant(target, everything, host).among(ledger)
        if isinstance(target_, str):
            ensure_known(target_, place, ledger)
        ledger.suspend(Suspension(target_, reason, getpass.getuser(), now, end))
    _tell(place, "suspended", target_)


@click.command(cls=Verb)
@_TARGET
@_ALL
@_HOST
@common_options
@click.pass_context
def resume(
    context: click.Context,
    target: str | None,
    everything: bool,  # noqa: FBT001 - click passes a flag so
    host: str | None,
) -> int:
    """Lift a suspension.

    Fields that were given up after too many writes that did not settle are tried again.
    """
    place = workplace(context)
    with place.opened() as ledger:
        target_ = Meant(target, everything, host).among(ledger)
        lifted = ledger.resume(target_)
        cleared = _cleared(ledger, target_)
    if not lifted and not cleared:
        place.console.remark(f"{_words(target_)}: was not suspended.\n")
        return 1
    _tell(place, "resumed", target_)
    return 0


def moment_typed(typed: str, now: float) -> float:
    """When a pause ends, in POSIX seconds: an ISO time (local where no zone is named), or from now."""
    end = _date(typed) or _later(typed, now)
    if end is None:
        raise click.UsageError(f"--until: `{typed}` is no time; write 2026-12-24T18:00, 2h or 3d")
    if end <= now:
        raise click.UsageError(f"--until: {typed} is not in the future")
    return end


def _date(typed: str) -> float | None:
    try:
        return datetime.fromisoformat(typed).timestamp()
    except ValueError:
        return None


def _later(typed: str, now: float) -> float | None:
    from reconciler.settings import parse_duration

    try:
        return now + parse_duration(typed)
    except ValueError:
        return None


def _cleared(ledger: "Ledger", meant: "Target") -> bool:
    """Whether fields had been given up that are now tried again."""
    tried = [ref for ref, record in ledger.records().items() if record.attempts]
    given_up = [ref for ref in tried if meant in (None, ref, ref.host)]
    for ref in given_up:
        ledger.clear_attempts(ref)
    return bool(given_up)


def _words(meant: "Target") -> str:
    if meant is None:
        return "everything"
    return f"host {meant}" if isinstance(meant, str) else f"{meant} on {meant.host}"


def _tell(place: Workplace, what: str, meant: "Target") -> None:
    if place.console.for_people:
        place.console.show(f"{_words(meant)}: {what}.\n")
    else:
        place.console.document({"target": _words(meant), "state": what})
