"""A rule of a network filter is one line: what is a line, what is none, and which lines mean the same."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from schemas import kind_named, xml
from schemas.nwfilter.grammar import ACTIONS, DIRECTIONS, PROTOCOLS
from schemas.nwfilter.rule import Rule, checked, parsed, same
from schemas.nwfilter.sorts import Sort
from schemas.nwfilter.spelling import RULE

NAMESPACE = {"r": "http://relaxng.org/ns/structure/1.0"}
GRAMMAR = etree.parse(Path("/usr/share/libvirt/schemas/nwfilter.rng"))
SPEC = kind_named("NetworkFilter").model
# Values of every sort, so that one of them is of any; texts that a line has to quote are among them.
VALUES = (
    "$IP", "$IP[@1]", "7", "0x8", "24", "2048", "10.0.0.1", "fe80::1", "52:54:00:00:00:01",
    "ff:ff:ff:00:00:00", "arp", "tcp", "Request", "NEW,RELATED", "SYN/ALL", "yes", "no", "src",
    "it's \"quoted\" \\ here", "",
)  # fmt: skip


def values_of(sort: Sort) -> st.SearchStrategy[str]:
    return st.sampled_from([value for value in VALUES if sort.takes(value)])


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule of any protocol with any of its attributes."""
    protocol = draw(st.sampled_from(("", *PROTOCOLS)))
    known = PROTOCOLS.get(protocol, {})
    chosen = draw(st.lists(st.sampled_from(sorted(known)), max_size=5, unique=True)) if known else []
    return Rule(
        draw(st.sampled_from(ACTIONS)),
        draw(st.sampled_from(DIRECTIONS)),
        draw(st.integers(-1000, 1000)),
        draw(st.booleans()),
        protocol,
        {name: draw(values_of(known[name])) for name in chosen},
    )


@given(rules())
def test_a_line_says_its_rule(rule: Rule) -> None:
    """Rule to line to rule: nothing is lost, whatever its values are made of."""
    assert parsed(str(rule)) == rule


@given(rules())
def test_a_line_survives_libvirts_document(rule: Rule) -> None:
    """Line to element, to text, to line: the very same one, attributes in their order."""
    element = etree.Element("rule")
    RULE.write(element, "", str(rule))
    assert RULE.read(xml.parse(etree.tostring(element, encoding="unicode")), "") == str(rule)


def attributes_in(grammar: etree._ElementTree, place: etree._Element) -> set[str]:
    """The names of all attributes that a part of libvirt's grammar has, through its references."""
    found = {str(name) for name in place.xpath(".//r:attribute/@name", namespaces=NAMESPACE)}
    for reference in place.xpath(".//r:ref/@name", namespaces=NAMESPACE):
        for part in grammar.xpath(f"//r:define[@name='{reference}']", namespaces=NAMESPACE):
            found |= attributes_in(grammar, part)
    return found


def in_libvirts_grammar() -> Mapping[str, set[str]]:
    (rule,) = GRAMMAR.xpath("//r:element[@name='rule']", namespaces=NAMESPACE)
    return {
        str(place.get("name")): attributes_in(GRAMMAR, place)
        for place in rule.xpath(".//r:element", namespaces=NAMESPACE)
    }


