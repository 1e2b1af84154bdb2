"""Pauses that people ordered with `virt-reconcile suspend`: of one object, of a host, or of everything.

Used by `state.recorded.ledger`; the loop asks `covers()` and tells the planner. Pauses written in manifests
are policy and are not here.
"""

import sqlite3
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from schemas.facts import Ref
from state.recorded.database import Database
from state.recorded.steps import key

Target: TypeAlias = Ref | str | None  # an object, a host by name, or everything

_RESUME = "DELETE FROM suspensions WHERE (kind, host, scope, name) = (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Suspension:
    """One pause. since and until are POSIX seconds; until None: for good, until it is lifted."""

    target: Target
    reason: str
    by: str
    since: float
    until: float | None = None

    def covers(self, ref: Ref, now: float) -> bool:
        """Whether the object is to be left alone at this time because of it."""
        if self.until is not None and now >= self.until:
            return False
        return self.target is None or self.target in (ref, ref.host)


def suspend(connection: sqlite3.Connection, suspension: Suspension) -> None:
    """Enter a pause in the place of an older one of the same target."""
    about = (suspension.reason, suspension.by, suspension.since, suspension.until)
    values = (*_columns(suspension.target), *about)
    connection.execute("INSERT OR REPLACE INTO suspensions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)


def resume(connection: sqlite3.Connection, target: Target) -> bool:
    """Lift a pause; False where there was none."""
    return connection.execute(_RESUME, _columns(target)).rowcount > 0


def suspensions(database: Database) -> tuple[Suspension, ...]:
    """Every pause, oldest first, the ones that have run out too."""
    return tuple(_suspension(row) for row in database.read("SELECT * FROM suspensions ORDER BY since, rowid"))


def _suspension(row: sqlite3.Row) -> Suspension:
    return Suspension(_target(row), row["reason"], row["by"], row["since"], row["until"])


def _target(row: sqlite3.Row) -> Target:
    if row["kind"]:
        return Ref(row["kind"], row["host"], row["name"], row["scope"])
    host: str = row["host"]
    return host or None


def _columns(target: Target) -> tuple[str, str, str, str]:
    match target:
        case Ref():
            return key(target)
        case str():
            return "", target, "", ""
        case None:
            return "", "", "", ""
        case _:
            assert_never(target)
