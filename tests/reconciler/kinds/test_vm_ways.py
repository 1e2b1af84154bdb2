"""Every field of a machine that may be changed live has exactly one way, and nothing has one that may not."""

from reconciler.kinds.vm.ways import PLUGGED, TUNED, UPDATED
from schemas.fields import LIVE, Group, ImpactBy, Leaf, Setting, Slot, table
from schemas.vm.machine import VirtualMachineSpec

FIELDS = table(VirtualMachineSpec)


def may_be_live(slot: Slot) -> bool:
    """Whether its price is live, or a sibling decides that."""
    if isinstance(slot, Group):
        return False
    return slot.impact is LIVE or (isinstance(slot, Leaf) and isinstance(slot.marker.impact, ImpactBy))


def changed_live() -> set[str]:
    """Fields whose running value is compared, and what libvirt keeps beside the document."""
    return {
        path
        for path, slot in FIELDS.items()
        if may_be_live(slot) and (isinstance(slot, Setting) or getattr(slot, "running", False))
    }


def test_what_may_be_changed_live_has_a_way() -> None:
    """No field is promised live and left to fail."""
    assert changed_live() - PLUGGED - UPDATED - TUNED.keys() == set()


def test_what_has_a_way_may_be_changed_live() -> None:
    """No field is changed live that the plan would restart for, or that no manifest can state."""
    assert (PLUGGED | UPDATED | TUNED.keys()) - changed_live() == set()


def test_no_field_has_two_ways() -> None:
    """A field stands in one table."""
    assert not PLUGGED & UPDATED
    assert not (PLUGGED | UPDATED) & TUNED.keys()
