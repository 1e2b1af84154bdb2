import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from reconciler.daemon.inbox import MOST_REFS, Inbox, Trigger, Wake
from schemas.facts import Ref

REFS = st.builds(Ref, st.just("VirtualMachine"), st.just("kvm01"), st.sampled_from("abcdef"))
WAKES = st.builds(
    Wake,
    st.sampled_from(Trigger),
    st.none() | st.frozensets(REFS),
    st.booleans(),
    st.dictionaries(st.sampled_from(["lifecycle", "tunable"]), st.integers(1, 3)),
)


@given(WAKES, WAKES, WAKES)
def test_joined_wakes_ask_for_all_that_each_asked_for(first: Wake, second: Wake, third: Wake) -> None:
    """However wakes are put together, nothing asked for is lost and no event is counted twice."""
    joined = first.joined(second).joined(third)
    assert joined == first.joined(second.joined(third))
    for wake in (first, second, third):
        assert joined.refs is None or (wake.refs is not None and wake.refs <= joined.refs)
        assert joined.refresh >= wake.refresh
    assert sum(joined.events.values()) == sum(sum(wake.events.values()) for wake in (first, second, third))


def test_more_objects_than_are_worth_naming_are_a_look_at_everything() -> None:
    """A flood costs one full look, and is counted."""
    names = (Ref("VirtualMachine", "kvm01", str(number)) for number in range(MOST_REFS + 1))
    wake = Wake(Trigger.EVENT, frozenset())
    for ref in names:
        wake = wake.joined(Wake(Trigger.EVENT, frozenset({ref})))
    assert (wake.refs, wake.overflows) == (None, 1)


def test_a_burst_is_taken_as_one_wake() -> None:
    """What is put in together comes out together, and then nothing is left."""
    inbox = Inbox()
    for name in "abc":
        inbox.put(
            Wake(Trigger.EVENT, frozenset({Ref("VirtualMachine", "kvm01", name)}), events={"lifecycle": 1})
        )
    assert inbox.depth == len("abc")
    wake = inbox.take(1.0)
    assert wake is not None
    assert wake.refs is not None
    assert {ref.name for ref in wake.refs} == set("abc")
    assert wake.events == {"lifecycle": 3}
    assert inbox.depth == 0
    assert inbox.take(0.0) is None


def test_nothing_is_taken_where_nothing_came() -> None:
    """The timer of whoever takes runs on."""
    assert Inbox().take(0.01) is None


def test_closing_lets_the_taker_leave_at_once() -> None:
    """The end of the daemon waits for nobody's timer."""
    inbox = Inbox()
    threading.Timer(0.05, inbox.close).start()
    started = time.monotonic()
    assert inbox.take(60.0) is None
    assert time.monotonic() - started < 30.0
    inbox.put(Wake(Trigger.MANUAL))
    assert inbox.closed
    assert inbox.take(0.0) is None
