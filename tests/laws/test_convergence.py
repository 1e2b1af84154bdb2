"""What a plan is for: carried out once, it leaves nothing to do, whatever state the world was in."""

from dataclasses import replace

from hypothesis import given

from reconciler.plan import plan
from reconciler.steps import Document, State, Verb
from schemas.fields import Impact
from state.world import World
from tests.laws.model import carried_out, nothing_hidden
from tests.laws.worlds import HOST, circumstances, worlds


def visible(world: World) -> World:
    """The world with its host answering for everything and nothing tried before."""
    recorded = {ref: replace(record, attempts={}) for ref, record in world.recorded.items()}
    return replace(world, views={HOST: nothing_hidden(world.views[HOST])}, recorded=recorded)


@given(worlds())
def test_a_plan_carried_out_leaves_no_step(world: World) -> None:
    """Level-triggered: one pass converges, and the pass after it finds nothing to do."""
    before = visible(world)
    after = carried_out(before, plan(before, circumstances()))
    again = plan(after, circumstances())
    assert not again.steps, again.steps


@given(worlds())
def test_what_is_left_after_a_plan_has_a_reason(world: World) -> None:
    """After one pass an object is in sync, or its report says why it is not."""
    before = visible(world)
    after = carried_out(before, plan(before, circumstances()))
    for verdict in plan(after, circumstances()).verdicts.values():
        excused = verdict.reason or verdict.refusals or all(change.reason for change in verdict.changes)
        assert verdict.state in {State.IN_SYNC, State.UNMANAGED} or excused


@given(worlds())
def test_a_plan_cut_off_anywhere_is_finished_by_the_next(world: World) -> None:
    """Rule 5: after any prefix of the objects, the next plan does the rest and the one after it nothing."""
    before = visible(world)
    whole = plan(before, circumstances())
    for cut in range(len(whole.verdicts)):
        some = replace(whole, verdicts=dict(list(whole.verdicts.items())[:cut]))
        middle = carried_out(before, some)
        after = carried_out(middle, plan(middle, circumstances()))
        assert not plan(after, circumstances()).steps


@given(worlds())
def test_a_running_object_is_restarted_only_for_what_cannot_be_had_live(world: World) -> None:
    """A restart is never the way to a change that has a live one."""
    before = visible(world)
    for verdict in plan(before, circumstances()).verdicts.values():
        if any(step.verb is Verb.RESTART for step in verdict.steps):
            dear = [c for c in verdict.changes if c.document is Document.RUNNING and c.impact > Impact.LIVE]
            assert dear
