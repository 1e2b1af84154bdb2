import json
import time

import pytest

from reconciler.cli.verbs.pause import moment_typed
from reconciler.steps import Outcome, Result, Step, Verb
from schemas.facts import Ref
from state.recorded.ledger import Ledger, Written
from tests.reconciler.cli.conftest import Shell


@pytest.fixture
def applied(shell: Shell) -> Shell:
    shell.machine("web-1")
    assert shell("apply", "--yes").code == 0
    return shell


def test_status_shows_the_last_report(applied: Shell) -> None:
    """A table of hosts and objects, with the exit code of what it says."""
    shown = applied("status")
    assert shown.code == 0
    assert ["VirtualMachine/web-1", "localhost", "in", "sync"] in [
        line.split() for line in shown.out.splitlines()
    ]


def test_status_without_a_report_says_what_to_do(shell: Shell) -> None:
    """Trouble, and the remedy; nothing is made by asking."""
    missing = shell("status")
    assert missing.code == 2
    assert "virt-reconcile apply" in missing.err
    assert not shell.state.exists()


def test_history_tells_what_was_done_newest_first(applied: Shell) -> None:
    """The same as text and as a document; of one object where one is named."""
    told = applied("history")
    assert told.code == 0
    assert [line.split()[5] for line in told.out.splitlines()[1:]] == ["start", "create"]
    document = applied("history", "vm/web-1", "-n", "1", "-o", "json").document["history"]
    assert isinstance(document, list)
    assert [entry["verb"] for entry in document] == ["start"]


def test_history_tells_the_values_that_a_step_changed(shell: Shell) -> None:
    """Where the ledger has them; what was not there before is absent."""
    step = Step(Verb.DEFINE, Ref("VirtualMachine", "localhost", "web-1"), ("memory", "title"))
    with Ledger.open(shell.state) as ledger:
        changes = (Written("memory", "4 GiB", "2 GiB"), Written("title", "web", None))
        ledger.finish(ledger.begin(step, "", ""), Outcome(step, Result.DONE), changes)
    assert "memory 2 GiB → 4 GiB; title absent → web" in shell("history").out
    (entry,) = json.loads(shell("history", "-o", "json").out)["history"]
    assert entry["changes"] == [
        {"path": "memory", "want": "4 GiB", "have": "2 GiB"},
        {"path": "title", "want": "web", "have": None},
    ]


def test_a_suspended_object_is_reported_and_left_alone(applied: Shell) -> None:
    """Its change stays undone, with the reason, until it is resumed."""
    assert applied("suspend", "vm/web-1", "--reason", "storage work").code == 0
    applied.machine("web-1", memory="128MiB")
    planned = applied("plan")
    assert planned.code == 1
    assert "suspended" in planned.out
    assert ": storage work" in planned.out
    assert "0 to change" in planned.out
    assert applied("resume", "VirtualMachine/web-1").code == 0
    assert "1 to change" in applied("plan").out


def test_everything_and_a_whole_host_can_be_suspended(applied: Shell) -> None:
    """`--all` and `host/NAME` cover every object."""
    applied.machine("web-1", memory="128MiB")
    for target in (["--all"], ["host/localhost"]):
        assert applied("suspend", *target, "--reason", "r").code == 0
        assert "0 to change" in applied("plan").out
        assert applied("resume", *target).code == 0
    assert applied("resume", "--all").code == 1


def test_a_host_that_nobody_knows_is_not_suspended(applied: Shell) -> None:
    """A mistyped one would leave the real one enforced: the error lists those that there are."""
    mistyped = applied("suspend", "host/localhots", "--reason", "r")
    assert mistyped.code == 2
    assert "there is no host localhots; one of: localhost" in mistyped.err
    with Ledger.peek(applied.state) as ledger:
        assert not ledger.suspensions()


def test_a_host_of_the_manifests_can_be_suspended_before_the_first_apply(shell: Shell) -> None:
    """Neither the ledger nor a report speaks of it yet."""
    shell.hypervisor("kvm01")
    assert shell("suspend", "host/kvm01", "--reason", "r").code == 0
    assert shell("suspend", "host/localhost", "--reason", "r").code == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_says_something(applied: Shell, reason: str) -> None:
    """It is all that people see of why nothing is corrected."""
    told = applied("suspend", "--all", "--reason", reason)
    assert (told.code, "--reason: say why" in told.err) == (2, True)


def test_a_suspension_ends_by_itself(applied: Shell) -> None:
    """`--until` is kept with it."""
    assert applied("suspend", "--all", "--reason", "r", "--until", "2h").code == 0
    with Ledger.peek(applied.state) as ledger:
        (pause,) = ledger.suspensions()
    assert pause.until is not None
    assert 7100 < pause.until - time.time() < 7300


@pytest.mark.parametrize(
    ("typed", "end"), [("90s", 1090.0), ("2h", 8200.0), ("1970-01-01T00:20:00+00:00", 1200.0)]
)
def test_an_end_is_a_time_or_a_while_from_now(typed: str, end: float) -> None:
    """Both are understood, in POSIX seconds."""
    assert moment_typed(typed, now=1000.0) == end


@pytest.mark.parametrize("typed", ["soon", "1970-01-01T00:00:00+00:00", "-3h", ""])
def test_an_end_that_is_none_is_refused(shell: Shell, typed: str) -> None:
    """A pause that is over before it begins would be accepted and ignored."""
    assert shell("suspend", "--all", "--reason", "r", "--until", typed).code == 2


@pytest.mark.parametrize(
    "words", [[], ["vm/web-1", "--all"], ["vm/nobody"], ["web-1"], ["volume/web-1"], ["car/web-1"]]
)
def test_what_names_nothing_is_a_usage_error(applied: Shell, words: list[str]) -> None:
    """A pause of a name that nobody knows would hold nothing back."""
    assert applied("suspend", *words, "--reason", "r").code == 2


def test_a_forgotten_object_is_left_alone(applied: Shell) -> None:
    """It goes out of the ledger; the machine stays; its history still speaks of it."""
    forgotten = applied("forget", "vm/web-1", "-o", "json")
    assert forgotten.document == {"target": "VirtualMachine/web-1", "state": "forgotten"}
    assert applied.host.lookupByName("web-1").isActive()
    with Ledger.peek(applied.state) as ledger:
        assert not ledger.records()
    assert applied("history", "vm/web-1").code == 0


def test_a_ledger_that_cannot_be_used_is_told_in_one_sentence(shell: Shell) -> None:
    """Damaged, or another program's: what and what to do, exit code 2."""
    shell.state.mkdir(parents=True)
    (shell.state / "ledger.sqlite3").write_text(json.dumps("no database" * 100), "utf-8")
    for words in (["status"], ["history"], ["suspend", "--all", "--reason", "r"], ["plan"]):
        told = shell(*words)
        assert told.code == 2
        assert "error: the ledger" in told.err
        assert "remedy:" in told.err
