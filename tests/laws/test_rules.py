"""The rules that are never broken, each as a law over every kind. A bug planted in the planner breaks one."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.case import Limits
from reconciler.plan import Memo, plan
from reconciler.steps import Document, Plan, State, Step, Verb
from schemas import kind_named
from schemas.facts import Ref, Secret, item, owner
from schemas.fields import Impact, Items, slots
from schemas.policy import Deletion, Foreign, Mode, Restart, RunStrategy
from state.world import World
from tests.laws.worlds import HOST, circumstances, worlds

REMOVING = {Verb.UNDEFINE, Verb.DELETE}


def planned(world: World, limits: Limits | None = None) -> Plan:
    """The plan for a world at the laws' moment."""
    return plan(world, circumstances(limits))


def steps_of(found: Plan, ref: Ref) -> tuple[Step, ...]:
    """The steps for one object."""
    return found.verdicts[ref].steps


@given(worlds())
def test_what_could_not_be_read_is_neither_made_nor_unmade(world: World) -> None:
    """Rule 1: absence is not evidence."""
    view = world.views[HOST]
    for step in planned(world).steps:
        pool = Ref("StoragePool", HOST, step.ref.scope)
        made_together = step.ref not in world.recorded and view.certain(pool) and pool not in view.objects
        assert view.certain(step.ref) or (step.verb is Verb.CREATE and made_together)


@given(worlds())
def test_only_what_we_recorded_and_recognise_is_ever_removed(world: World) -> None:
    """Rule 2: the ledger, the UUID and the mark must all say that it is ours."""
    for step in planned(world).steps:
        if step.verb in REMOVING:
            record, live = world.recorded[step.ref], world.views[HOST].objects[step.ref]
            assert record.uuid == live.uuid
            assert live.mark in ({"ledger-1"} if kind_named(step.ref.kind).marked else {None, "ledger-1"})
            assert record.deletion == Deletion.DELETE
            assert step.ref not in world.desired


@given(worlds())
def test_data_that_is_gone_is_never_replaced_by_nothing(world: World) -> None:
    """Rule 2: a missing volume is an alarm, not a blank disk."""
    found = planned(world)
    for ref, record in world.recorded.items():
        if kind_named(ref.kind).holds_data and record.intent is None:
            assert all(step.verb is not Verb.CREATE for step in steps_of(found, ref))


@given(worlds())
def test_nothing_is_stopped_or_restarted_or_started_unless_policy_says_so(world: World) -> None:
    """Rule 3: power is touched only where somebody asked for it."""
    for step in planned(world).steps:
        desired = world.desired.get(step.ref)
        match step.verb:
            case Verb.RESTART:
                assert desired is not None
                assert desired.policy.restart is Restart.NOW
            case Verb.STOP:
                assert desired is None or desired.power is RunStrategy.HALTED
            case Verb.START:
                assert desired is not None
                assert desired.power in {RunStrategy.ALWAYS, RunStrategy.RERUN}


@given(worlds())
def test_nothing_is_undefined_to_be_made_again(world: World) -> None:
    """Rule 4: definitions are replaced in place."""
    for verdict in planned(world).verdicts.values():
        verbs = {step.verb for step in verdict.steps}
        assert not (verbs & REMOVING and Verb.CREATE in verbs)


@given(worlds())
def test_a_field_that_never_settled_is_left_alone(world: World) -> None:
    """Rule 6: reported, not fought."""
    for step in planned(world).steps:
        record = world.recorded.get(step.ref)
        if record and step.verb in {Verb.DEFINE, Verb.TUNE, Verb.UPDATE, Verb.ATTACH, Verb.DETACH}:
            assert all(record.attempts.get(path, 0) < Limits().writes for path in step.paths)


@given(worlds())
def test_every_difference_is_acted_on_or_has_a_reason(world: World) -> None:
    """Rule 7: nothing accepted is silently ignored."""
    for verdict in planned(world).verdicts.values():
        covered = {path for step in verdict.steps for path in step.paths}
        power = {Verb.CREATE, Verb.START, Verb.STOP, Verb.RESTART} & {step.verb for step in verdict.steps}
        for change in verdict.changes:
            done = change.path in covered or owner(change.path) in covered
            done = done or (change.path in {"", "active"} and bool(power))
            stopping = Verb.STOP in power and change.document is Document.RUNNING
            assert done or stopping or change.reason or verdict.reason or verdict.refusals, change


@given(worlds())
def test_a_restart_that_is_due_is_said_and_not_done_live(world: World) -> None:
    """Rule 7: a change nobody can make live is never given to a live step."""
    for verdict in planned(world).verdicts.values():
        hot = {Verb.ATTACH, Verb.DETACH, Verb.UPDATE}
        live = {path for step in verdict.steps if step.verb in hot for path in step.paths}
        for change in verdict.changes:
            if change.document is Document.RUNNING and change.impact > Impact.LIVE:
                assert change.path not in live or any(
                    c.path == change.path and c.impact is Impact.LIVE for c in verdict.changes
                )


@given(worlds())
def test_an_invalid_manifest_freezes_itself_and_stops_every_removal(world: World) -> None:
    """Rule 8: one bad manifest freezes itself, and nothing is given up while any is bad."""
    found = planned(world)
    for ref in world.frozen:
        assert not steps_of(found, ref)
    if not world.complete:
        assert not {step.verb for step in found.steps} & {*REMOVING, Verb.FORGET}


