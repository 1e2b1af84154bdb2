import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reconciler.steps import Outcome, Result, Step, Verb
from schemas.facts import Ref, Secret
from state.recorded import steps
from state.recorded.ledger import FILE, Ledger, LedgerError, Suspension, Written
from state.world import Record

WEB = Ref("VirtualMachine", "kvm01", "web-1")
CREATE = Step(Verb.CREATE, WEB, detail="2 GiB")
DONE = Outcome(CREATE, Result.DONE, seconds=0.25)
CRASHER = """
import sys, time
from pathlib import Path
from reconciler.steps import Step, Verb
from schemas.facts import Ref
from state.recorded.ledger import Ledger
ledger = Ledger.open(Path(sys.argv[1]))
ledger.begin(Step(Verb.CREATE, Ref("VirtualMachine", "kvm01", "web-1")), "u-1", "abc")
print("begun", flush=True)
time.sleep(60)
"""


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_kill_between_begin_and_finish_leaves_the_intent(tmp_path: Path) -> None:
    """A process that dies in the middle of a step leaves word of it, to a peek and to the next start."""
    with subprocess.Popen(
        [sys.executable, "-c", CRASHER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as crasher:
        assert crasher.stdout is not None
        assert crasher.stdout.readline() == "begun\n"
        crasher.send_signal(signal.SIGKILL)
    with Ledger.peek(tmp_path) as peeked:
        assert (peeked.records()[WEB].intent, peeked.records()[WEB].uuid) == ("create", "u-1")
    with Ledger.open(tmp_path) as ledger:
        assert (ledger.records()[WEB].intent, ledger.records()[WEB].uuid) == ("create", "u-1")
        assert [entry.result for entry in ledger.history()] == [""]
        ledger.settle(Record(WEB, "u-1", {}))
        assert ledger.records()[WEB].intent is None
        assert [entry.result for entry in ledger.history()] == [steps.INTERRUPTED]


def test_a_peek_after_a_crash_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    """What a dead process left (a write-ahead log) is read, and neither folded in nor taken away."""
    with subprocess.Popen(
        [sys.executable, "-c", CRASHER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as crasher:
        assert crasher.stdout is not None
        crasher.stdout.readline()
        crasher.kill()
    data = {name: (tmp_path / name).read_bytes() for name in (FILE, f"{FILE}-wal")}
    names = sorted(tmp_path.iterdir())
    Ledger.peek(tmp_path).close()
    assert {name: (tmp_path / name).read_bytes() for name in data} == data
    assert sorted(tmp_path.iterdir()) == names


def test_a_peek_at_nothing_makes_nothing(tmp_path: Path) -> None:
    """Where there is no ledger a plan sees an empty one, of an identity that nothing carries."""
    with Ledger.peek(tmp_path / "none") as one, Ledger.peek(tmp_path / "none") as other:
        assert not one.records()
        assert one.mark != other.mark
        assert one.key != other.key
    assert not list(tmp_path.iterdir())


def test_a_peeked_ledger_refuses_to_write(tmp_path: Path) -> None:
    """Nothing that only looks can believe that it wrote something down."""
    Ledger.open(tmp_path).close()
    with Ledger.peek(tmp_path) as ledger:
        with pytest.raises(LedgerError):
            ledger.begin(CREATE, "u-1", "abc")
        assert not ledger.records()


def test_the_ledger_is_its_owners_alone(tmp_path: Path) -> None:
    """The directory is 0700 and every file 0600, also one that was laxer before."""
    folder = tmp_path / "state"
    with Ledger.open(folder) as ledger:
        ledger.begin(CREATE, "u-1", "abc")
        assert {mode(path) for path in folder.iterdir()} == {0o600}
        assert mode(folder) == 0o700
    (folder / FILE).chmod(0o644)
    Ledger.open(folder).close()
    assert mode(folder / FILE) == 0o600


def test_the_history_says_what_was_done(tmp_path: Path) -> None:
    """When, what, by which revision, with what result, how long it took and what it changed."""
    with Ledger.open(tmp_path, lambda: 1700000000.0) as ledger:
        changes = (Written("memory", "2GiB", None),)
        ledger.finish(ledger.begin(CREATE, "u-1", "abc"), DONE, changes)
        other = Step(Verb.START, Ref("Network", "kvm01", "lan"))
        ledger.finish(ledger.begin(other, "u-2", "abc"), Outcome(other, Result.FAILED, "no bridge"))
        start, create = ledger.history()
        assert (create.ref, create.verb, create.detail, create.revision) == (WEB, "create", "2 GiB", "abc")
        assert (create.started, create.result, create.seconds, create.changes) == (
            1700000000.0,
            "done",
            0.25,
            changes,
        )
        assert (start.result, start.error) == ("failed", "no bridge")
        assert ledger.history(limit=1) == (start,)
        assert ledger.history(ref=WEB) == (create,)


def test_the_history_is_bounded_and_never_drops_an_open_intent(tmp_path: Path) -> None:
    """The oldest finished steps go; one whose end is not known stays however old it is."""
    with Ledger.open(tmp_path) as ledger:
        first = ledger.begin(Step(Verb.STOP, WEB), "u-1", "old")
        ledger.finish(ledger.begin(CREATE, "u-1", "old"), DONE)
        last = ledger.begin(CREATE, "u-1", "new")
        with ledger._database.transaction() as connection:
            connection.execute("UPDATE steps SET id = ? WHERE id = ?", (last + steps.KEPT, last))
        ledger.finish(last + steps.KEPT, DONE)
        assert [entry.id for entry in ledger.history()] == [last + steps.KEPT, first]


def test_a_step_that_never_began_cannot_end(tmp_path: Path) -> None:
    """A number that `begin` did not give is a mistake of ours, and said."""
    with Ledger.open(tmp_path) as ledger, pytest.raises(KeyError):
        ledger.finish(7, DONE)


def test_an_intent_inside_a_batch_is_refused(tmp_path: Path) -> None:
    """An intent that is not on the disk yet promises nothing, so there is none."""
    with Ledger.open(tmp_path) as ledger, pytest.raises(RuntimeError), ledger.batch():
        ledger.begin(CREATE, "u-1", "abc")
    with Ledger.open(tmp_path) as ledger:
        assert not ledger.records()


def test_a_secret_cannot_be_settled(tmp_path: Path) -> None:
    """The ledger takes digests only; a plain secret changes nothing and is in no file."""
    with Ledger.open(tmp_path) as ledger:
        with pytest.raises(TypeError):
            ledger.settle(Record(WEB, "u-1", {"graphics.password": Secret("hunter2")}))
        assert not ledger.records()
    assert b"hunter2" not in (tmp_path / FILE).read_bytes()


def test_workers_write_side_by_side(tmp_path: Path) -> None:
    """Eight threads that begin, settle and finish at once lose nothing."""
    refs = [Ref("VirtualMachine", "kvm01", f"vm-{number}") for number in range(80)]
    with Ledger.open(tmp_path) as ledger:

        def work(ref: Ref) -> None:
            step = Step(Verb.CREATE, ref)
            number = ledger.begin(step, ref.name, "abc")
            assert ledger.records()[ref].intent == "create"
            ledger.settle(Record(ref, ref.name, {"memory": 1}))
            ledger.finish(number, Outcome(step, Result.DONE))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, refs))
        assert {ref: record.uuid for ref, record in ledger.records().items()} == {r: r.name for r in refs}
        assert {entry.result for entry in ledger.history(1000)} == {"done"}


def test_another_writer_never_makes_a_reader_see_half(tmp_path: Path) -> None:
    """Records read while another process writes are those of one moment, and none is missed in the end."""
    refs = [Ref("VirtualMachine", "kvm01", f"vm-{number}") for number in range(300)]
    with Ledger.open(tmp_path) as reader, ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_all, tmp_path, refs)
        while not writing.done():
            names = [ref.name for ref in reader.records()]
            assert set(names) == {ref.name for ref in refs[: len(names)]}
        writing.result()
        assert {ref: record.uuid for ref, record in reader.records().items()} == {r: r.name for r in refs}


def write_all(folder: Path, refs: list[Ref]) -> None:
    with Ledger.open(folder) as writer:
        for ref in refs:
            writer.settle(Record(ref, ref.name, {}))


def test_of_two_open_intents_the_newer_is_shown(tmp_path: Path) -> None:
    """Two crashes in a row: what was tried last is what may have been done last."""
    with Ledger.open(tmp_path) as ledger:
        ledger.begin(CREATE, "u-1", "abc")
        ledger.begin(Step(Verb.START, WEB), "u-2", "abc")
        assert (ledger.records()[WEB].intent, ledger.records()[WEB].uuid) == ("start", "u-2")


def test_an_unchanged_record_stays_the_same_object(tmp_path: Path) -> None:
    """After a change of one record the others are the very objects they were, so caches by identity hold."""
    with Ledger.open(tmp_path) as ledger:
        other = Ref("Network", "kvm01", "lan")
        ledger.settle(Record(WEB, "u-1", {}))
        ledger.settle(Record(other, "u-2", {}))
        before = ledger.records()
        ledger.settle(Record(WEB, "u-1", {"memory": 1}))
        assert ledger.records()[other] is before[other]
        assert ledger.records()[WEB].facts == {"memory": 1}
        assert before[WEB].facts == {}


@pytest.mark.parametrize(
    ("target", "covered"), [(WEB, True), ("kvm01", True), (None, True), ("kvm02", False),
                            (Ref("Network", "kvm01", "web-1"), False)],
)  # fmt: skip
def test_a_pause_covers_its_target_until_it_ends(target: Ref | str | None, covered: bool) -> None:  # noqa: FBT001
    """One object, one host or everything; and no longer than it was ordered for."""
    pause = Suspension(target, "maintenance", "ops", since=100.0, until=200.0)
    assert pause.covers(WEB, 199.0) is covered
    assert not pause.covers(WEB, 200.0)
    assert Suspension(target, "maintenance", "ops", since=100.0).covers(WEB, 1e12) is covered
