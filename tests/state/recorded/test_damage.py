"""What a ledger that cannot be used says, and that it is never made worse."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.facts import Ref
from state.errors import Terminal, Transient
from state.recorded.database import Database
from state.recorded.ledger import FILE, Ledger, LedgerError
from state.recorded.place import ensure_kept_by
from state.world import Record

WEB = Ref("VirtualMachine", "kvm01", "web-1")
WRITER = """
import sys
from pathlib import Path
from schemas.facts import Ref
from state.recorded.ledger import Ledger
from state.world import Record
with Ledger.open(Path(sys.argv[1])) as ledger:
    print("open", flush=True)
    for number in range(10_000):
        ledger.settle(Record(Ref("VirtualMachine", "kvm01", f"vm-{number}"), "u", {"title": "x" * 4000}))
"""
MAKER = """
import sys
from pathlib import Path
from state.recorded.ledger import Ledger
with Ledger.open(Path(sys.argv[1])) as ledger:
    print(ledger.mark)
"""
Look = Callable[[Path], Ledger]


def filled(folder: Path) -> Path:
    """A ledger with a few pages, closed; the path of its file."""
    with Ledger.open(folder) as ledger, ledger.batch():
        for number in range(200):
            ledger.settle(Record(Ref("VirtualMachine", "kvm01", f"vm-{number}"), "u", {"title": "x" * 200}))
    return folder / FILE


def locks(path: Path) -> list[str]:
    """The kernel's locks on a file, each as its kind and bytes."""
    lines = [line.split() for line in Path("/proc/locks").read_text("ascii").splitlines()]
    return [" ".join(line[3:4] + line[-2:]) for line in lines if line[-3].endswith(f":{path.stat().st_ino}")]


def overwrite(path: Path, offset: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * size)


@pytest.mark.parametrize(("offset", "size"), [(0, 100), (4096, 3 * 4096), (4 * 4096, 20_000)])
@pytest.mark.parametrize("look", [Ledger.open, Ledger.peek])
def test_a_damaged_ledger_is_refused_and_kept(tmp_path: Path, look: Look, offset: int, size: int) -> None:
    """Damage anywhere is found when the ledger is opened; the file stays for whoever can mend it."""
    path = filled(tmp_path)
    overwrite(path, offset, size)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="restore its newest backup"):
        look(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("look", [Ledger.open, Ledger.peek])
def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path, look: Look) -> None:
    """An older program never guesses at what a newer one wrote."""
    path = filled(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match=r"newer virt-reconcile \(format 99"):
        look(tmp_path)


