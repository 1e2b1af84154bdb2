"""The audit trail as a table: when, what was done to which object, how it ended, what it changed. Pure."""

from collections.abc import Iterator, Sequence

from reconciler.published import HistoryEntry, WrittenEntry
from reconciler.text.columns import table
from reconciler.text.paint import Colour, paint
from reconciler.text.values import ABSENT, clock, named

_HEAD = ("when", "object", "host", "step", "result", "took", "revision", "what")


def history(entries: Sequence[HistoryEntry]) -> str:
    """One line a step, newest first, or that there is none."""
    if not entries:
        return "Nothing was ever done here.\n"
    return "\n".join(table(_HEAD, (_cells(entry) for entry in entries))) + "\n"


def _cells(entry: HistoryEntry) -> list[str]:
    took = f"{entry.seconds:.2f} s" if entry.seconds else ""
    what = entry.error or "; ".join(_changes(entry.changes)) or entry.detail
    about = [paint(entry.result or "unknown", _colour(entry.result)), took, entry.revision[:12], what]
    return [clock(entry.at), named(entry), entry.host, entry.verb, *about]


def _changes(changes: Sequence[WrittenEntry]) -> Iterator[str]:
    return (f"{one.path} {one.have or ABSENT} → {one.want or ABSENT}" for one in changes)


def _colour(result: str) -> Colour:
    colours: dict[str, Colour] = {"done": "green", "failed": "red", "unsettled": "red"}
    return colours.get(result, "yellow")
