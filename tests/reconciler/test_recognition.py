from reconciler.recognition import same
from schemas import kind_named

MACHINE = kind_named("VirtualMachine").spec


def test_a_place_that_is_missing_with_all_around_it_says_what_a_missing_place_says() -> None:
    """A machine without <features> has no ACPI: asking for none is asking for nothing, for good."""
    assert same(MACHINE, "features.acpi", want=False, have=None)
    assert not same(MACHINE, "features.acpi", want=True, have=None)
    assert not same(MACHINE, "features.hap", want=False, have=None)
