import sqlite3
from pathlib import Path

import pytest

from schemas.facts import Digest, Ref
from state.recorded.ledger import FILE, Entry, Ledger, LedgerError, Written
from state.recorded.schema import MIGRATIONS, VERSION
from state.world import Record
from tests.state.recorded.test_ledger_laws import shown

FIRST = Path(__file__).with_name("ledger-v1.sql")  # written by version 1; never regenerated
WEB = Ref("VirtualMachine", "kvm01", "web-1")
ROOT = Ref("Volume", "kvm01", "root.qcow2", "images")
LAN = Ref("Network", "kvm01", "lan")
WEB_RECORD = Record(
    WEB,
    "5f7d0c6e-0000-4000-8000-000000000001",
    {
        "memory": 2147483648,
        "autostart": True,
        "disks[root]": True,
        "disks[root].bus": "virtio",
        "order": ("a", "b"),
        "graphics.password": Digest("c0ffee"),
    },
    deletion="delete",
    adopted=True,
    attempts={"title": 2},
)
EXPECTED = {
    WEB: WEB_RECORD,
    ROOT: Record(ROOT, "5f7d0c6e-0000-4000-8000-000000000002", {"capacity": 1073741824}),
    LAN: Record(LAN, "5f7d0c6e-0000-4000-8000-000000000003", {}, intent="create"),
}


def first_ledger(folder: Path) -> Path:
    connection = sqlite3.connect(folder / FILE)
    connection.executescript(FIRST.read_text("utf-8"))
    connection.close()
    return folder


def check(ledger: Ledger) -> None:
    assert {r: shown(record) for r, record in ledger.records().items()} == {
        r: shown(record) for r, record in EXPECTED.items()
    }
    assert (ledger.mark, ledger.key) == ("11112222333344445555666677778888", bytes(range(32)))
    crashed, done = ledger.history()
    assert (crashed.ref, crashed.result, crashed.revision) == (LAN, "", "abc124")
    changes = (Written("memory", "2GiB", "1GiB"),)
    assert done == Entry(
        3, WEB, "define", ("memory",), "more memory", "abc123", 1700000000.0, "done", "", 0.5, changes
    )


def test_a_ledger_of_version_1_keeps_everything(tmp_path: Path) -> None:
    """Identity, records, attempts, intents and history of the first version read the same in this one."""
    with Ledger.open(first_ledger(tmp_path)) as ledger:
        check(ledger)
        ledger.mark_drift(WEB, 5.0)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.records()[WEB].since == 5.0


def test_a_peek_at_an_old_ledger_leaves_it_old(tmp_path: Path) -> None:
    """A plan made by a new version reads an old ledger and does not migrate it."""
    before = (first_ledger(tmp_path) / FILE).read_bytes()
    with Ledger.peek(tmp_path) as ledger:
        check(ledger)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_migration_cut_short_starts_over(tmp_path: Path) -> None:
    """Migrations are one transaction: one that fails leaves the version that was there."""
    connection = sqlite3.connect(first_ledger(tmp_path) / FILE)
    connection.execute("CREATE TABLE report (id)")  # in the way of the last table of version 2
    connection.close()
    before = dump(tmp_path / FILE)
    with pytest.raises(LedgerError, match="report already exists"):
        Ledger.open(tmp_path)
    assert dump(tmp_path / FILE) == before
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("DROP TABLE report")
    connection.close()
    with Ledger.open(tmp_path) as ledger:
        check(ledger)


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    lines = [f"version {version}", *connection.iterdump()]
    connection.close()
    return lines


def test_every_migration_counts() -> None:
    """The version is the number of migrations, so that one added at the end is run."""
    assert len(MIGRATIONS) == VERSION > 1
