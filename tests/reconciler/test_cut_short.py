"""What a step that was cut off, or that did not settle, leaves for the next run to know."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from reconciler.acting import Hands, work
from reconciler.plan import Circumstances, plan
from reconciler.readback import Job
from reconciler.steps import Cause, Change, Document, Outcome, Result, State, Step, Verb, Verdict
from schemas.facts import Facts, Ref
from schemas.markers import Impact
from schemas.policy import Deletion, Mode, Policy, RunStrategy
from state.diagnostics import Where
from state.live.connection import Connection, Limits
from state.live.observe import observe_one
from state.recorded.ledger import Ledger, Written
from state.world import Desired, Host, HostView, Live, Record, World

WEB = Ref("VirtualMachine", "kvm01", "web")
HOST = Host("kvm01", "test:///default")
FACTS: Facts = {"title": "a", "memory": 1024}


def desired(power: RunStrategy = RunStrategy.MANUAL) -> Desired:
    return Desired(WEB, "u", FACTS, Policy(), Where("web.yaml"), power=power)


@contextmanager
def workshop(folder: Path) -> Iterator[tuple[Hands, Live]]:
    """A ledger and the machine that libvirt's test driver has."""
    connection = Connection("test:///default", "localhost", Limits.of_one_look("test:///default"))
    with closing(connection), Ledger.open(folder) as ledger:
        connection.ensure()
        live = observe_one(connection, Ref("VirtualMachine", "localhost", "test"))
        assert live is not None
        yield Hands(connection, ledger, "revision", lambda: False, lambda _step, _news: None), live


def steps(power: RunStrategy, record: Record, *, running: bool) -> list[Verb]:
    """What is to be done with a machine that is as its manifest says, but for its power."""
    live = Live(WEB, "u", FACTS, FACTS if running else None, reason="shutdown", mark="mark")
    view = HostView("kvm01", HOST.uri, up=True, objects={WEB: live})
    world = World({"kvm01": HOST}, {WEB: desired(power)}, {WEB: record}, {"kvm01": view})
    return [step.verb for step in plan(world, Circumstances(0.0, "mark")).verdicts[WEB].steps]


@pytest.mark.parametrize("power", [RunStrategy.MANUAL, RunStrategy.RERUN])
def test_a_restart_that_was_cut_off_is_ended(power: RunStrategy) -> None:
    """The machine was on, and is off only because of us; what somebody switched off stays off."""
    assert steps(power, Record(WEB, "u", FACTS, intent="restart"), running=False) == [Verb.START]
    assert steps(power, Record(WEB, "u", FACTS), running=False) == []
    assert Verb.START not in steps(power, Record(WEB, "u", FACTS, intent="restart"), running=True)


def test_a_restart_that_did_not_get_to_its_start_stays_an_open_intent() -> None:
    """So the next run knows why the machine is off; any other step that failed is over."""
    for verb, open_still in ((Verb.CREATE, True), (Verb.RESTART, True), (Verb.DEFINE, False)):
        assert Outcome(Step(verb, WEB), Result.FAILED, unfinished=True).half_made is open_still
        assert not Outcome(Step(verb, WEB), Result.FAILED).half_made


def test_what_settled_does_not_clear_what_never_does(tmp_path: Path) -> None:
    """A field that is left alone after so many writes is not written again for the sake of another one."""
    with workshop(tmp_path) as (hands, live):
        ref, ledger = live.ref, hands.ledger
        ledger.settle(Record(ref, live.uuid, {}))
        ledger.count_attempts(ref, ["memory", "title"])
        wanted = Desired(ref, live.uuid, {"title": "a"}, Policy(), Where("test.yaml"))
        change = Change("title", "a", None, Document.PERSISTENT, Impact.LIVE, Cause.EDITED)
        verdict = Verdict(ref, State.EDITED, (change,), (Step(Verb.DEFINE, ref, ("title",)),))
        (outcome,) = work(Job(verdict, wanted, ledger.records()[ref], live), hands)
        assert outcome.result is Result.DONE, outcome.error
        assert dict(ledger.records()[ref].attempts) == {"memory": 1}
        assert [entry.changes for entry in ledger.history()] == [(Written("title", "a", None),)]


@pytest.mark.parametrize(("mode", "kept"), [(Mode.ENFORCE, "delete"), (Mode.OBSERVE, "orphan")])
def test_what_is_only_observed_is_not_entered_as_to_be_deleted(tmp_path: Path, mode: Mode, kept: str) -> None:
    """Its manifest says so for the day on which it is enforced."""
    with workshop(tmp_path) as (hands, live):
        policy = Policy(mode=mode, deletion=Deletion.DELETE)
        wanted = Desired(live.ref, live.uuid, {}, policy, Where("test.yaml"))
        record = Verdict(live.ref, State.IN_SYNC, steps=(Step(Verb.RECORD, live.ref),))
        work(Job(record, wanted, None, live), hands)
        assert hands.ledger.records()[live.ref].deletion == kept


def test_the_history_says_what_was_taken_over_and_given_up(tmp_path: Path) -> None:
    """Once each; to enter what is recorded already is nothing to tell."""
    with workshop(tmp_path) as (hands, live):
        wanted = Desired(live.ref, live.uuid, {}, Policy(), Where("test.yaml"))
        record = Verdict(live.ref, State.IN_SYNC, steps=(Step(Verb.RECORD, live.ref),))
        forget = Verdict(live.ref, State.ORPHANED, steps=(Step(Verb.FORGET, live.ref),))
        for verdict in (record, record, forget):
            work(Job(verdict, wanted, hands.ledger.records().get(live.ref), live), hands)
        assert [(entry.verb, entry.result) for entry in hands.ledger.history()] == [
            ("forget", "done"), ("record", "done"),
        ]  # fmt: skip
        assert not hands.ledger.records()
