"""How a value is spelt in libvirt XML: one codec for each spelling, named by fields, used by `schemas.xml`.

A codec reads and writes one place: an element's text, or one of its attributes. `same` says whether the
value somebody asked for and the value libvirt answers mean one thing (a machine type and its versioned
name, say), so that libvirt's own normalisation never shows as a change.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import compress
from operator import eq

from lxml.etree import _Element

from schemas.facts import Secret, Value

_BYTES: Mapping[str, int] = {
    "": 1, "b": 1, "byte": 1, "bytes": 1,
    "k": 2**10, "kib": 2**10, "kb": 10**3,
    "m": 2**20, "mib": 2**20, "mb": 10**6,
    "g": 2**30, "gib": 2**30, "gb": 10**9,
    "t": 2**40, "tib": 2**40, "tb": 10**12,
    "p": 2**50, "pib": 2**50, "pb": 10**15,
}  # fmt: skip
HIGHEST = 16383  # of a processor or node: libvirt's VIR_DOMAIN_CPUMASK_LEN is one more
_EVERY = tuple(range(HIGHEST + 1))  # shared by all sets of them
_SEPARATED = re.compile(r"\s*[,\s]\s*")


@dataclass(frozen=True, slots=True)
class Codec:
    """Text to value and back. `kind` is the word that the field reference prints."""

    kind: str
    decode: Callable[[str], Value]
    encode: Callable[[Value], str]
    same: Callable[[Value, Value], bool] = eq

    def read(self, element: _Element, attribute: str) -> Value | None:
        """The place's value; None where it is not there. ValueError where the text is not of this codec."""
        text = element.get(attribute) if attribute else element.text
        return None if text is None else self.decode(text)

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Set the place to the value."""
        if attribute:
            element.set(attribute, self.encode(value))
        else:
            element.text = self.encode(value)


@dataclass(frozen=True, slots=True)
class Size(Codec):
    """A quantity beside a `unit` attribute. Values are bytes; `unit` is what libvirt itself writes."""

    unit: str = "KiB"
    implied: str = "KiB"  # what libvirt assumes where the attribute is missing

    def read(self, element: _Element, attribute: str) -> Value | None:
        """The place's size in bytes; None where it is not there."""
        text = element.get(attribute) if attribute else element.text
        if text is None:
            return None
        return int(text) * _BYTES[element.get("unit", self.implied).lower()]

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Set the place to so many units, a begun one counted."""
        scale = _BYTES[self.unit.lower()]
        count = -(-int(str(value)) // scale)  # rounded up, as libvirt does
        element.set("unit", self.unit)
        if attribute:
            element.set(attribute, str(count))
        else:
            element.text = str(count)


def rounded(unit: str) -> Callable[[Value, Value], bool]:
    """Sizes are the same where they are so many units, begun ones counted: 1 GB is 976,563 KiB to libvirt."""
    scale = _BYTES[unit.lower()]
    return lambda want, have: -(-int(str(want)) // scale) == -(-int(str(have)) // scale)


@dataclass(frozen=True, slots=True)
class Presence(Codec):
    """An element that says yes by being there; False takes it away (see `schemas.xml`)."""

    def read(self, _element: _Element, _attribute: str) -> Value | None:
        """Being there is enough."""
        return True

    def write(self, element: _Element, attribute: str, value: Value) -> None:
        """Being created was enough."""


def words(yes: str, no: str) -> Codec:
    """A flag spelt with two words."""

    def decode(text: str) -> Value:
        return text == yes

    return Codec(f"{yes}/{no}", decode, lambda value: yes if value else no)


def scaled(kind: str, factor: int) -> Codec:
    """A number that libvirt keeps in units of `factor` (bytes for KiB, say) with no unit attribute."""
    return Codec(kind, lambda text: int(text) * factor, lambda value: str(-(-int(str(value)) // factor)))


def _machine_same(want: Value, have: Value) -> bool:
    """libvirt expands an alias: q35 becomes pc-q35-7.2 and pc becomes pc-i440fx-7.2."""
    if want == have or not isinstance(have, str):
        return want == have
    stems = {"q35": "pc-q35-", "pc": "pc-i440fx-", "virt": "virt-"}
    return str(want) in stems and have.startswith(stems[str(want)])


def _integer(text: str) -> Value:
    """Hexadecimal after 0x; a zero in front of others says nothing."""
    return int(text, 16 if text.lower().startswith("0x") else 10)


def numbers(text: str) -> tuple[int, ...]:
    """`0-3,^2,5` as libvirt reads a set of processors or nodes, in order. ValueError beyond `HIGHEST`."""
    chosen = 0  # a bit for each number, since many ranges may say the same ones again
    for part in filter(None, _SEPARATED.split(text.strip())):
        first, _, last = part.lstrip("^").partition("-")
        span = _span(int(first), int(last or first))
        chosen = chosen & ~span if part.startswith("^") else chosen | span
    return tuple(compress(_EVERY, map("1".__eq__, reversed(f"{chosen:b}"))))


def _span(first: int, last: int) -> int:
    if max(first, last) > HIGHEST:
        raise ValueError(f"{max(first, last)} is more than {HIGHEST}, the highest number that libvirt takes")
    return (1 << max(first, last + 1)) - (1 << first)


def _ranges(value: Value) -> str:
    """The shortest spelling of a set of numbers: (0, 1, 2, 5) is `0-2,5`."""
    numbers = [number for number in value if isinstance(number, int)] if isinstance(value, tuple) else []
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def _alias_decode(text: str) -> Value:
    if not text.startswith("ua-"):
        raise ValueError(text)
    return text.removeprefix("ua-")


def _clean(text: str) -> Value:
    """A path as libvirt keeps it: no doubled and no trailing slashes."""
    return re.sub(r"/+", "/", text).rstrip("/") or "/"


def _hide(text: str) -> Value:
    return Secret(text)


def _show(value: Value) -> str:
    return value.value if isinstance(value, Secret) else str(value)


TEXT = Codec("text", str, str)
LOWER = Codec("text", str.lower, lambda value: str(value).lower())
INTEGER = Codec("integer", _integer, str)
HEXADECIMAL = Codec("hexadecimal", lambda text: int(text, 16), lambda value: f"0x{int(str(value)):x}")
NUMBER = Codec("number", float, str)
YES_NO = words("yes", "no")
ON_OFF = words("on", "off")
MACHINE = Codec("machine type", str, str, _machine_same)
PATH = Codec("path", _clean, str, lambda want, have: _clean(str(want)) == have)
OCTAL = Codec("permissions", lambda text: f"{int(text, 8):04o}", str)
CPUSET = Codec("set of numbers", numbers, _ranges)
ALIAS = Codec("name", _alias_decode, lambda value: f"ua-{value}")
SECRET = Codec("secret", _hide, _show)
PRESENT = Presence("present", str, str)
KIB = Size("size", int, str, rounded("KiB"), unit="KiB", implied="KiB")
BYTES = Size("size", int, str, unit="bytes", implied="bytes")
