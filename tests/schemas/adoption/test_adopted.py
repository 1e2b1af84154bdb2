import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import KINDS, flat, xml
from schemas.adoption import Adopted, Sighting, Unstatable, adopted
from schemas.adoption.bare import seen
from schemas.facts import Facts, Secret
from schemas.form import Setting, slot_at
from schemas.kind import Kind
from schemas.overlay import alike, graft, stated
from schemas.policy import RunStrategy
from schemas.walk import anchors, walk
from state.desired.overlays import misstated
from state.desired.rendering import rendered
from tests.cases.written import Case, cases
from tests.schemas.adoption.documents import DOCUMENTS
from tests.schemas.adoption.sightings import LEAST, adoption, beyond, machine, parsed, spec_of
from tests.schemas.strategies import WILD, specs

PRINTED = WILD.replace("\x85", "")  # a manifest holds no control character
COUNTED = re.compile(r"devices/\w+(?:\[#|[/@]|$)")  # of a device that nothing names but its place
GOLDEN = Path(__file__).parent / "golden"
DOCUMENTED = [kind for kind in KINDS if kind.model.XML]
PLACES = dict.fromkeys(
    ("secret", "images", "console", "kernel", "initrd", "loop0", "loop1", "loop2", "btrfs"), "/somewhere"
) | {"part": "p1"}
ALL = [case for kind in DOCUMENTED for case in cases(kind)]
often = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def document_of(kind: Kind, facts: Facts) -> str:
    """A document that says these facts, as another hand would have made it: without names of ours."""
    held = {path: value for path, value in facts.items() if not isinstance(slot_at(kind.spec, path), Setting)}
    root = xml.create(kind.spec, held)
    for alias in root.findall("devices/*/alias"):
        parent = alias.getparent()
        assert parent is not None
        parent.remove(alias)
    return xml.text_of(root)


def holds(kind: Kind, text: str, found: Adopted) -> None:
    """What is promised of every adoption of a document."""
    assert misstated(found.spec) == [], "the overlay repeats a field, or is none"
    again = xml.create(kind.spec, {p: v for p, v in found.facts.items() if not isinstance(v, Secret)})
    if found.overlay is not None:
        graft(again, found.overlay, stated(found.overlay))
    have, bare = walk(again), seen(parsed(text)).bare
    missing = walk(bare).keys() - have.keys() - anchors(bare)
    unsaid = [note.text for note in found.notes if note.text.startswith("Neither")]
    assert not missing or unsaid, f"neither field, overlay nor filling: {missing}"


@pytest.mark.parametrize("case", ALL, ids=str)
def test_nothing_of_a_document_is_lost(case: Case) -> None:
    """Each leaf of what a case makes is in a field, in the overlay, or libvirt's own filling."""
    for kind, name, spec in case.documents(PLACES):
        if not kind.model.XML:
            continue
        text = document_of(kind, flat.declared(spec))
        found = adopted(Sighting(kind, name, parsed(text), scope=getattr(spec, "pool", "")))
        holds(kind, text, found)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_what_a_manifest_says_of_a_case_is_so(case: Case) -> None:
    """The fields of an adopted document are those that it was made of, but for names of devices."""
    for kind, name, spec in case.documents(PLACES):
        facts = flat.declared(spec)
        found = adopted(
            Sighting(kind, name, parsed(document_of(kind, facts)), scope=getattr(spec, "pool", ""))
        )
        there = xml.read(kind.spec, parsed(document_of(kind, facts)))
        have, want = walk(parsed(document_of(kind, found.facts))), walk(parsed(document_of(kind, there)))
        told = {path: value for path, value in have.items() if not COUNTED.match(path)}
        assert {path for path, value in told.items() if not alike(value, want.get(path, value))} == set()


@pytest.mark.parametrize("kind", DOCUMENTED, ids=lambda kind: kind.short)
@often
@given(st.data())
def test_whatever_is_there_becomes_a_valid_manifest(kind: Kind, data: st.DataObject) -> None:
    """Of any document that fields can make there is a manifest, and its overlay repeats none of them."""
    facts = flat.declared(data.draw(specs(kind.model, PRINTED)))
    held = {path: value for path, value in facts.items() if not isinstance(value, Secret)}
    found = adopted(Sighting(kind, "it", parsed(document_of(kind, held)), scope="images"))
    assert misstated(found.spec) == []
    spec = found.data["spec"]
    assert isinstance(spec, dict)
    assert flat.declared(kind.model.model_validate(spec)) == found.facts


