"""A device that a manifest states as raw XML and no more by fields."""

from reconciler.diff import Sides, compare
from schemas import kind_named, overlay, xml
from schemas.facts import Facts, Ref
from schemas.whole import Whole, pack
from state.world import Live

MACHINE = kind_named("VirtualMachine").spec
REF = Ref("VirtualMachine", "kvm01", "web", "")
MAC = "52:54:00:00:00:01"
CARD = f"<domain><devices><interface type='user'><mac address='{MAC}'/></interface></devices></domain>"
RECORDED: Facts = {"interfaces[nic0]": True, "interfaces[nic0].mac": MAC}


def compared(fragment: str) -> list[str]:
    """What differs of a machine whose nameless card was recorded as `nic0`."""
    document = xml.parse(CARD)
    live = Live(REF, "u", xml.read(MACHINE, document), whole=Whole(pack(CARD)))
    want = overlay.facts(overlay.stated(xml.parse(fragment)))
    return [change.path for change in compare(Sides(MACHINE, want, RECORDED, live, fragment))]


def test_a_device_that_moves_from_fields_to_xml_is_not_removed() -> None:
    """It has no name of ours, and is the recorded one by its MAC."""
    assert compared(CARD) == []


def test_a_device_that_the_xml_does_not_state_goes_with_its_entry() -> None:
    """The XML is about something else."""
    other = "<domain><devices><watchdog model='i6300esb' action='reset'/></devices></domain>"
    assert "interfaces[nic0]" in compared(other)
