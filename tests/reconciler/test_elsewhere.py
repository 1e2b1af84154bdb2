"""A host on which nothing of what was recorded there is."""

from dataclasses import replace

import pytest

from reconciler.case import Limits
from reconciler.plan import Circumstances, plan
from reconciler.steps import Verb
from schemas.facts import Ref
from schemas.policy import Policy
from state.diagnostics import Where
from state.world import Desired, Host, HostView, Live, Record, World

HOST = Host("kvm01", "qemu+ssh://kvm01/system")
WEB, LAN, NEW = (Ref("Network", HOST.name, name) for name in ("web", "lan", "new"))


def world(*there: Ref) -> World:
    """Two networks were recorded, three are wanted, these are there."""
    wanted = {ref: Desired(ref, str(ref), {}, Policy(), Where("all.yaml")) for ref in (WEB, LAN, NEW)}
    recorded = {ref: Record(ref, str(ref), {"active": True}) for ref in (WEB, LAN)}
    objects = {ref: Live(ref, str(ref), {}, {}) for ref in there}
    view = HostView(HOST.name, HOST.uri, up=True, objects=objects)
    return World({HOST.name: HOST}, wanted, recorded, {HOST.name: view})


def made(found: World, *losses: str) -> set[Ref]:
    """What would be made."""
    decided = plan(found, Circumstances(0.0, "mark", Limits(losses=frozenset(losses))))
    return {step.ref for step in decided.steps if step.verb is Verb.CREATE}


def test_nothing_is_made_on_what_may_be_another_host() -> None:
    """Neither again nor for the first time, until a person says that it lost everything."""
    decided = plan(world(), Circumstances(0.0, "mark"))
    assert not decided.steps
    reason = decided.verdicts[NEW].refusals[0].reason
    assert "is qemu+ssh://kvm01/system that host?" in reason
    assert "--accept-loss host/kvm01" in reason
    assert made(world(), "Host/kvm02") == set()
    assert made(world(), "Host/kvm01") == {WEB, LAN, NEW}


def test_one_that_is_there_is_enough() -> None:
    """The others were taken away by hand, and come back."""
    assert made(world(LAN)) == {WEB, NEW}


@pytest.mark.parametrize("known", [(), (WEB,)], ids=["none", "one"])
def test_where_little_was_known_nothing_can_be_told(known: tuple[Ref, ...]) -> None:
    """A new host is bare, and one object may well have gone."""
    found = world()
    few = {ref: found.recorded[ref] for ref in known}
    assert made(replace(found, recorded=few)) == {WEB, LAN, NEW}
