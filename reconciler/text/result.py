"""What an apply did: one line a step while it works, one sentence at the end. Printed by `apply`. Pure."""

from collections import Counter
from collections.abc import Iterator

from reconciler.published import Identified, OutcomeEntry, Report
from reconciler.steps import Result, State
from reconciler.text.paint import Colour, paint
from reconciler.text.values import counted, named

_SETTLED = (State.IN_SYNC, State.UNMANAGED, State.UNKNOWN)


def result(told: Report) -> str:
    """Every step that did not do what it was for, every object that is left waiting, and the sum."""
    return "\n".join([*_unmet(told), *_waiting(told), _sum(told)]) + "\n"


def several_hosts(told: Report) -> bool:
    """Whether an object's name alone may not tell which is meant."""
    return len(told.hosts) > 1


def outcome_line(outcome: OutcomeEntry, *, several: bool = False) -> str:
    """`done  define VirtualMachine/web-1  0.02 s`; with its host where there are several."""
    took = f"  {outcome.seconds:.2f} s" if outcome.seconds else ""
    error = f": {outcome.error}" if outcome.error else ""
    return f"{_painted(outcome.result)}  {outcome.verb} {_where(outcome, several=several)}{took}{error}"


def _where(entry: Identified, *, several: bool) -> str:
    return f"{named(entry)} on {entry.host}" if several else named(entry)


def _painted(found: Result) -> str:
    colours: dict[Result, Colour] = {Result.DONE: "green", Result.BLOCKED: "yellow"}
    return paint(found.value, colours.get(found, "red"))


def _unmet(told: Report) -> Iterator[str]:
    unmet = (outcome for outcome in told.outcomes if outcome.result is not Result.DONE)
    return (outcome_line(outcome, several=several_hosts(told)) for outcome in unmet)


def _waiting(told: Report) -> Iterator[str]:
    several = several_hosts(told)
    for one in told.objects:
        if one.state is State.PENDING_RESTART:
            paths = ", ".join(dict.fromkeys(change.path for change in one.changes))
            yield f"{paint('waits for a restart', 'yellow')}  {_where(one, several=several)}: {paths}"
    for refusal in told.refusals:
        yield f"{paint('refused', 'red')}  {_where(refusal, several=several)}: {refusal.reason}"


def _sum(told: Report) -> str:
    counts = Counter(outcome.result for outcome in told.outcomes)
    if not told.outcomes:
        return paint("Nothing was to be done.", "green" if told.in_sync else "yellow")
    done = f"{counted(counts[Result.DONE], 'step')} done"
    others = [
        f"{counts[word]} {word}" for word in (Result.UNSETTLED, Result.FAILED, Result.BLOCKED) if counts[word]
    ]
    rest = "everything is in sync" if told.in_sync else _rest(told)
    return paint(f"Applied: {', '.join([done, *others])}; {rest}.", "bold")


def _rest(told: Report) -> str:
    """What is left; of what is unknown nobody can say that it differs."""
    unknown = sum(one.state is State.UNKNOWN for one in told.objects)
    left = sum(bool(one.changes) or one.state not in _SETTLED for one in told.objects)
    parts = [f"{counted(left, 'object')} still not as the manifests say"] if left or not unknown else []
    return ", ".join([*parts, *([f"{counted(unknown, 'object')} unknown"] if unknown else [])])
