"""What we made or adopted, as it was last settled: the rows that become `Record`s.

Used by `state.recorded.ledger`. Reading is incremental: every change of what a record shows raises one
sequence number and stamps the row with it, so that a look at an unchanged ledger costs one tiny query and
gives the very same mapping, and after a change only the stamped rows are read again.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from schemas.facts import Ref
from schemas.whole import Whole
from state.recorded.database import Database
from state.recorded.encoding import counts, decode, encode
from state.recorded.steps import Intent, intents, key, ref_of
from state.world import Record

_KEYS = "SELECT kind, host, name, scope FROM objects"
_CHANGED = """SELECT objects.*, drifts.since FROM objects LEFT JOIN drifts USING (kind, host, scope, name)
    WHERE stamp > ?"""
_SETTLE = """INSERT INTO objects
    (kind, host, scope, name, uuid, facts, deletion, adopted, persistent, running, run, attempts,
    updated_at, stamp)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, 0)
    ON CONFLICT (kind, host, scope, name) DO UPDATE SET uuid = excluded.uuid, facts = excluded.facts,
    deletion = excluded.deletion, adopted = excluded.adopted, persistent = excluded.persistent,
    running = excluded.running, run = excluded.run, updated_at = excluded.updated_at"""
_NOTE = """UPDATE objects SET persistent = ?, running = ?, run = ?
    WHERE (kind, host, scope, name) = (?, ?, ?, ?)"""
_STAMP = """UPDATE objects SET stamp = (SELECT sequence FROM identity)
    WHERE (kind, host, scope, name) = (?, ?, ?, ?)"""
_REMOVE = "DELETE FROM objects WHERE (kind, host, scope, name) = (?, ?, ?, ?)"
_ATTEMPTS = "SELECT attempts FROM objects WHERE (kind, host, scope, name) = (?, ?, ?, ?)"
_SET_ATTEMPTS = "UPDATE objects SET attempts = ? WHERE (kind, host, scope, name) = (?, ?, ?, ?)"
_DRIFTING = "SELECT since FROM drifts WHERE (kind, host, scope, name) = (?, ?, ?, ?)"
_NO_DRIFT = "DELETE FROM drifts WHERE (kind, host, scope, name) = (?, ?, ?, ?)"


class Objects:
    """The records of one open ledger, with what was last read of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen = 0
        self._stored: dict[Ref, Record] = {}
        self._records: Mapping[Ref, Record] = MappingProxyType({})

    def records(self) -> Mapping[Ref, Record]:
        """Every record; the same mapping as before where nothing was written since, by anybody."""
        with self._database.lock:
            if self._database.writing:  # what a batch wrote may yet be taken back: nothing to remember
                return Objects(self._database).read()
            if self._sequence() != self._seen:
                with self._database.snapshot():
                    self._records = self.read()
            return self._records

    def _sequence(self) -> int:
        found: int = self._database.read("SELECT sequence FROM identity")[0][0]
        return found

    def read(self) -> Mapping[Ref, Record]:
        """Read the changed rows; what is gone goes, everything else stays the object it was."""
        unfinished = intents(self._database)
        changed = {}
        for row in self._database.read(_CHANGED, self._seen):
            ref = ref_of(row)
            changed[ref] = _record(ref, row, unfinished.get(ref))
        keys = (ref_of(row) for row in self._database.read(_KEYS))
        self._stored = {ref: changed.get(ref) or self._stored[ref] for ref in keys}
        self._seen = self._sequence()
        begun = {ref: _begun(ref, intent) for ref, intent in unfinished.items() if ref not in self._stored}
        return MappingProxyType(self._stored | begun)


def _record(ref: Ref, row: sqlite3.Row, intent: Intent | None) -> Record:
    return Record(
        ref=ref,
        uuid=row["uuid"],
        facts=MappingProxyType(dict(decode(row["facts"]))),
        deletion=row["deletion"],
        adopted=bool(row["adopted"]),
        intent=intent.verb if intent else None,
        attempts=MappingProxyType(dict(counts(row["attempts"]))),
        since=row["since"],
        whole=Whole(row["persistent"], row["running"], row["run"]),
    )


def _begun(ref: Ref, intent: Intent) -> Record:
    """What is known of an object whose first step was cut off: we may have made it, with this identity."""
    return Record(ref, intent.uuid, facts={}, intent=intent.verb)


def touch(connection: sqlite3.Connection, ref: Ref) -> None:
    """Say that what is known of an object has changed; part of every write that `Record` shows."""
    connection.execute("UPDATE identity SET sequence = sequence + 1")
    connection.execute(_STAMP, key(ref))


def settle(connection: sqlite3.Connection, record: Record, now: float) -> None:
    """Enter an object as it was read back. Its attempts stay. TypeError where a fact is a plain secret."""
    values = (record.uuid, encode(record.facts), record.deletion, int(record.adopted))
    documents = (record.whole.persistent, record.whole.running, record.whole.run)
    connection.execute(_SETTLE, (*key(record.ref), *values, *documents, now))


def note(connection: sqlite3.Connection, ref: Ref, whole: Whole) -> None:
    """Make these documents the settled ones; nothing for an object without a record."""
    connection.execute(_NOTE, (whole.persistent, whole.running, whole.run, *key(ref)))


def remove(connection: sqlite3.Connection, ref: Ref) -> None:
    """Take an object out, with all that was noted about it but the history."""
    connection.execute(_REMOVE, key(ref))
    connection.execute(_NO_DRIFT, key(ref))


def count(connection: sqlite3.Connection, ref: Ref, change: Callable[[dict[str, int]], None]) -> None:
    """Let `change` alter the attempts of an object; nothing for one without a record."""
    row = connection.execute(_ATTEMPTS, key(ref)).fetchone()
    if row is not None:
        attempts: dict[str, int] = json.loads(row["attempts"])
        change(attempts)
        connection.execute(_SET_ATTEMPTS, (json.dumps(attempts), *key(ref)))


def counted(paths: Iterable[str]) -> Callable[[dict[str, int]], None]:
    """One more attempt for each path."""

    def change(attempts: dict[str, int]) -> None:
        for path in paths:
            attempts[path] = attempts.get(path, 0) + 1

    return change


def cleared(paths: Iterable[str] | None) -> Callable[[dict[str, int]], None]:
    """No more attempts for these paths; for none at all where `paths` is None."""

    def change(attempts: dict[str, int]) -> None:
        for path in list(attempts) if paths is None else list(paths):
            attempts.pop(path, None)

    return change


def drifts(database: Database) -> dict[Ref, float]:
    """When the present drift of each drifted object was first seen, recorded or not."""
    return {ref_of(row): row["since"] for row in database.read("SELECT * FROM drifts")}


def drifting(database: Database, ref: Ref) -> bool:
    """Whether a drift of this object is noted."""
    return bool(database.read(_DRIFTING, *key(ref)))


def mark_drift(connection: sqlite3.Connection, ref: Ref, now: float) -> None:
    """Note a drift; one that is noted already stays."""
    connection.execute("INSERT OR IGNORE INTO drifts VALUES (?, ?, ?, ?, ?)", (*key(ref), now))


def clear_drift(connection: sqlite3.Connection, ref: Ref) -> None:
    """Take a note of drift away."""
    connection.execute(_NO_DRIFT, key(ref))
