"""A finding with the source around it: a few lines, a caret, and no secret.

Why it exists: an error that shows its line is understood at once; a line that shows a password must not be
printed. Everything in `state.desired` that finds fault with a document reports it through `report()`.

Whether a line holds a secret is told from its text and not from the parsed document, because broken
documents are shown too. The rule errs on the side of hiding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from schemas import KINDS
from schemas.codecs import SECRET
from schemas.form import Leaf, Repeated, Setting, table
from state.diagnostics import Diagnostic, Severity, Where

HIDDEN = "<redacted>"
_BEFORE = 2  # lines shown above the one with the fault
_WIDTH = 120
_BRIEF = 60
# Characters of a line, or lines above it: what lies beyond is not searched for secrets, so it is not shown.
_LONG = 1_000
_KEY = re.compile(r"""\s*(?:-\s+)*["']?[\w.@/+-]+["']?\s*:(?:\s|$)""")
# What a terminal would act on or could not show, and what makes text read differently from what it says.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_WORD = re.compile(r"""(?<![\w-])[\w-]++(?=["']?\s*+[:=])""")  # what looks like a key, in YAML or in XML
_AFTER_WORD = re.compile(r"[^:=]*[:=]")
_SECRET_WORDS = ("password", "passwd", "passphrase", "secret", "token", "credential", "privatekey")
_LIKENESS = 0.8  # a misspelt `pasword` holds a password too


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one document. line: how many lines of the file come before it."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a chunk: line and column, both from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what to do about it."""

    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR


def report(chunk: Chunk, spot: Spot, fault: Fault) -> Diagnostic:
    """The fault as people see it: placed in its file, with an excerpt."""
    spot = min(spot, _end(chunk.text))  # a parser that reaches the end stops on the line after it
    where = Where(chunk.file, chunk.line + spot.line + 1, spot.column + 1)
    return Diagnostic(fault.severity, where, fault.message, fault.remedy, _excerpt(chunk, spot))


def _end(text: str) -> Spot:
    """Where the last word of a text ends."""
    text = text.rstrip(" \t\n")
    return Spot(text.count("\n"), len(text) - text.rfind("\n") - 1)


def brief(text: str) -> str:
    """A piece of somebody's input as it may stand in a message: short, and without control characters."""
    text = _UNPRINTABLE.sub("\ufffd", text[: _BRIEF + 1])
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"


def is_secret(name: str) -> bool:
    """Whether a field of this name may hold what people must not see."""
    word = re.sub(r"[^a-z0-9]", "", name.lower())
    return (
        any(secret in word for secret in _SECRET_WORDS)
        or word in _secret_names()
        or bool(get_close_matches(word, _SECRET_WORDS, 1, _LIKENESS))
    )


@cache
def _secret_names() -> frozenset[str]:
    """The names of all fields that are declared secret."""
    return frozenset(
        path.rpartition(".")[2].lower()
        for kind in KINDS
        for path, slot in table(kind.spec).items()
        if (isinstance(slot, Leaf | Repeated) and slot.codec is SECRET)
        or (isinstance(slot, Setting) and slot.marker.secret)
    )


def _excerpt(chunk: Chunk, spot: Spot) -> str:
    lines = chunk.text.split("\n")
    at = min(spot.line, len(lines) - 1)
    shown = [
        number for number in range(max(0, at - _BEFORE), at + 1) if number == at or lines[number].strip()
    ]
    gutter = len(str(chunk.line + at + 1))
    offset = max(0, spot.column - _WIDTH + 20)  # a fault far to the right moves the window
    rows = [
        f"{chunk.line + number + 1:>{gutter}} | {_clean(lines, number)[offset : offset + _WIDTH]}".rstrip()
        for number in shown
    ]
    caret = " " * (min(spot.column, len(lines[at])) - offset)
    return "\n".join([*rows, f"{'':>{gutter}} | {caret}^"])


def _clean(lines: list[str], number: int) -> str:
    """The line with what is or may be a secret cut off."""
    line = _UNPRINTABLE.sub("\ufffd", lines[number][: _LONG + 1].replace("\t", " "))
    if len(line) > _LONG or any(map(_tells, _holders(lines, number))):
        return line[: len(line) - len(line.lstrip())] + HIDDEN
    cut = next(_secrets(line), None)
    found = None if cut is None else _AFTER_WORD.match(line, cut)
    return line if found is None else f"{line[: found.end()]} {HIDDEN}"


def _tells(line: str) -> bool:
    """Whether a line names a secret field, or is too long to tell."""
    return len(line) > _LONG or any(_secrets(line))


def _secrets(line: str) -> Iterator[int]:
    """Where the names of secret fields end in a line."""
    return (match.end() for match in _WORD.finditer(line) if is_secret(match.group()))


def _holders(lines: list[str], number: int) -> Iterator[str]:
    """The lines above whose value this line may be part of, nearest first."""
    line = lines[number]
    indent = _indent(line) + (0 if _KEY.match(line) else 1)
    for above in reversed(lines[max(0, number - _LONG) : number]):
        if above.strip() and _indent(above) < indent:
            yield above
            if _KEY.match(above):
                indent = _indent(above)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))
