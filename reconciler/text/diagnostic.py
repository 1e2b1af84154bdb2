"""Findings about manifests as compilers print them: place, what is wrong, the source, the remedy.

Pure. Printed by every command that reads manifests.
"""

from collections.abc import Iterable, Iterator, Sequence

from reconciler.text.paint import Colour, paint
from reconciler.text.values import counted
from state.diagnostics import Diagnostic, Severity

_MOST = 50


def diagnostics(found: Iterable[Diagnostic]) -> str:
    """All of them, in the order of their places; nothing where there are none."""
    return "".join(f"{line}\n" for one in sorted(found, key=lambda one: one.where) for line in _lines(one))


def some(found: Sequence[Diagnostic], rest: str) -> str:
    """As many as one reads beside a result, errors before warnings; `rest` says where all of them are."""
    grave = sorted(found, key=lambda one: (one.severity is not Severity.ERROR, one.where))
    more = len(found) - _MOST
    tail = f"{paint(f'… and {more} more: {rest}', 'bold')}\n" if more > 0 else ""
    return diagnostics(grave[:_MOST]) + tail


def verdict(found: Sequence[Diagnostic], objects: int) -> str:
    """The sentence that ends `validate`."""
    errors = sum(one.severity is Severity.ERROR for one in found)
    warnings = len(found) - errors
    tail = f", {counted(warnings, 'warning')}" if warnings else ""
    if errors:
        return paint(f"Invalid: {counted(errors, 'error')}{tail}.", "red") + "\n"
    return paint(f"Valid: {counted(objects, 'object')}{tail}.", "green") + "\n"


def _lines(one: Diagnostic) -> Iterator[str]:
    colour: Colour = "red" if one.severity is Severity.ERROR else "yellow"
    yield f"{paint(str(one.where), 'bold')}: {paint(one.severity.value, colour)}: {one.message}"
    yield from (f"    {line}" for line in one.excerpt.splitlines())
    if one.remedy:
        yield f"    {paint('remedy:', 'cyan')} {one.remedy}"
