"""What `adopt` did: which manifests it wrote, and of what there is none.

Filled by `reconciler.cli.adoption`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.published import Identified
from reconciler.text.columns import aligned
from reconciler.text.paint import Colour, paint
from reconciler.text.values import named


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedEntry(Identified):
    """One object. file: its manifest, from the folder. needed_by: what it is brought along for. reason: why
    there is no manifest of it.
    """

    file: str = ""
    needed_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What one command did. kept: what has a manifest already. troubles: what could not be looked at."""

    out: str
    written: tuple[AdoptedEntry, ...] = ()
    kept: tuple[AdoptedEntry, ...] = ()
    failed: tuple[AdoptedEntry, ...] = ()
    troubles: tuple[str, ...] = ()


def adoption(done: Adoption) -> str:
    """One line an object, and what to do next."""
    return "\n".join((*aligned(list(_rows(done))), *_ending(done))) + "\n"


def _rows(done: Adoption) -> Iterator[list[str]]:
    for entry in done.written:
        why = f"needed by {entry.needed_by}" if entry.needed_by else ""
        yield [*_begun("written", "green", entry), entry.file, why]
    for entry in done.kept:
        yield [*_begun("kept", "dim", entry), entry.file, "has a manifest already"]
    for entry in done.failed:
        yield [*_begun("failed", "red", entry), "", entry.reason]
    for trouble in done.troubles:
        yield [paint("unseen", "red"), "", "", "", trouble]


def _begun(word: str, colour: Colour, entry: AdoptedEntry) -> list[str]:
    return [paint(word, colour), named(entry), entry.host]


def _ending(done: Adoption) -> Iterator[str]:
    count = len(done.written)
    if count:
        yield f"{count} manifest{'s' * (count != 1)} written; next: virt-reconcile plan {done.out}"
    else:
        yield "Nothing was written."
