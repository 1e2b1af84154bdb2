from collections import Counter

from schemas import xml
from schemas.walk import walk
from tests.corpus.mutation import Mutations, Palette

DOCUMENT = """
<domain type='kvm'><name>a</name><uuid>b</uuid><memory unit='KiB'>1024</memory>
<features><acpi/><pae/></features>
<devices><disk type='file'><driver cache='none'/><target dev='vda'/></disk></devices></domain>
"""
OTHER = """
<domain type='kvm'><name>a</name><features><acpi/><apic/></features>
<devices><disk type='block'><driver cache='unsafe' io='native'/><target dev='vdb'/></disk>
<watchdog model='i6300esb'/></devices></domain>
"""


def mutations() -> dict[str, dict[str, str]]:
    """Each mutation's name, and what it makes of the document."""
    palette = Palette.of([xml.parse(DOCUMENT), xml.parse(OTHER)])
    return {str(each): walk(each.root) for each in Mutations(palette).of(xml.parse(DOCUMENT))}


def test_every_sort_of_change_is_made_in_every_place() -> None:
    """Values change, attributes and elements go, what others have is added; its identity stays."""
    made = mutations()
    sorts = Counter(name.split()[0] for name in made)
    assert sorts.keys() == {"changed", "removed", "added"}
    assert {
        "changed memory",
        "removed features/pae",
        "added features/apic",
        "added devices/watchdog[i6300esb]",
    } <= made.keys()
    assert not any(name.endswith((" name", " uuid")) for name in made)


def test_a_mutation_changes_only_its_place() -> None:
    """What is elsewhere in the document stays as it was."""
    before = walk(xml.parse(DOCUMENT))
    after = mutations()["changed memory"]
    assert {path for path in before if before[path] != after[path]} == {"memory"}


def test_the_document_itself_is_left_alone() -> None:
    """Each mutation is of a copy."""
    root = xml.parse(DOCUMENT)
    list(Mutations(Palette.of([xml.parse(OTHER)])).of(root))
    assert walk(root) == walk(xml.parse(DOCUMENT))


def test_the_same_mutation_is_not_made_over_and_over() -> None:
    """A corpus of a thousand machines with the same memory says no more than one."""
    maker = Mutations(Palette.of([xml.parse(OTHER)]))
    assert list(maker.of(xml.parse(DOCUMENT)))
    assert not list(maker.of(xml.parse(DOCUMENT)))


def test_values_are_what_could_stand_there() -> None:
    """The opposite of a flag, the next number, another document's word; never the value itself."""
    maker = Mutations(Palette.of([xml.parse(DOCUMENT), xml.parse(OTHER)]))
    assert maker.others("features/hap@state", "on")[0] == "off"
    assert maker.others("memory", "1024")[0] == "1025"
    assert maker.others("devices/controller[]@index", "0x1f")[0] == "0x20"
    assert maker.others("devices/disk[]/driver@cache", "none")[0] == "unsafe"
    assert "on" not in maker.others("features/hap@state", "on")
