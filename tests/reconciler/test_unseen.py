"""A private secret's value, which nobody can read: what it counts as, and when it is written again."""

import pytest

from reconciler.plan import plan
from reconciler.steps import Cause, State, Step, Verb
from reconciler.unseen import supposed
from schemas.facts import UNSEEN, Digest, Facts, Ref
from schemas.policy import Policy
from state.diagnostics import Where
from state.world import Desired, Host, HostView, Live, Record, World
from tests.laws.worlds import HOST, circumstances

REF = Ref("Secret", HOST, "tls-key")
OLD, NEW = Digest("01d"), Digest("4e3")


def world(wanted: Facts, recorded: Facts | None, live: Facts) -> World:
    """One secret, with its three sides."""
    records = {} if recorded is None else {REF: Record(REF, "u", recorded)}
    return World(
        hosts={HOST: Host(HOST, "test:///default")},
        desired={REF: Desired(REF, "u", wanted, Policy(), Where("a.yaml"))},
        recorded=records,
        views={HOST: HostView(HOST, "", up=True, objects={REF: Live(REF, "u", live)})},
    )


def test_an_unseen_value_is_what_was_written() -> None:
    """As long as the manifest's is, too: there is nothing to report and nothing to do."""
    verdict = plan(world({"value": OLD}, {"value": OLD, "active": False}, {"value": UNSEEN}), circumstances())
    assert verdict.verdicts[REF].state is State.IN_SYNC
    assert verdict.steps == ()


def test_another_value_is_written_though_the_old_one_is_unseen() -> None:
    """The manifest's reference leads to another value: that is an edit, and no drift."""
    verdict = plan(world({"value": NEW}, {"value": OLD, "active": False}, {"value": UNSEEN}), circumstances())
    assert verdict.steps == (Step(Verb.TUNE, REF, ("value",)),)
    assert [change.cause for change in verdict.verdicts[REF].changes] == [Cause.EDITED]


@pytest.mark.parametrize("told", [{}, {"value": OLD}])
def test_nothing_unseen_stays_among_the_facts(told: Facts) -> None:
    """What is not said of it counts as not there."""
    live = supposed(Live(REF, "u", {"private": True, "value": UNSEEN}), told)
    assert live.persistent == {"private": True, **told}


def test_a_value_that_is_seen_is_what_counts() -> None:
    """Whatever was recorded: somebody set another one by hand."""
    verdict = plan(world({"value": OLD}, {"value": OLD, "active": False}, {"value": NEW}), circumstances())
    assert verdict.verdicts[REF].state is State.DRIFTED
    assert verdict.steps == (Step(Verb.TUNE, REF, ("value",)),)
