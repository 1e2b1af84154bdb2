"""Laws of the way between manifests and libvirt's XML, for every kind and every declared field."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from schemas import KINDS, flat, xml
from schemas.codecs import Presence
from schemas.facts import Facts, under
from schemas.fields import Group, Items, Leaf, Repeated, Setting, compiled, slot_at
from schemas.form import Form
from schemas.kind import Kind
from schemas.vm.machine import VirtualMachineSpec
from schemas.vm.whole import WholeCodec
from tests.schemas.strategies import TAME, specs

GRAMMAR = etree.RelaxNG(etree.parse("/usr/share/libvirt/schemas/domain.rng"))
DOCUMENTED = [kind for kind in KINDS if kind.model.XML]
each_kind = pytest.mark.parametrize("kind", DOCUMENTED, ids=lambda kind: kind.short)
often = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def stated(kind: Kind, data: st.DataObject) -> Facts:
    """The facts of a drawn manifest that libvirt's document holds."""
    facts = flat.facts(data.draw(specs(kind.model)))
    return {
        path: value for path, value in facts.items() if not isinstance(slot_at(kind.model, path), Setting)
    }


def reparsed(root: _Element) -> _Element:
    """The document after a journey as text, as it comes back from libvirt."""
    return xml.parse(xml.text_of(root))


def differences(kind: Kind, want: Facts, have: Facts) -> dict[str, object]:
    """Path to (want, have) of what does not mean the same."""
    return {
        path: (value, have.get(path))
        for path, value in want.items()
        if not means_same(kind, path, value, have)
    }


def means_same(kind: Kind, path: str, want: object, have: Facts) -> bool:
    slot, found = slot_at(kind.model, path), have.get(path)
    if isinstance(slot, Leaf | Repeated) and found is not None:
        return bool(want == found or slot.codec.same(want, found))  # type: ignore[arg-type] # a fact's value
    return want == found


@each_kind
@often
@given(st.data())
def test_what_is_written_is_read_back(kind: Kind, data: st.DataObject) -> None:
    """Facts to XML, to text, to facts: nothing is lost and nothing is changed."""
    facts = stated(kind, data)
    document = xml.create(kind.model, facts)
    assert differences(kind, facts, xml.read(kind.model, reparsed(document))) == {}


@each_kind
@often
@given(st.data())
def test_writing_what_is_there_changes_nothing(kind: Kind, data: st.DataObject) -> None:
    """All facts at once, or any one of them alone: the document stays as it is, to the letter."""
    facts = stated(kind, data)
    document = xml.create(kind.model, facts)
    before = xml.text_of(document)
    xml.write(kind.model, document, facts)
    assert xml.text_of(document) == before
    for path in facts:
        xml.write(kind.model, document, dict(under(facts, path)))
        assert xml.text_of(document) == before, path


@each_kind
@often
@given(st.data())
def test_writing_leaves_the_unknown_alone(kind: Kind, data: st.DataObject) -> None:
    """What no field declares is still there after everything was written over it."""
    first, second = stated(kind, data), stated(kind, data)
    document = xml.create(kind.model, first)
    for element in list(document.iter()):
        element.set("unknown", "1")
    strangers = [etree.SubElement(document, "stranger", number=str(number)) for number in range(2)]
    xml.write(kind.model, document, second)
    assert [stranger.getparent() for stranger in strangers] == [document, document]
    assert document.get("unknown") == "1"
    assert differences(kind, second, xml.read(kind.model, reparsed(document))) == {}


@each_kind
@often
@given(st.data())
def test_writing_one_fact_moves_no_other(kind: Kind, data: st.DataObject) -> None:
    """Unless the two exclude each other, which the field then says."""
    first, second = stated(kind, data), stated(kind, data)
    movable = [path for path in second if path in first and lonely(kind, path)]
    document = xml.create(kind.model, first)
    for path in movable:
        xml.write(kind.model, document, {path: second[path]})
    rest = {path: value for path, value in first.items() if path not in movable}
    assert differences(kind, rest, xml.read(kind.model, document)) == {}