@given(worlds(), st.text(min_size=8, alphabet="abcdefghijklmnop"))
def test_a_secret_is_in_no_plan(world: World, password: str) -> None:
    """Rule 9: what people see holds digests, and those print as redacted."""
    hidden = Secret(password)
    assert password not in repr(hidden)
    assert password not in repr(hidden.digest(b"key"))
    assert "Secret(" not in repr(planned(world))


@given(worlds(), st.integers(0, 3))
def test_a_mass_deletion_is_refused_until_it_is_confirmed(world: World, most: int) -> None:
    """Rule 10: more than the limit is refused whole; the confirmed number is allowed."""
    found = planned(world, Limits(deletions=most, ratio=1.0))
    removed = {step.ref for step in found.steps if step.verb in REMOVING}
    wanted = {step.ref for step in planned(world).steps if step.verb in REMOVING}
    assert removed == (wanted if len(wanted) <= most else set())
    confirmed = planned(world, Limits(0, 0.0, allowed=len(wanted)))
    assert {step.ref for step in confirmed.steps if step.verb in REMOVING} == wanted


@given(worlds())
def test_observing_and_suspending_change_nothing(world: World) -> None:
    """Under observe or a pause there are no steps but the ledger's own."""
    found = planned(replace(world, suspended=dict.fromkeys(world.desired, "maintenance")))
    for ref, desired in world.desired.items():
        assert not steps_of(found, ref)
        if desired.policy.mode is Mode.OBSERVE:
            assert {step.verb for step in steps_of(planned(world), ref)} <= {Verb.RECORD}


@given(worlds())
def test_a_foreign_device_stays_unless_policy_removes_it(world: World) -> None:
    """Under keep it is reported, and in no step."""
    found = planned(world)
    for ref, desired in world.desired.items():
        record = world.recorded.get(ref)
        for change in found.verdicts[ref].changes if desired.policy.foreign is Foreign.KEEP else ():
            ours = record is not None and change.path in record.facts
            if change.want is None and not ours:
                assert all(change.path not in step.paths for step in steps_of(found, ref))
                assert change.reason


@given(worlds())
def test_a_plan_depends_on_the_world_alone(world: World) -> None:
    """Neither the order of its parts nor what was remembered of the last cycle changes it."""
    again = circumstances()
    first = plan(world, again)
    assert plan(world, again) == first
    assert plan(world, replace(again, memo=Memo())) == first
    turned = replace(
        world,
        desired=dict(reversed(list(world.desired.items()))),
        recorded=dict(reversed(list(world.recorded.items()))),
    )
    assert planned(turned).verdicts == first.verdicts
    assert list(planned(turned).verdicts) == list(first.verdicts)


@given(worlds())
def test_users_come_after_what_they_use(world: World) -> None:
    """An object is worked on after everything it refers to."""
    found = planned(world)
    order = list(found.verdicts)
    for ref, desired in world.desired.items():
        assert all(
            order.index(needed) < order.index(ref) for needed in desired.references & found.verdicts.keys()
        )


@settings(max_examples=50)
@given(worlds())
def test_nothing_without_manifest_and_record_is_touched(world: World) -> None:
    """What nobody manages is listed and left alone."""
    for ref, verdict in planned(world).verdicts.items():
        if ref not in world.desired and ref not in world.recorded and ref not in world.frozen:
            assert not verdict.steps
            assert verdict.state in {State.UNMANAGED, State.UNKNOWN}


@given(worlds())
def test_a_device_nobody_declared_is_always_reported(world: World) -> None:
    """An extra disk is in the report, whatever policy says of it."""
    found = planned(world)
    for ref, desired in world.desired.items():
        verdict, live = found.verdicts[ref], world.views[HOST].objects.get(ref)
        if live is None or live.persistent is None or not verdict.changes:
            continue
        reported = {change.path for change in verdict.changes}
        for slot in slots(kind_named(ref.kind).spec):
            if isinstance(slot, Items) and slot.marker.watched and item(slot.name, "@x") in live.persistent:
                assert desired.facts.get(item(slot.name, "@x")) or item(slot.name, "@x") in reported


@given(worlds())
def test_a_device_of_ours_whose_entry_is_gone_is_removed_whatever_foreign_says(world: World) -> None:
    """What we made goes with its entry; `foreign: keep` speaks of what others made."""
    found = planned(world)
    for ref, record in world.recorded.items():
        desired = world.desired.get(ref)
        for change in found.verdicts[ref].changes if desired else ():
            if change.want is None and change.path in record.facts:
                assert change.reason != "foreign: keep"


@given(worlds())
def test_nothing_is_taken_away_while_a_manifest_is_invalid(world: World) -> None:
    """Rule 8: a device or reservation that nobody mentions may be mentioned where we could not read."""
    for verdict in planned(replace(world, complete=False)).verdicts.values():
        for change in verdict.changes:
            covered = any(change.path in step.paths for step in verdict.steps)
            assert (
                change.want is not None
                or not covered
                or any(other.path == change.path and other.want is not None for other in verdict.changes)
            )
