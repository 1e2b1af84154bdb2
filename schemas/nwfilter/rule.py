"""One rule of a network filter as one line of text, in libvirt's own words.

Why it exists: rules have an order and no name, so that a list of them is one fact; a line is what a person
reads in a report, and what two of them are told apart by. Used by the spec, and by the codec in
`schemas.nwfilter.spelling`.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from schemas.nwfilter.grammar import ACTIONS, DIRECTIONS, MOST, PRIORITY, PROTOCOLS
from schemas.nwfilter.sorts import Sort

EXAMPLE = "accept in 500 tcp dstportstart=22 srcipaddr=10.1.2.0 srcipmask=24"
_BARE = re.compile(r"[^\s'\"\\]+")
_NUMBER = re.compile(r"-?[0-9]{1,4}")
_STATELESS = "statematch=no"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, taken apart. protocol: empty where everything is meant, then without attributes."""

    action: str
    direction: str
    priority: int = PRIORITY
    stateless: bool = False
    protocol: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """The line, without what saying nothing means as well."""
        words = [self.action, self.direction]
        words += [str(self.priority)] * (self.priority != PRIORITY)
        words += [_STATELESS] * self.stateless
        words += [self.protocol] * bool(self.protocol)
        return " ".join((*words, *(f"{name}={_quoted(value)}" for name, value in self.attributes.items())))

    def normal(self) -> "Rule":
        """The rule as it is compared: each value in one spelling, attributes in one order."""
        sorts = PROTOCOLS.get(self.protocol, {})
        values = {
            name: sorts[name].normal(value) if name in sorts else value
            for name, value in sorted(self.attributes.items())
        }
        if values.get("match") == "yes":
            del values["match"]
        return Rule(self.action, self.direction, self.priority, self.stateless, self.protocol, values)


def parsed(line: str) -> Rule:
    """The rule that a line says, right or wrong in its details. ValueError where it is no rule at all."""
    words = _words(line)
    action, direction, *rest = (*words, "", "")[: max(len(words), 2)]
    priority = int(rest.pop(0)) if rest and _NUMBER.fullmatch(rest[0]) else PRIORITY
    stateless = bool(rest) and rest[0].startswith("statematch=")
    if stateless and rest.pop(0).partition("=")[2].lower() not in {"no", "false", "0"}:
        raise ValueError(f"`{line}`: statematch is `no`, or not said")
    protocol = rest.pop(0) if rest else ""
    return Rule(action, direction, priority, stateless, protocol, _attributes(line, rest))


def checked(line: str) -> str:
    """The line, if it is a rule that libvirt has. ValueError says what is wrong with it and what is right."""
    rule = parsed(line)
    _among(line, "action", rule.action, ACTIONS)
    _among(line, "direction", rule.direction, DIRECTIONS)
    if abs(rule.priority) > MOST:
        raise ValueError(f"`{line}`: a priority is from -{MOST} to {MOST}")
    if rule.protocol:
        _among(line, "protocol", rule.protocol, tuple(PROTOCOLS))
    for name, value in rule.attributes.items():
        _check(line, (name, value), PROTOCOLS[rule.protocol])
    _check_together(line, rule.attributes)
    return line


def same(want: str, have: str) -> bool:
    """Whether two lines are one rule to libvirt."""
    try:
        return want == have or parsed(want).normal() == parsed(have).normal()
    except ValueError:
        return False


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise ValueError(f"`{line}`: {str(error).lower()}; quote a value as a shell does") from None


def _attributes(line: str, words: list[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"`{line}`: `{word}` is no attribute; write name=value, as in `{EXAMPLE}`")
        if name in found:
            raise ValueError(f"`{line}`: {name} is said twice")
        found[name] = value
    return found


def _among(line: str, what: str, word: str, known: tuple[str, ...]) -> None:
    if word in known:
        return
    near = get_close_matches(word, known, 1)
    advice = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(known)}, as in `{EXAMPLE}`"
    raise ValueError(
        f"`{line}`: `{word}` is no {what}; {advice}" if word else f"`{line}`: no {what}; {advice}"
    )


def _check(line: str, stated: tuple[str, str], known: Mapping[str, Sort]) -> None:
    name, value = stated
    _among(line, "attribute of that protocol", name, tuple(known))
    if not known[name].takes(value):
        raise ValueError(f"`{line}`: {name} is {known[name].meaning}")


def _check_together(line: str, stated: Mapping[str, str]) -> None:
    """What libvirt 9.0 takes and forgets a part of, so that another rule would be in force."""
    if ("ipset" in stated) != ("ipsetflags" in stated):
        raise ValueError(f"`{line}`: ipset and ipsetflags are said together")
    if stated.get("match") != "no":
        return
    if len(stated) == 1:
        raise ValueError(f"`{line}`: match=no turns an attribute round; say which")
    if "dstportstart" in stated and "srcportstart" not in stated and "protocol" not in stated:
        raise ValueError(
            f"`{line}`: libvirt turns a destination's port round only with a source's; say srcportstart, "
            "too, or write the opposite rule"
        )


def _quoted(value: str) -> str:
    return value if _BARE.fullmatch(value) else shlex.quote(value)
