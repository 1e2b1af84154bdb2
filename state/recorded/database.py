"""The ledger's SQLite file: opened, checked, migrated, shared by threads, and its failures said in one line.

Used by `state.recorded.ledger` alone. Write-ahead logging, so that readers never wait. An intent is flushed
to the disk before it returns (synchronous FULL); everything else is safe against a crash of ours and at worst
forgotten by a power cut, after which the open intent tells that something may have been done.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from state.errors import Failure, Terminal, Transient
from state.recorded.place import ensure_made, ensure_ours
from state.recorded.schema import APPLICATION_ID, VERSION, statements_from

BUSY_SECONDS = 10.0
_DAMAGED = "keep it and restore its newest backup; without one, move it away and adopt the objects again"
_OWNER = "run as the user who owns it, or choose another --state-dir"
_REMEDIES: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_CORRUPT: ("is damaged", _DAMAGED),
    sqlite3.SQLITE_NOTADB: ("is damaged or no ledger", _DAMAGED),
    sqlite3.SQLITE_FULL: ("cannot grow: no space left", "make room on its file system; nothing was lost"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "see the kernel log and the free space there"),
    sqlite3.SQLITE_READONLY: ("is not writable", _OWNER),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _OWNER),
    sqlite3.SQLITE_PERM: ("cannot be opened", _OWNER),
}


class LedgerError(Terminal):
    """The ledger cannot be used; nothing in it was changed or lost."""


class LedgerBusy(Transient):
    """Another process kept the ledger locked for longer than anybody should."""


class Database:
    """One open ledger file (or a copy of it in memory), safe to use from any thread."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        connection.row_factory = sqlite3.Row
        self.path = path
        self.lock = threading.RLock()
        self._connection = connection
        self._depth = 0

    @classmethod
    def open(cls, path: Path) -> "Database":
        """The file at `path` at the present version; made, for its owner alone, where it is not there."""
        with _files(path), _failures(path):
            ensure_made(path)
            database = cls(_connect(f"{path.absolute().as_uri()}?mode=rw"), path)
            try:
                database._check()
                database._prepare()
            except BaseException:
                database.close()
                raise
        return database

    @classmethod
    def peek(cls, path: Path) -> "Database":
        """A copy in memory that refuses writes; nothing is made or left behind where the file lies."""
        memory = _connect(":memory:")
        with _files(path), _failures(path):
            ensure_ours(path)
            _copy(path, memory)
            database = cls(memory, path)
            database._check()
            database._migrate()
            memory.execute("PRAGMA query_only = ON")
        return database

    def close(self) -> None:
        """Give the file back, its write-ahead log folded in."""
        with self.lock, _failures(self.path):
            self._connection.close()

    def read(self, sql: str, *values: str | float | None) -> list[sqlite3.Row]:
        """The rows of a query."""
        with self.lock, _failures(self.path):
            return self._connection.execute(sql, values).fetchall()

    @property
    def writing(self) -> bool:
        """Whether the thread that holds the lock is inside a transaction."""
        return self._depth > 0

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads that see the ledger at one moment, whatever other processes write."""
        with self.lock, _failures(self.path):
            self._connection.execute("BEGIN")
            with self._ended():
                yield

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """Writes that happen together or not at all; inside another transaction, with it.

        durable: they are on the disk when this is left.
        """
        with self.lock, _failures(self.path):
            if self._depth:
                if durable:
                    raise RuntimeError("a durable write inside a batch would not be durable")
                yield self._connection
                return
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            with self._begun():
                yield self._connection

    @contextmanager
    def _begun(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            with self._ended():
                yield
        finally:
            self._depth -= 1

    @contextmanager
    def _ended(self) -> Iterator[None]:
        """Commit what goes well, else take it back, unless SQLite did so itself (on a full disk, say)."""
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _check(self) -> None:
        """LedgerError where the file is another program's, from a newer version of ours, or damaged."""
        with self.snapshot():  # another process may be making it right now
            version, application = self._pragma("user_version"), self._pragma("application_id")
            empty = not self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application != APPLICATION_ID and not empty:
            raise LedgerError(f"{self.path} is another program's database", "choose another --state-dir")
        if int(version) > VERSION:
            newer = f"was written by a newer virt-reconcile (format {version}, here {VERSION})"
            raise LedgerError(
                f"the ledger {self.path} {newer}", "update virt-reconcile, or choose another --state-dir"
            )
        if self._pragma("quick_check(1)") != "ok":
            raise LedgerError(f"the ledger {self.path} is damaged", _DAMAGED)

    def _prepare(self) -> None:
        self._keep_log()
        self._migrate()

    def _keep_log(self) -> None:
        """Switch to write-ahead logging. SQLite itself does not wait for others who are opening it."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return

    def _migrate(self) -> None:
        if self._pragma("user_version") == VERSION:
            return
        with self.transaction(durable=True) as connection:
            # asked for again here, since another process may have been first
            for statement in statements_from(int(self._pragma("user_version"))):
                connection.execute(statement)

    def _pragma(self, name: str) -> str | int:
        found: str | int = self._connection.execute(f"PRAGMA {name}").fetchone()[0]
        return found


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(
        address,
        uri=address != ":memory:",
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def _copy(path: Path, memory: sqlite3.Connection) -> None:
    """The file's content into `memory`; nothing where there is no file.

    Without a write-ahead log the file is all there is and is read as immutable, since SQLite would make the
    log's files only to look. A log that appears meanwhile means that the copy may be torn: it is made again.
    """
    log = path.with_name(f"{path.name}-wal")
    for _ in range(3):
        if not path.exists():
            return
        logged = _has_content(log)
        source = _connect(f"{path.absolute().as_uri()}?{'mode=ro' if logged else 'immutable=1'}")
        try:
            source.backup(memory)
        finally:
            source.close()
        if logged or not _has_content(log):
            return


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


@contextmanager
def _failures(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, in one line with a remedy."""
    try:
        yield
    except sqlite3.Error as error:
        raise _failure(path, error) from error


@contextmanager
def _files(path: Path) -> Iterator[None]:
    """What the file system refuses while the ledger is opened, as ours."""
    try:
        yield
    except OSError as error:
        raise LedgerError(f"the ledger {path} cannot be used: {error.strerror}", _OWNER) from error


def _failure(path: Path, error: sqlite3.Error) -> Failure:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code; extended ones say where
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LedgerBusy(f"the ledger {path} is locked", "is a second virt-reconcile running?")
    what, remedy = _REMEDIES.get(code, (f"failed: {error}", ""))
    return LedgerError(f"the ledger {path} {what}", remedy)