@pytest.mark.parametrize("look", [Ledger.open, Ledger.peek])
def test_another_programs_database_is_left_alone(tmp_path: Path, look: Look) -> None:
    """A file that only has our name is not taken over."""
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(LedgerError, match="another program's database"):
        look(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize("look", [Ledger.open, Ledger.peek])
def test_a_directory_in_the_ledgers_place_is_said(tmp_path: Path, look: Look) -> None:
    """What cannot be opened is named, with what to do about it."""
    (tmp_path / FILE).mkdir()
    with pytest.raises(LedgerError, match="--state-dir"):
        look(tmp_path)


@pytest.mark.parametrize("look", [Ledger.open, Ledger.peek])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_in_the_ledgers_place_is_not_followed(tmp_path: Path, look: Look, *, there: bool) -> None:
    """Whoever may write there cannot have us touch, make or read a file elsewhere."""
    other, state = tmp_path / "other", tmp_path / "state"
    state.mkdir()
    (state / FILE).symlink_to(other)
    if there:
        other.write_text("somebody's")
        other.chmod(0o644)
    with pytest.raises(LedgerError, match=r"is a symbolic link.*--state-dir"):
        look(state)
    assert other.exists() is there
    assert not there or (other.read_text(), other.stat().st_mode & 0o777) == ("somebody's", 0o644)


def test_another_users_file_is_no_ledger_of_ours(tmp_path: Path) -> None:
    """What somebody else has put there is refused before anything of it is read or changed."""
    found = filled(tmp_path).stat()
    ensure_kept_by({found.st_uid}, found)
    with pytest.raises(PermissionError, match=rf"belongs to another user \(uid {found.st_uid}\)"):
        ensure_kept_by({found.st_uid + 1}, found)


def test_opening_a_ledger_twice_keeps_its_locks(tmp_path: Path) -> None:
    """A process that closes any handle of a file loses all its locks there; SQLite relies on them."""
    with Ledger.open(tmp_path) as ledger, ledger.batch():
        before = locks(tmp_path / FILE)
        Ledger.open(tmp_path).close()
        assert before
        assert locks(tmp_path / FILE) == before


def test_a_state_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A file where the directory should be is an error in one line, not a traceback."""
    (tmp_path / "state").write_text("")
    with pytest.raises(LedgerError, match=r"cannot be used: .*--state-dir") as refused:
        Ledger.open(tmp_path / "state")
    assert isinstance(refused.value, Terminal)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    """A write that does not fit fails alone: what was settled before is there, and the ledger is whole."""
    resource_limit = 400_000
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (resource_limit, resource_limit)),
    )  # fmt: skip
    assert done.stdout == "open\n"
    assert "LedgerError: the ledger" in done.stderr.splitlines()[-1]
    with Ledger.open(tmp_path) as ledger:
        names = {ref.name for ref in ledger.records()}
        assert names == {f"vm-{number}" for number in range(len(names))}
        assert len(names) > 10


def test_a_ledger_that_ran_out_of_room_goes_on_when_there_is_some(tmp_path: Path) -> None:
    """SQLite's "full" is said as such, takes back the one write, and ends with its cause."""
    with Ledger.open(tmp_path) as ledger:
        connection = ledger._database._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LedgerError, match="no space left"):
            ledger.settle(Record(WEB, "u", {"title": "x" * 100_000}))
        assert not ledger.records()
        connection.execute("PRAGMA max_page_count = 1000000")
        ledger.settle(Record(WEB, "u", {"title": "x" * 100_000}))
        assert WEB in ledger.records()


def fill_up(database: Database) -> None:
    """A look during which SQLite finds no room: it has ended the transaction when it says so."""
    with database.snapshot():
        database._connection.execute("ROLLBACK")
        raise LedgerError("no space left")


def test_a_look_that_fails_says_why_and_is_over(tmp_path: Path) -> None:
    """SQLite ends some transactions itself (a full disk does), others are left to us: the cause is told."""
    with Ledger.open(tmp_path) as ledger:
        database = ledger._database
        with pytest.raises(LedgerError, match="no space left"):
            fill_up(database)
        with pytest.raises(LedgerError, match="no such table"), database.snapshot():
            database.read("SELECT * FROM nowhere")
        assert not database._connection.in_transaction
        ledger.settle(Record(WEB, "u", {}))


def test_a_lock_held_too_long_may_be_tried_again(tmp_path: Path) -> None:
    """Another process that writes and does not end is waited for, and then named as a passing trouble."""
    with Ledger.open(tmp_path) as ledger:
        ledger._database._connection.execute("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Transient, match="locked"):
            ledger.settle(Record(WEB, "u", {}))
        other.close()
        ledger.settle(Record(WEB, "u", {}))


def test_two_processes_may_make_the_ledger_at_once(tmp_path: Path) -> None:
    """A daemon and a command started together both find one whole ledger of one identity."""
    started = [
        subprocess.Popen([sys.executable, "-c", MAKER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    marks = {process.communicate()[0] for process in started}
    assert len(marks) == 1
    assert marks != {""}


def test_a_closed_ledger_says_so(tmp_path: Path) -> None:
    """Use after close is an error of ours that names itself."""
    database = Database.open(tmp_path / FILE)
    database.close()
    with pytest.raises(LedgerError, match="closed"):
        database.read("SELECT 1")
