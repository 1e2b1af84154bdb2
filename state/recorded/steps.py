"""What was done: an intent before each step, its outcome after it, and both kept as the history.

Used by `state.recorded.ledger`; `Entry` is printed by `virt-reconcile history`. A step that has no outcome
when a ledger is opened was cut off by a crash: whether libvirt did it is not known until somebody looks.
"""

import json
import sqlite3
from dataclasses import dataclass
from typing import Protocol

from schemas.facts import Ref
from state.recorded.database import Database
from state.recorded.encoding import lines

INTERRUPTED = "interrupted"
KEPT = 10_000  # finished steps; some 5 MB
_OPEN = "SELECT kind, host, name, scope, verb, uuid FROM steps WHERE finished IS NULL ORDER BY id"
_CLOSE = """UPDATE steps SET finished = ?, result = ?
    WHERE (kind, host, scope, name) = (?, ?, ?, ?) AND finished IS NULL"""
_BEGIN = """INSERT INTO steps (kind, host, scope, name, verb, paths, detail, uuid, revision, started)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_FINISH = "UPDATE steps SET finished = ?, result = ?, error = ?, seconds = ? WHERE id = ?"
_NEWEST = "SELECT * FROM steps ORDER BY id DESC LIMIT ?"
_NEWEST_OF = "SELECT * FROM steps WHERE (kind, host, scope, name) = (?, ?, ?, ?) ORDER BY id DESC LIMIT ?"


class Action(Protocol):
    """What the ledger needs of a `reconciler.steps.Step`."""

    @property
    def ref(self) -> Ref:
        """The object it is about."""

    @property
    def verb(self) -> str:
        """What it does."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Which facts or items it concerns."""

    @property
    def detail(self) -> str:
        """More, for people."""


class Ending(Protocol):
    """What the ledger needs of a `reconciler.steps.Outcome`."""

    @property
    def result(self) -> str:
        """One word: done, unsettled, failed, blocked."""

    @property
    def error(self) -> str:
        """One line, where it failed."""

    @property
    def seconds(self) -> float:
        """How long it took."""


@dataclass(frozen=True, slots=True)
class Done:
    """The end of what takes no time and cannot fail."""

    result: str = "done"
    error: str = ""
    seconds: float = 0.0


DONE = Done()


@dataclass(frozen=True, slots=True)
class Written:
    """One change as people may see it: secrets redacted by whoever made it. None: it was or is not there."""

    path: str
    want: str | None
    have: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of the history. started: POSIX seconds. result: empty while its end is not known."""

    id: int
    ref: Ref
    verb: str
    paths: tuple[str, ...]
    detail: str
    revision: str
    started: float
    result: str
    error: str
    seconds: float
    changes: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """A step begun and not seen to end, and the identity it was begun with."""

    verb: str
    uuid: str


def key(ref: Ref) -> tuple[str, str, str, str]:
    """The four columns by which every table knows an object."""
    return ref.kind, ref.host, ref.scope, ref.name


def ref_of(row: sqlite3.Row) -> Ref:
    """The object that a row is about."""
    return Ref(row["kind"], row["host"], row["name"], row["scope"])


def begin(connection: sqlite3.Connection, action: Action, uuid: str, about: tuple[str, float]) -> int:
    """Enter the intent; `about` is the revision and the time."""
    values = (*key(action.ref), str(action.verb), lines(action.paths), action.detail, uuid, *about)
    connection.execute(_BEGIN, values)
    number: int = connection.execute("SELECT last_insert_rowid()").fetchone()[0]
    return number


def finish(connection: sqlite3.Connection, step: int, now: float, ending: Ending) -> Ref:
    """Enter the outcome and drop what is too old; the object it was about. KeyError if it never began."""
    found = connection.execute("SELECT kind, host, name, scope FROM steps WHERE id = ?", (step,)).fetchone()
    if found is None:
        raise KeyError(step)
    connection.execute(_FINISH, (now, str(ending.result), ending.error, ending.seconds, step))
    connection.execute("DELETE FROM steps WHERE id <= ? AND finished IS NOT NULL", (step - KEPT,))
    return ref_of(found)


def describe(connection: sqlite3.Connection, step: int, changes: tuple[Written, ...]) -> None:
    """Enter what a step changed, for people."""
    written = lines([change.path, change.want, change.have] for change in changes)
    connection.execute("UPDATE steps SET changes = ? WHERE id = ?", (written, step))


def close(connection: sqlite3.Connection, ref: Ref, now: float) -> None:
    """End every open intent of an object, now that somebody has looked at it."""
    connection.execute(_CLOSE, (now, INTERRUPTED, *key(ref)))


def intents(database: Database) -> dict[Ref, Intent]:
    """The newest open intent of each object that has one."""
    return {ref_of(row): Intent(row["verb"], row["uuid"]) for row in database.read(_OPEN)}


def history(database: Database, limit: int, ref: Ref | None) -> tuple[Entry, ...]:
    """The newest steps, newest first; of one object, or of all."""
    rows = database.read(_NEWEST, limit) if ref is None else database.read(_NEWEST_OF, *key(ref), limit)
    return tuple(_entry(row) for row in rows)


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        ref=ref_of(row),
        verb=row["verb"],
        paths=tuple(json.loads(row["paths"])),
        detail=row["detail"],
        revision=row["revision"],
        started=row["started"],
        result=row["result"] or "",
        error=row["error"],
        seconds=row["seconds"],
        changes=tuple(Written(*change) for change in json.loads(row["changes"])),
    )