@pytest.mark.parametrize("written", DOCUMENTS.values(), ids=DOCUMENTS)
def test_nothing_uncommon_is_lost(written: str) -> None:
    """Whatever libvirt takes, a field, the overlay or a note speaks of."""
    parts = written.removeprefix("parts:")
    devices = "" if parts != written else written
    text = LEAST % ("", "", "" if devices else parts, devices)
    holds(KINDS[-1], text, adoption(text))


def test_what_no_field_will_ever_cover_is_xml() -> None:
    """Other people's metadata is kept to the letter, and no more with it."""
    found = machine(parts=DOCUMENTS["metadata"].removeprefix("parts:"))
    assert spec_of(found) == {}
    assert beyond(found) == {"metadata/a:owner": "x & y", "metadata/a:owner@since": "2019"}


def test_a_device_is_not_named_without_what_tells_it() -> None:
    """Of two cards with one MAC, one is stated as XML; none is stated without its MAC."""
    found = machine(DOCUMENTS["two cards of one address"])
    cards = spec_of(found)["interfaces"]
    assert isinstance(cards, list)
    assert [card["mac"] for card in cards] == ["52:54:00:00:00:02"]


def test_a_usual_machine_reads_as_if_somebody_had_written_it() -> None:
    """The golden file: a machine as virt-install makes it, short enough to be reviewed."""
    found = adoption((GOLDEN / "web.xml").read_text())
    assert rendered(found.data, found.notes) == (GOLDEN / "web.yaml").read_text()


def test_power_is_never_asked_for() -> None:
    """Whatever it does now, a machine that is adopted is neither started nor stopped."""
    spec = machine().data["spec"]
    assert isinstance(spec, dict)
    assert spec["runStrategy"] == RunStrategy.MANUAL


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "<domain type='lxc'><memory>1024</memory><vcpu>1</vcpu><os><type>exe</type></os></domain>",
            "architecture|type",
        ),
        (LEAST.replace("x86_64", "pdp11") % ("", "", "", ""), "architecture"),
    ],
)
def test_what_no_manifest_can_say_is_said_to_be_so(text: str, told: str) -> None:
    """A container, a strange processor: no manifest, and a reason."""
    with pytest.raises(Unstatable, match=told):
        adoption(text, name="it")


@pytest.mark.parametrize("name", ["a/b", "line\nbreak", "", "x" * 200, "é"])
def test_a_name_that_no_manifest_can_state_is_told(name: str) -> None:
    """libvirt takes other names than manifests do."""
    with pytest.raises(Unstatable, match="its name: it would have to begin with a letter, a digit"):
        adopted(Sighting(KINDS[-1], name, parsed((GOLDEN / "web.xml").read_text())))


def test_a_fact_can_be_left_to_the_overlay() -> None:
    """What a manifest may not refer to is stated as XML, with as much as belongs to it."""
    card = (
        "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>"
        "<model type='virtio'/></interface>"
    )
    text = (GOLDEN / "web.xml").read_text().replace("</devices>", f"{card}</devices>")
    found = adopted(
        Sighting(KINDS[-1], "web", parsed(text), given_up=frozenset({"interfaces[nic1].network"}))
    )
    assert "devices/interface[52:54:00:00:00:01]/source@network" in beyond(found)
    assert "interfaces[nic1]" not in found.facts


def test_a_document_is_left_as_it_was() -> None:
    """Names are given to a copy."""
    document = parsed((GOLDEN / "web.xml").read_text())
    before = xml.text_of(document)
    adopted(Sighting(KINDS[-1], "web", document))
    assert xml.text_of(document) == before


def test_what_yaml_cannot_hold_is_written_as_xml_has_it() -> None:
    """A control character that XML allows is a reference in the overlay, and in no field."""
    found = machine(parts="<title>a&#x85;b</title>")
    assert "title" not in spec_of(found)
    assert beyond(found) == {"title": "a\x85b"}
    assert "a&#x85;b" in rendered(found.data)