def lonely(kind: Kind, path: str) -> bool:
    """Whether the fact excludes no other by its declaration."""
    slot = slot_at(kind.model, path)
    return isinstance(slot, Repeated) or (
        isinstance(slot, Leaf)
        and not (slot.marker.when or slot.marker.clears or slot.marker.resets)
        and slot.marker.drop is None
        and not isinstance(slot.codec, WholeCodec | Presence)
    )


@each_kind
@often
@given(st.data())
def test_removing_an_item_removes_it_alone(kind: Kind, data: st.DataObject) -> None:
    """Each item in turn goes with its own facts and takes no other's."""
    facts = stated(kind, data)
    for path in [path for path in facts if path.endswith("]")]:
        document = xml.create(kind.model, facts)
        assert xml.remove(kind.model, document, path)
        gone = dict(under(facts, path))
        left = xml.read(kind.model, document)
        assert path not in left
        assert differences(kind, {p: v for p, v in facts.items() if p not in gone}, left) == {}
        assert not xml.remove(kind.model, document, path)


@each_kind
def test_no_two_fields_have_one_place(kind: Kind) -> None:
    """Each fact is declared once: two fields share a place only where codecs tell its parts apart, or where
    no element can have both.
    """
    found = list(written(compiled(kind.model), "", {}))
    clashes = [
        (one, other)
        for number, one in enumerate(found)
        for other in found[:number]
        if one[:2] == other[:2] and not any(other[2].get(at, value) != value for at, value in one[2].items())
    ]
    assert clashes == []


Variant: TypeAlias = dict[str, str]  # by element and attribute, what it must be for a field to count


def written(form: Form, at: str, variant: Variant) -> Iterator[tuple[str, str, Variant]]:
    """Place and spelling of every field but the keys, and the variant of the elements around it."""
    for slot in form.slots:
        when = slot.marker.when if isinstance(slot, Leaf | Group) else None
        narrowed = variant if when is None else {**variant, at + when[0]: when[1]}
        match slot:
            case Group():
                yield from written(slot.spec, f"{at}/{slot.place.element}".rstrip("/"), narrowed)
            case Items():
                fields = tuple(inner for inner in slot.spec.slots if inner != slot.key)
                yield from written(replace(slot.spec, slots=fields), f"{at}/{slot.marker.path}", narrowed)
            case Leaf() | Repeated():
                several = slot.codec.kind if isinstance(slot.codec, WholeCodec) else ""
                yield f"{at}/{slot.place.element}@{slot.place.attribute}", several, narrowed
            case Setting():
                pass


@often
@given(st.data())
def test_a_new_machine_is_in_libvirts_grammar(data: st.DataObject) -> None:
    """Whatever a manifest may say together, libvirt's own schema of a domain accepts together."""
    facts = flat.facts(data.draw(specs(VirtualMachineSpec, TAME)))
    document = xml.create(compiled(VirtualMachineSpec), facts)
    assume(len(document.findall("devices/watchdog")) < 2)  # the grammar has one until libvirt 9.1
    etree.SubElement(document, "name").text = "machine"
    assert GRAMMAR.validate(document), xml.text_of(document)


@each_kind
def test_what_a_field_takes_out_is_declared_after_it(kind: Kind) -> None:
    """Fields are written in their order: one before it would be written, and taken out again."""
    for form in forms_of(compiled(kind.model)):
        order = {
            slot.marker.path: position for position, slot in enumerate(form.slots) if isinstance(slot, Leaf)
        }
        for position, slot in enumerate(form.slots):
            for path in slot.marker.resets if isinstance(slot, Leaf) else ():
                assert order.get(path, position + 1) > position, f"{form.name}: {slot.name} resets {path}"


def forms_of(form: Form) -> Iterator[Form]:
    yield form
    for slot in form.slots:
        if isinstance(slot, Group | Items):
            yield from forms_of(slot.spec)
