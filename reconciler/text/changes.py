"""The changes of one object as rows: what, from which value to which, at what price, by whose doing, why not.

A fact that differs alike in libvirt's two documents is one row. Used by the plan and the drift report. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.published import ChangeEntry, ObjectEntry
from reconciler.steps import Cause, Document
from reconciler.text.paint import Colour, paint
from reconciler.text.values import ABSENT, human

RESTART = "needs a restart"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact or item of an object; note: which document, and why nothing (more) is done."""

    first: ChangeEntry
    note: str

    @property
    def path(self) -> str:
        """The fact's path; the object itself has none."""
        return self.first.path


def rows(told: ObjectEntry) -> tuple[Row, ...]:
    """Every difference of an object once. The object itself being missing is its state, and no row."""
    grouped: dict[tuple[object, ...], list[ChangeEntry]] = {}
    for change in told.changes:
        if change.path:
            grouped.setdefault((change.path, change.want, change.have), []).append(change)
    paths = [path for path, *_ in grouped]
    return tuple(Row(found[0], _note(found, paths.count(found[0].path))) for found in grouped.values())


def planned(told: ObjectEntry) -> Iterator[list[str]]:
    """Cells for a plan: path, old -> new, price, cause, note."""
    for row in rows(told):
        yield [row.path, _move(told.kind, row.first), _price(row.first), _cause(row.first.cause), row.note]


def differing(told: ObjectEntry) -> Iterator[list[str]]:
    """Cells for the drift report: path, what is, what should be, cause, note."""
    for row in rows(told):
        have, want = _values(told.kind, row.first)
        yield [row.path, paint(have, "red"), paint(want, "green"), _cause(row.first.cause), row.note]


def _move(kind: str, change: ChangeEntry) -> str:
    have, want = _values(kind, change)
    if not change.path.endswith("]"):
        return f"{have} → {want}"
    if want == ABSENT:
        return have if change.reason else f"{paint('-', 'red')} {have}"
    return f"{paint('+', 'green')} {want}"


def _values(kind: str, change: ChangeEntry) -> tuple[str, str]:
    return human(kind, change.path, change.have), human(kind, change.path, change.want)


def _price(change: ChangeEntry) -> str:
    colours: dict[str, Colour] = {"live": "green", "restart": "yellow", "recreate": "red"}
    return paint(change.impact, colours[change.impact])


def _cause(cause: Cause) -> str:
    colours: dict[Cause, Colour] = {Cause.EDITED: "cyan", Cause.DRIFTED: "magenta", Cause.CONFLICT: "red"}
    return paint(cause.value, colours[cause])


def _note(found: Sequence[ChangeEntry], rows_of_path: int) -> str:
    """Which document, where that matters, and the reason why nothing is done, or not all of it."""
    reasons = list(dict.fromkeys(change.reason for change in found if change.reason))
    partly = reasons == [RESTART] and not all(change.reason for change in found)
    place = "" if reasons == [RESTART] else _place({change.document for change in found}, rows_of_path)
    told = "defined now, in force after a restart" if partly else "; ".join(reasons)
    return ", ".join(part for part in (place, told) if part)


def _place(documents: set[Document], rows_of_path: int) -> str:
    if documents == {Document.RUNNING}:
        return "running only"
    return "definition" if rows_of_path > 1 and documents == {Document.PERSISTENT} else ""
