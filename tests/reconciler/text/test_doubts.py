from reconciler.published import HostEntry, ObjectEntry, OutcomeEntry, Report
from reconciler.steps import Result, State, Verb
from reconciler.text.drift import drift
from reconciler.text.paint import bare
from reconciler.text.result import result
from reconciler.text.status import status

ERROR = "cannot connect: connection refused"


def one(name: str, host: str, state: State) -> ObjectEntry:
    reason = f"host {host} does not answer: {ERROR}" if state is State.UNKNOWN else ""
    return ObjectEntry(kind="VirtualMachine", host=host, name=name, state=state, reason=reason)


def told(*states: State, up: bool = False) -> Report:
    """A report of one host with an object of each of these states, and one that may be down, with two."""
    uri = "test:///default"
    there_too = HostEntry(name="two", uri=uri, up=up, error="" if up else ERROR)
    hosts = (HostEntry(name="one", uri=uri, up=True), there_too)
    here = tuple(one(f"vm{number}", "one", state) for number, state in enumerate(states))
    there = tuple(one(name, "two", State.UNKNOWN) for name in ("db", "web"))
    started = OutcomeEntry(kind="Network", host="one", name="lan", verb=Verb.START, result=Result.DONE)
    return Report(
        version="1", revision="", generated_at="2026-11-23T09:30:00Z", in_sync=False, hosts=hosts,
        objects=(*here, *there), outcomes=(started,),
    )  # fmt: skip


def test_why_a_host_does_not_answer_is_said_once() -> None:
    """However many objects are on it."""
    for text in (drift, status):
        assert bare(text(told(State.DRIFTED))).count(ERROR) == 1


def test_what_is_unknown_is_not_counted_as_a_difference() -> None:
    """Neither by the drift report nor at the end of an apply."""
    assert bare(drift(told(State.DRIFTED))).splitlines()[-1] == (
        "1 of 3 objects on 2 hosts not as the manifests say, 2 unknown."
    )
    assert "; 1 object still not as the manifests say, 2 objects unknown." in bare(
        result(told(State.DRIFTED))
    )
    assert "; 2 objects unknown." in bare(result(told(State.IN_SYNC)))


def test_an_object_that_cannot_be_read_on_a_host_that_answers_is_named() -> None:
    """Its own reason is nobody else's."""
    assert "VirtualMachine/db on two: unknown" in bare(drift(told(up=True)))


def test_nothing_is_called_managed_before_anything_is() -> None:
    """What a manifest asks for and nobody made yet is an object like any other."""
    assert "1 of 4 objects on 2 hosts" in bare(drift(told(State.MISSING, State.IN_SYNC)))
