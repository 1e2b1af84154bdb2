import pytest

from schemas import kind_named, xml
from tests.corpus.naming import Sides, covers, moved, unfounded, unnamed

SPEC = kind_named("VirtualMachine").spec
DISK = "<disk type='file'><driver name='qemu' cache='%s'/><target dev='%s'/><alias name='ua-root'/></disk>"


def machine(cache: str = "none", target: str = "vda", memory: int = 1024) -> str:
    devices = f"<devices>{DISK % (cache, target)}</devices>"
    return f"<domain><memory unit='KiB'>{memory}</memory>{devices}</domain>"


@pytest.mark.parametrize(
    ("after", "reported"),
    [
        (machine(memory=2048), "memory"),
        (machine(cache="unsafe"), "disks[root].cache"),
        (machine(cache="unsafe"), "xml:devices/disk[vda]/driver@cache"),
        (machine(cache="unsafe"), "disks[root]"),
        (machine(target="vdb"), "disks[root].target"),
    ],
)
def test_a_report_names_what_moved(after: str, reported: str) -> None:
    """By a field's path, a generic one, or its item's; a new key is a new name of the whole element."""
    sides = Sides(SPEC, xml.parse(machine()), xml.parse(after))
    paths = moved(sides.before, sides.after)
    assert paths
    assert not unnamed(sides, paths, [reported])
    assert not unfounded(sides, paths, [reported])


@pytest.mark.parametrize(
    "reported", ["memory", "disks[root].bus", "xml:devices/disk[vdb]", "xml:devices/disk[vda]/driver@io"]
)
def test_a_report_of_something_else_names_nothing(reported: str) -> None:
    """A neighbour, another device and another attribute are not it."""
    sides = Sides(SPEC, xml.parse(machine()), xml.parse(machine(cache="unsafe")))
    paths = moved(sides.before, sides.after)
    assert unnamed(sides, paths, [reported])
    assert unfounded(sides, paths, [reported])


def test_a_name_covers_what_is_below_and_not_what_begins_alike() -> None:
    """`vcpu` says nothing of `vcpus`."""
    assert covers("vcpu", "vcpu@placement")
    assert covers("", "memory")
    assert not covers("vcpu", "vcpus/vcpu[0]@enabled")
