from dataclasses import replace

import pytest

from reconciler.steps import Cause, Change, Document, Outcome, Result, State, Step, Verb, Verdict
from reconciler.trail import changed
from schemas.facts import Digest, Ref, Secret, Value
from schemas.markers import Impact

WEB = Ref("VirtualMachine", "kvm01", "web-1")
GIB = 2**30


def change(path: str, want: Value | None, have: Value | None, document: Document) -> Change:
    return Change(path, want, have, document, Impact.LIVE, Cause.EDITED)


def persistent(path: str, want: Value | None, have: Value | None) -> Change:
    return change(path, want, have, Document.PERSISTENT)


def running(path: str, want: Value | None, have: Value | None) -> Change:
    return change(path, want, have, Document.RUNNING)


def told(
    verb: Verb, paths: tuple[str, ...], *changes: Change, result: Result = Result.DONE
) -> list[tuple[str, str | None, str | None]]:
    """What the history says of one step, as (path, have, want)."""
    step = Step(verb, WEB, paths)
    verdict = Verdict(WEB, State.EDITED, changes, (step,))
    return [(one.path, one.have, one.want) for one in changed(verdict, Outcome(step, result))]


def test_a_step_tells_the_values_that_it_changed_as_people_write_them() -> None:
    """Sizes have units, a new fact had none, and what the step did not write is another step's."""
    changes = (
        persistent("memory", 4 * GIB, 2 * GIB), persistent("description", "the database", None),
        persistent("vcpus", 4, 2),
    )  # fmt: skip
    assert told(Verb.DEFINE, ("memory", "description"), *changes) == [
        ("memory", "2 GiB", "4 GiB"), ("description", None, '"the database"'),
    ]  # fmt: skip


def test_each_step_tells_of_the_document_that_it_writes() -> None:
    """What is defined and tuned had different values in the two documents."""
    changes = (persistent("currentMemory", GIB, 2 * GIB), running("currentMemory", GIB, 3 * GIB))
    assert told(Verb.DEFINE, ("currentMemory",), *changes) == [("currentMemory", "2 GiB", "1 GiB")]
    assert told(Verb.TUNE, ("currentMemory",), *changes) == [("currentMemory", "3 GiB", "1 GiB")]
    beside = persistent("autostart", want=True, have=False)
    assert told(Verb.TUNE, ("autostart",), beside) == [("autostart", "false", "true")]


def test_devices_are_told_in_short() -> None:
    """As a plan shows them."""
    disk = ("bus=virtio", "file=/a")
    assert told(Verb.ATTACH, ("disks[data]",), running("disks[data]", disk, None)) == [
        ("disks[data]", None, "bus=virtio file=/a")
    ]
    assert told(Verb.DETACH, ("disks[data]",), running("disks[data]", None, disk)) == [
        ("disks[data]", "bus=virtio file=/a", None)
    ]


def test_power_is_a_fact_like_any_other() -> None:
    """A start names no path."""
    assert told(Verb.START, (), running("active", want=True, have=False)) == [("active", "false", "true")]


def test_the_history_knows_no_secret() -> None:
    """Neither in plain nor as its digest."""
    for secret in (Secret("hunter2"), Digest("abc")):
        assert told(
            Verb.UPDATE, ("graphics[screen].password",), running("graphics[screen].password", secret, secret)
        ) == [("graphics[screen].password", "<redacted>", "<redacted>")]


@pytest.mark.parametrize("result", [Result.FAILED, Result.BLOCKED, Result.UNSETTLED])
def test_what_was_not_done_changed_nothing(result: Result) -> None:
    """The error says what was tried."""
    assert told(Verb.DEFINE, ("memory",), persistent("memory", 4, 2), result=result) == []


def test_what_was_left_alone_was_not_changed() -> None:
    """A reason says why nothing was done about it."""
    left = replace(persistent("memory", 4, 2), reason="mode: observe")
    assert told(Verb.DEFINE, ("memory",), left) == []


def test_what_is_made_as_a_whole_is_told_by_its_verb() -> None:
    """That an object was not there before is what `create` says."""
    assert told(Verb.CREATE, (), persistent("", "present", None)) == []
