"""The durable record of what we made, adopted and did. One file, `<state directory>/ledger.sqlite3`.

Opened for writing by the daemon and by `apply`, `suspend` and `resume`; peeked at by everything that must
change nothing. Each method is one transaction and may be called from any thread. See
`docs/decisions/0003-the-ledger.md`.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from schemas.facts import Ref
from schemas.whole import Whole
from state.recorded import objects, steps, suspensions, turns
from state.recorded.database import Database, LedgerBusy, LedgerError
from state.recorded.steps import Action, Ending, Entry, Written
from state.recorded.suspensions import Suspension, Target
from state.world import Record

__all__ = ["FILE", "Entry", "Ledger", "LedgerBusy", "LedgerError", "Suspension", "Target", "Written"]

FILE = "ledger.sqlite3"


class Ledger:
    """An open ledger; a context manager. Methods raise LedgerError, or LedgerBusy where a retry may help.

    mark: the random identity that goes into the metadata of what we look after. key: what secrets are
    digested with (`schemas.facts.sealed`). clock: POSIX seconds, for the times in the history.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._folder = database.path.parent
        self._objects = objects.Objects(database)
        self._clock = clock
        (identity,) = database.read("SELECT mark, key FROM identity")
        self.mark: str = identity["mark"]
        self.key: bytes = identity["key"]

    @classmethod
    def open(cls, state_dir: Path, clock: Callable[[], float] = time.time) -> Self:
        """The ledger in this directory, both made for our eyes only where they are not there yet."""
        return cls(Database.open(state_dir / FILE), clock)

    @classmethod
    def peek(cls, state_dir: Path) -> Self:
        """What the ledger says now, as a copy that refuses writes; without a file, an empty one.

        Nothing is made or changed in the directory.
        """
        return cls(Database.peek(state_dir / FILE))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def turn(self, host: str, wait: Callable[[], bool]) -> AbstractContextManager[bool]:
        """The turn to act on a host while the block lasts, where it yields True (`state.recorded.turns`)."""
        return turns.turn(self._folder, host, wait)

    def busy(self, host: str) -> bool:
        """Whether somebody with this ledger has the turn to act on a host."""
        return turns.taken(self._folder, host)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make many writes one transaction (recording 2,000 objects, say), without a `begin` among them.

        Other threads wait meanwhile; an exception takes all of it back.
        """
        with self._database.transaction():
            yield

    def records(self) -> Mapping[Ref, Record]:
        """What is known of each object; the same mapping again while nobody wrote anything.

        An object whose first step was cut off is there too, with the identity it was begun with and no facts.
        """
        return self._objects.records()

    def begin(self, step: Action, uuid: str, revision: str) -> int:
        """Write the intent of a step to the disk, before it is tried; the number that `finish` takes.

        A step whose end nobody knows (the connection was lost in the middle) is not finished: it stays an
        open intent, as after a crash, until the object has been looked at and is settled or forgotten.
        """
        with self._database.transaction(durable=True) as connection:
            number = steps.begin(connection, step, uuid, (revision, self._clock()))
            objects.touch(connection, step.ref)
        return number

    def finish(self, step: int, outcome: Ending, changes: tuple[Written, ...] = ()) -> None:
        """Write how a step ended and what it changed. KeyError for a number that `begin` never gave."""
        with self._database.transaction() as connection:
            ref = steps.finish(connection, step, self._clock(), outcome)
            steps.describe(connection, step, changes)
            objects.touch(connection, ref)

    def enter(self, step: Action, uuid: str, revision: str) -> None:
        """Write into the history what was done in the ledger alone: taken over, given up."""
        with self._database.transaction() as connection:
            now = self._clock()
            number = steps.begin(connection, step, uuid, (revision, now))
            steps.finish(connection, number, now, steps.DONE)

    def settle(self, record: Record) -> None:
        """Write what an object was read back as: ref, uuid, facts, deletion, adopted and whole of the record.

        Its attempts and drift stay; every open intent of it ends. TypeError where a fact is a plain `Secret`.
        """
        with self._database.transaction() as connection:
            objects.settle(connection, record, self._clock())
            self._looked_at(record.ref)

    def note(self, ref: Ref, whole: Whole) -> None:
        """Make these documents the ones that later ones are held against; secrets are sealed in them."""
        with self._database.transaction() as connection:
            objects.note(connection, ref, whole)
            objects.touch(connection, ref)

    def forget(self, ref: Ref) -> None:
        """Take an object out of the ledger; only the history still speaks of it."""
        with self._database.transaction() as connection:
            objects.remove(connection, ref)
            self._looked_at(ref)

    def _looked_at(self, ref: Ref) -> None:
        with self._database.transaction() as connection:
            steps.close(connection, ref, self._clock())
            objects.touch(connection, ref)

    def count_attempts(self, ref: Ref, paths: Iterable[str]) -> None:
        """One more write of each path that did not settle; nothing for an object without a record."""
        with self._database.transaction() as connection:
            objects.count(connection, ref, objects.counted(paths))
            objects.touch(connection, ref)

    def clear_attempts(self, ref: Ref, paths: Iterable[str] | None = None) -> None:
        """Forget the attempts of these paths, or of all."""
        with self._database.transaction() as connection:
            objects.count(connection, ref, objects.cleared(paths))
            objects.touch(connection, ref)

    def mark_drift(self, ref: Ref, now: float) -> None:
        """Note that an object, recorded or not, is seen to differ; the first sighting counts."""
        if objects.drifting(self._database, ref):
            return
        with self._database.transaction() as connection:
            objects.mark_drift(connection, ref, now)
            objects.touch(connection, ref)

    def clear_drift(self, ref: Ref) -> None:
        """Note that an object is as it should be."""
        if not objects.drifting(self._database, ref):
            return
        with self._database.transaction() as connection:
            objects.clear_drift(connection, ref)
            objects.touch(connection, ref)

    def drifts(self) -> Mapping[Ref, float]:
        """When each present drift was first seen (POSIX seconds), of objects without a record too."""
        return objects.drifts(self._database)

    def history(self, limit: int = 100, ref: Ref | None = None) -> tuple[Entry, ...]:
        """The newest steps, newest first; the oldest beyond `steps.KEPT` are gone."""
        return steps.history(self._database, limit, ref)

    def suspend(self, suspension: Suspension) -> None:
        """Order a pause; it takes the place of an older one of the same target."""
        with self._database.transaction() as connection:
            suspensions.suspend(connection, suspension)

    def resume(self, target: Target) -> bool:
        """Lift a pause; False where there was none."""
        with self._database.transaction() as connection:
            return suspensions.resume(connection, target)

    def suspensions(self) -> tuple[Suspension, ...]:
        """Every pause ordered; ask each whether it still covers an object."""
        return suspensions.suspensions(self._database)

    def save_report(self, report: str) -> None:
        """Keep the report (JSON) of the last cycle for `status`, where no daemon runs."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO report VALUES (1, ?)", (report,))

    def last_report(self) -> str | None:
        """The report that was last kept."""
        found = self._database.read("SELECT text FROM report")
        return None if not found else str(found[0]["text"])
