"""`make corpus`: every document of the corpus on real libvirt, and what each law says of it.

    python -m tests.corpus [--kind KIND …] [--only GLOB] [--sample N] [--workers N] [--write]

Prints, for each kind, how many documents there are, how many libvirt takes, and for each law how many passed
and which did not, and how much of what people wrote has a field; exit status 1 where a law was broken, or
less has one than is promised.
"""

import argparse
import sys
from collections.abc import Sequence
from fnmatch import fnmatch

from tests.corpus.coverage import page
from tests.corpus.documents import TAGS, Document, corpus
from tests.corpus.harness import examine_all
from tests.corpus.sample import stratified
from tests.corpus.sources import libvirt_source, libvirt_version, virt_manager_source
from tests.corpus.verdict import tallies
from tests.lab import LabError
from tests.lab.cache import REPOSITORY

PAGE = REPOSITORY / "docs/reference/coverage.md"


def main() -> int:
    """The exit status: 1 where a law was broken, 2 where the corpus or the lab cannot be had."""
    chosen = _arguments()
    try:
        documents = chosen_from(_documents(), chosen)
        found = tallies(examine_all(documents, chosen.workers))
    except LabError as error:
        print(error, file=sys.stderr)
        return 2
    for tally in found:
        print("\n".join(tally.lines()))
    if chosen.write:
        kinds = {tally.tag: tally.shares for tally in found if tally.shares}
        PAGE.write_text(page(kinds, libvirt_version()))
    return int(any(tally.failed for tally in found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.corpus", description="Real documents on real libvirt."
    )
    parser.add_argument(
        "--kind", action="append", choices=TAGS, help="documents of this kind only; several may be named"
    )
    parser.add_argument("--only", default="*", help="documents whose path is like this, in the shell's sense")
    parser.add_argument("--sample", type=int, help="so many of them, of all sorts")
    parser.add_argument("--workers", type=int, default=2, help="hosts side by side")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(REPOSITORY)}")
    return parser.parse_args()


def _documents() -> tuple[Document, ...]:
    """libvirt's, and virt-manager's where it can be fetched: not every mirror has its source."""
    sources = {"libvirt": libvirt_source()}
    try:
        sources["virt-manager"] = virt_manager_source()
    except LabError as error:
        print(f"without virt-manager's documents: {error.what.splitlines()[0]}", file=sys.stderr)
    return corpus(sources)


def chosen_from(documents: Sequence[Document], chosen: argparse.Namespace) -> tuple[Document, ...]:
    """The documents that the command line asks for."""
    kinds = chosen.kind or TAGS
    found = tuple(each for each in documents if each.tag in kinds and fnmatch(each.path, chosen.only))
    return found if chosen.sample is None else stratified(found, chosen.sample)


if __name__ == "__main__":
    sys.exit(main())
