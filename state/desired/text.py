"""From a file's bytes to the text of its YAML documents, each with the line it starts on.

Why it exists: a file is cut at its `---` lines before any of it is parsed, so that a document that cannot be
parsed loses nothing but itself, and what must not be parsed at all (too much, or no text) never is. Called
by `state.desired.load`. A `---` at the start of a line is a document marker wherever it stands, by YAML's
grammar (rule c-forbidden), so the cut is exact.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from state.desired.excerpt import Chunk, Fault, Spot, report
from state.desired.files import MAX_BYTES, too_large
from state.diagnostics import Diagnostic, Severity, Where

MAX_DOCUMENTS = 5_000

# Where a document begins, and the line that ends one.
_MARK = re.compile(r"^---(?=[ \t\n]|\Z)|^\.\.\.[ \t]*(?:#[^\n]*)?(?:\n|\Z)", re.MULTILINE)
# Everything that is not YAML's printable text, and the line separators that editors do not count as lines.
# (Said by what is allowed it would take ten times as long to compile.)
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_UTF8 = range(0xDC80, 0xDD00)  # what the error handler "surrogateescape" makes of bytes 0x80 to 0xff


@dataclass(frozen=True, slots=True)
class Cut:
    """A file cut into documents: those to parse, and those that are no text, with what is wrong with each."""

    chunks: tuple[Chunk, ...] = ()
    unreadable: tuple[Chunk, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def cut(file: str, content: bytes) -> Cut:
    """The documents of a file. One with a character that is no text becomes a diagnostic; the rest stay."""
    if len(content) > MAX_BYTES:
        return Cut(diagnostics=(too_large(file, len(content)),))
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [mark.start() if mark.group() == "---" else mark.end() for mark in _MARK.finditer(text)]
    if len(starts) > MAX_DOCUMENTS:
        return Cut(diagnostics=(_too_many(file, len(starts)),))
    return _checked(_chunks(file, text, starts))


def _too_many(file: str, count: int) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        Where(file),
        f"the file has {count} documents; more than {MAX_DOCUMENTS} in one file are not read",
        "split it into several files",
    )


def _chunks(file: str, text: str, starts: list[int]) -> list[Chunk]:
    chunks, line, held = [], 0, ""
    for start, end in pairwise(sorted({0, *starts, len(text)})):
        piece = held + text[start:end]
        held = piece if _is_preamble(piece) else ""
        if not held:
            chunks.append(Chunk(file, line, piece))
            line += piece.count("\n")
    return [*chunks, Chunk(file, line, held)] if held else chunks


def _is_preamble(piece: str) -> bool:
    """Whether there is nothing but directives (`%YAML 1.2`) and comments, which belong to what follows."""
    return "%" in piece and all(
        line[:1] in ("", "%") or line.lstrip()[:1] in ("", "#") for line in piece.split("\n")
    )


def _checked(chunks: list[Chunk]) -> Cut:
    bad = {chunk.line: match for chunk in chunks if (match := _UNREADABLE.search(chunk.text))}
    unreadable = tuple(chunk for chunk in chunks if chunk.line in bad)
    diagnostics = tuple(_unreadable(chunk, bad[chunk.line]) for chunk in unreadable)
    return Cut(tuple(chunk for chunk in chunks if chunk.line not in bad), unreadable, diagnostics)


def _unreadable(chunk: Chunk, match: re.Match[str]) -> Diagnostic:
    before = chunk.text[: match.start()]
    spot = Spot(before.count("\n"), len(before) - before.rfind("\n") - 1)
    code = ord(match.group())
    if code in _NOT_UTF8:
        fault = Fault(f"not UTF-8: byte 0x{code & 0xFF:02x}", "save the file as UTF-8")
    elif code == 0:
        fault = Fault("a NUL character: this is no text", "save the file as UTF-8 text")
    else:
        fault = Fault(
            f"the character U+{code:04X} cannot stand in a manifest",
            f'take it out, or write it as "\\u{code:04x}" in a quoted text',
        )
    return report(chunk, spot, fault)
