import pytest

from reconciler.diff import Sides, compare
from reconciler.steps import Cause, Change, Document
from schemas.facts import Facts, Ref
from schemas.fields import Impact
from schemas.vm.machine import VirtualMachineSpec
from state.world import Live

MIB = 2**20


def running_changes(want: Facts, have: Facts) -> dict[str, Change]:
    """What differs in the running document of a machine whose definition is as wanted already."""
    live = Live(Ref("VirtualMachine", "localhost", "web"), "", persistent=want, running=have)
    found = compare(Sides(VirtualMachineSpec, want, want, live))
    return {change.path: change for change in found if change.document is Document.RUNNING}


@pytest.mark.parametrize(
    ("most", "current", "before", "after"),
    [("memory", "currentMemory", 256 * MIB, 512 * MIB), ("vcpus", "currentVcpus", 2, 4)],
)
def test_more_than_a_machine_was_built_with_waits_for_a_restart(
    most: str, current: str, before: int, after: int
) -> None:
    """A larger maximum and all of it in use: neither is tried on the machine that runs with less."""
    found = running_changes({most: after, current: after}, {most: before, current: before})
    assert {change.impact for change in found.values()} == {Impact.RESTART}
    assert {change.cause for change in found.values()} == {Cause.EDITED}


def test_what_a_machine_was_built_with_is_given_live() -> None:
    """Up to the maximum that it runs with, memory comes back at once."""
    found = running_changes(
        {"memory": 512 * MIB, "currentMemory": 256 * MIB}, {"memory": 256 * MIB, "currentMemory": 128 * MIB}
    )
    assert found["currentMemory"].impact is Impact.LIVE
    assert found["currentMemory"].cause is Cause.DRIFTED
    assert found["memory"].impact is Impact.RESTART
