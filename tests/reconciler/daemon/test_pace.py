from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reconciler.daemon.waiting import growing
from reconciler.pace import STARTS, Pace
from reconciler.steps import Outcome, Result, Step, Verb
from schemas.facts import Ref, Value
from schemas.policy import Policy
from state.diagnostics import Where
from state.world import Desired, HostView, Live, World

WEB = Ref("VirtualMachine", "kvm01", "web")
DB = Ref("VirtualMachine", "kvm01", "db")
NOW = 1_800_000_000.0
GAPS = st.lists(st.floats(0, 300), min_size=1, max_size=60)


def world(want: Mapping[str, Value] | None = None, have: Mapping[str, Value] | None = None) -> World:
    """A host with both machines, as they are wanted and as they are."""
    refs = (WEB, DB)
    desired = {ref: Desired(ref, "", want or {"memory": 1}, Policy(), Where("x.yaml")) for ref in refs}
    live = {ref: Live(ref, "", have or {"memory": 2}) for ref in refs}
    return World({}, desired, {}, {"kvm01": HostView("kvm01", "test:///default", up=True, objects=live)})


def wait(failures: int) -> float:
    return min(900.0, 5.0 * 2.0 ** (failures - 1))


def outcome(ref: Ref, result: Result, verb: Verb = Verb.DEFINE) -> Outcome:
    return Outcome(Step(verb, ref), result, "" if result is Result.DONE else "it broke")


def failed(pace: Pace, now: float, ref: Ref = WEB) -> Pace:
    return pace.noted([outcome(ref, Result.FAILED)], world(), now, wait)


@given(GAPS)
def test_however_often_events_come_a_failing_object_is_tried_ever_more_seldom(gaps: list[float]) -> None:
    """Between the n-th failure and the next attempt lies the n-th wait, whatever wakes the loop meanwhile."""
    pace, now, tries = Pace(), NOW, list[float]()
    for gap in gaps:
        now += gap
        if WEB not in pace.held(world(), now):
            tries.append(now)
            pace = failed(pace, now)
        else:
            pace = pace.noted([], world(), now, wait)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert all(pause >= wait(number) for number, pause in enumerate(pauses, 1))


@given(st.integers(1, 12))
def test_a_moved_manifest_or_a_moved_object_is_tried_at_once(failures: int) -> None:
    """A fixing commit never waits, and neither does an object that somebody put right or changed further."""
    pace = Pace()
    for _ in range(failures):
        pace = failed(pace, NOW)
    assert WEB in pace.held(world(), NOW + 1)
    assert WEB not in pace.held(world(want={"memory": 3}), NOW + 1)
    assert WEB not in pace.held(world(have={"memory": 3}), NOW + 1)


def test_a_moved_manifest_begins_again_with_the_first_wait_and_a_moved_object_does_not() -> None:
    """An actor that fights us does not make us quicker."""
    pace = failed(failed(failed(Pace(), NOW), NOW), NOW)
    moved = [outcome(WEB, Result.FAILED)]
    assert pace.noted(moved, world(want={"memory": 3}), NOW, wait).due() == NOW + wait(1)
    assert pace.noted(moved, world(have={"memory": 3}), NOW, wait).due() == NOW + wait(4)


def test_success_frees_an_object_and_forgets_its_failures() -> None:
    """After one success the next failure waits as short as the first did."""
    pace = failed(failed(Pace(), NOW), NOW)
    free = pace.noted([outcome(WEB, Result.DONE)], world(), NOW, wait)
    assert free.held(world(), NOW) == {}
    assert failed(free, NOW).due() == NOW + wait(1)


def test_one_object_that_is_held_holds_nobody_else() -> None:
    """The others go on."""
    assert set(failed(Pace(), NOW).held(world(), NOW)) == {WEB}


def test_a_step_that_was_only_blocked_is_no_failure_of_its_object() -> None:
    """What waits for another object is free as soon as that one is."""
    assert Pace().noted([outcome(WEB, Result.BLOCKED)], world(), NOW, wait) == Pace()


def test_a_step_that_did_not_settle_is_held_like_one_that_failed() -> None:
    """libvirt's yes alone is no success."""
    assert WEB in Pace().noted([outcome(WEB, Result.UNSETTLED)], world(), NOW, wait).held(world(), NOW)


def test_the_reason_says_what_failed_and_when_it_is_tried_again() -> None:
    """The person who reads it need not look anywhere else."""
    assert failed(Pace(), NOW).held(world(), NOW)[WEB] == "define failed: it broke; tried again at 08:00:05Z"


def dying(gaps: list[float]) -> tuple[Pace, list[float]]:
    """A machine that is down again whenever it is looked at, and when it was started."""
    pace, now, starts = Pace(), NOW, list[float]()
    for number, gap in enumerate(gaps):
        now += gap
        moved = world(have={"memory": number})
        if WEB not in pace.held(moved, now):
            starts.append(now)
            pace = pace.noted([outcome(WEB, Result.DONE, Verb.START)], moved, now, wait)
        else:
            pace = pace.noted([], moved, now, wait)
    return pace, starts


def test_a_machine_that_dies_each_time_it_is_started_is_left_alone_for_longer_and_longer() -> None:
    """A few starts are quick, then they are spaced, although its live state moves each time."""
    _, starts = dying([1.0] * 300)
    assert len(starts) <= STARTS + 7
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert pauses[STARTS:] == sorted(pauses[STARTS:])
    assert pauses[-1] >= wait(5)


def test_a_machine_that_dies_is_started_at_once_when_its_manifest_moves() -> None:
    """The commit that cures it is not kept waiting either."""
    pace, _ = dying([1.0] * 30)
    assert WEB in pace.held(world(), NOW + 30)
    assert WEB not in pace.held(world(want={"memory": 3}), NOW + 30)


def test_a_few_restarts_within_minutes_are_no_sign_of_a_dying_machine() -> None:
    """An administrator who stops a machine by hand now and then sees it come back at once each time."""
    _, starts = dying([150.0] * 40)
    assert len(starts) == len([150.0] * 40)


@given(st.integers(1, 10_000))
def test_waits_grow_to_a_limit_and_are_never_the_same_for_all(failures: int) -> None:
    """However many failures, the wait stays below the longest and its spread."""
    seconds = growing(5.0, 900.0)(failures)
    assert min(900.0, 5.0 * 2.0 ** min(failures - 1, 20)) <= seconds <= 900.0 + 1.25
