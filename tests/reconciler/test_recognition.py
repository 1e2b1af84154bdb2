from reconciler.recognition import recognised, same
from schemas import kind_named

MACHINE = kind_named("VirtualMachine").spec


def test_a_place_that_is_missing_with_all_around_it_says_what_a_missing_place_says() -> None:
    """A machine without <features> has no ACPI: asking for none is asking for nothing, for good."""
    assert same(MACHINE, "features.acpi", want=False, have=None)
    assert not same(MACHINE, "features.acpi", want=True, have=None)
    assert not same(MACHINE, "features.hap", want=False, have=None)


def test_a_drive_that_is_there_and_does_not_say_that_it_is_empty_is_not() -> None:
    """A medium that somebody put into a drive which its manifest calls empty is a change."""
    assert not same(MACHINE, "disks[cd].empty", want=True, have=None)


def test_a_twin_of_an_item_is_taken_for_no_other_one() -> None:
    """A filter that is referred to twice does not stand in for the one that was taken out for it."""
    spec = kind_named("NetworkFilter").spec
    want = {"filterrefs[no-mac-spoofing]": True, "filterrefs[no-ip-spoofing]": True}
    have = {"filterrefs[no-ip-spoofing]": True, "filterrefs[@no-ip-spoofing#1]": True}
    assert recognised(spec, want, have) == have
