"""How rules of a network filter stand in libvirt's XML: a whole <rule> element is one line of text.

Used by the spec of a filter; its codec is found by `schemas.store`, which keeps codecs by name.
"""

from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from schemas.codecs import Codec
from schemas.facts import Value
from schemas.nwfilter import rule
from schemas.nwfilter.grammar import PRIORITY
from schemas.nwfilter.rule import Rule


def _same(want: Value, have: Value) -> bool:
    """One rule like the other, or as many of them, in the same order."""
    if isinstance(want, tuple) and isinstance(have, tuple):
        return len(want) == len(have) and all(map(_same, want, have))
    return rule.same(str(want), str(have))


@dataclass(frozen=True, slots=True)
class RuleCodec(Codec):
    """A <rule> with its protocol's element inside; `attribute` is always empty."""

    def read(self, element: _Element, attribute: str) -> Value | None:  # noqa: ARG002 - the port's signature
        """The line that says it."""
        matched = next(iter(element.iterchildren("*")), None)
        return str(
            Rule(
                element.get("action", ""),
                element.get("direction", ""),
                int(element.get("priority", PRIORITY)),
                element.get("statematch", "yes").lower() in {"false", "0"},
                "" if matched is None else str(matched.tag),
                {} if matched is None else {str(name): str(text) for name, text in matched.items()},
            )
        )

    def write(self, element: _Element, attribute: str, value: Value) -> None:  # noqa: ARG002 - the same
        """Make a new <rule> say the line."""
        stated = rule.parsed(str(value))
        element.set("action", stated.action)
        element.set("direction", stated.direction)
        element.set("priority", str(stated.priority))
        if stated.stateless:
            element.set("statematch", "false")
        if stated.protocol:
            etree.SubElement(element, stated.protocol, dict(stated.attributes))


def before_rules(made: _Element, parent: _Element) -> None:
    """A new filterref stands before the rules, whenever it was written."""
    first = parent.find("rule")
    if first is not None:
        first.addprevious(made)


RULE = RuleCodec("rule", str, str, _same)