def test_every_protocol_and_attribute_of_libvirts_grammar_is_known() -> None:
    """None is missing but what libvirt takes and forgets, so that another rule would be in force."""
    forgotten = {"tcp-ipv6": {"flags"}, "all": set[str]()}
    for protocol, attributes in in_libvirts_grammar().items():
        missing = attributes - PROTOCOLS[protocol].keys()
        assert missing <= forgotten.get(protocol, {"ipset", "ipsetflags"}), protocol
    assert in_libvirts_grammar().keys() == PROTOCOLS.keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("drop inout 500", "drop inout"),
        ("accept in tcp match=yes dstportstart=0x16", "accept in 500 tcp dstportstart=22"),
        ("accept in ip protocol=17 srcipaddr=10.0.0.1", "accept in ip srcipaddr=10.0.0.1 protocol=udp"),
        ("accept in mac protocolid=0x806", "accept in mac protocolid=arp"),
        ("accept in tcp srcipaddr=$A srcipmask=255.255.0.0", "accept in tcp srcipaddr=$A srcipmask=16"),
        ("accept in tcp-ipv6 srcipaddr=FE80:0::1", "accept in tcp-ipv6 srcipaddr=fe80::1"),
        ("accept in mac srcmacaddr=52:54:0:0:0:A", "accept in mac srcmacaddr=52:54:00:00:00:0a"),
        ("accept in tcp state=NEW,RELATED", "accept in tcp state=RELATED,NEW"),
        ("accept in tcp flags=SYN,ACK/SYN", "accept in tcp flags=ACK,SYN/SYN"),
        ("accept in arp gratuitous=true opcode=1", "accept in arp opcode=Request gratuitous=yes"),
        ("accept in statematch=0 tcp", "accept in statematch=no tcp"),
    ],
)
def test_libvirts_spellings_of_one_rule_are_the_same(one: str, other: str) -> None:
    """What libvirt makes of a line is no change of it."""
    assert same(checked(one), checked(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("drop inout", "drop inout 501"),
        ("drop inout", "drop inout all"),
        ("accept in tcp", "accept in statematch=no tcp"),
        ("accept in tcp srcipaddr=10.0.0.1", "accept in tcp match=no srcipaddr=10.0.0.1"),
        ("accept in tcp srcipaddr=$A", "accept in tcp srcipaddr=$B"),
        ("accept in tcp srcipaddr=$A srcipmask=24", "accept in tcp srcipaddr=$A srcipmask=25"),
        ("accept in tcp comment=SSH", "accept in tcp comment=ssh"),
    ],
)
def test_two_rules_are_not_the_same(one: str, other: str) -> None:
    """What differs to a guest differs here."""
    assert not same(checked(one), checked(other))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (" ", "no action; one of accept, drop"),
        ("acept in tcp", "`acept` is no action; did you mean `accept`?"),
        ("accept", "no direction; one of in, out, inout"),
        ("accept in 1001 tcp", "a priority is from -1000 to 1000"),
        ("accept in statematch=yes tcp", "statematch is `no`, or not said"),
        ("accept in tpc dstportstart=22", "`tpc` is no protocol; did you mean `tcp`?"),
        ("accept in tcp dport=22", "`dport` is no attribute of that protocol"),
        ("accept in tcp dstportstart", "`dstportstart` is no attribute; write name=value"),
        ("accept in tcp dstportstart=70000", "dstportstart is a number from 0 to 65535"),
        ("accept in tcp srcipaddr=10.1.2.0/24", "beside it, by the mask"),
        ("accept in tcp srcipmask=255.0.255.0", "srcipmask is a number of bits from 0 to 32"),
        ("accept in tcp dstportstart=22 dstportstart=23", "dstportstart is said twice"),
        ("accept in tcp comment='open", "no closing quotation"),
        ("accept in tcp ipset=a ipsetflags=src", "`ipset` is no attribute of that protocol"),
        ("accept in all ipset=a", "ipset and ipsetflags are said together"),
        ("accept in tcp match=no", "match=no turns an attribute round; say which"),
        ("accept in tcp match=no dstportstart=22", "round only with a source's"),
    ],
)
def test_a_bad_line_says_what_is_right(line: str, told: str) -> None:
    """A manifest with it is refused, with the line and a remedy."""
    with pytest.raises(ValidationError, match=re.escape(told)):
        SPEC.model_validate({"rules": [line]})


def test_the_order_of_rules_is_part_of_what_they_say() -> None:
    """And so is their number; how each of them is spelt is not."""
    one, other = "accept in tcp dstportstart=22", "drop inout"
    assert RULE.same((one, other), ("accept in 500 tcp dstportstart=0x16", "drop inout 500"))
    assert not RULE.same((one, other), (other, one))
    assert not RULE.same((one, other), (one,))


def test_a_new_filter_stands_before_the_rules() -> None:
    """Whenever it is added: the order in libvirt's document is other filters, then rules."""
    document = xml.create(kind_named("NetworkFilter").spec, {"rules": ("drop inout",)})
    xml.write(kind_named("NetworkFilter").spec, document, {"filterrefs[other]": True})
    assert [element.tag for element in document] == ["filterref", "rule"]
