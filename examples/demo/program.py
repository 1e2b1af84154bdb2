"""Runs the product's own command line in this process, as typed. Used by the chapters.

In process, because the state of libvirt's test driver lives and dies with a process; so both stages go the
same way.
"""

import io
import shlex
from contextlib import redirect_stdout

from examples.demo.page import BrokenClaim, Page
from reconciler.__main__ import run
from reconciler.cli.failure import INTERRUPTED
from reconciler.cli.keeping import report_from
from reconciler.published import Report


class Program:
    """`virt-reconcile`, printed as it is typed."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def typed(self, line: str, expected: int = 0) -> None:
        """Run a command line whose exit code is a claim; its output goes where ours goes."""
        self._page.typed(f"virt-reconcile {line}")
        code = called(shlex.split(line))
        self._page.claim(f"exit code {code}", code == expected)

    def asked(self, line: str) -> Report:
        """The report that a command line gives with `-o json`; nothing is shown."""
        output = io.StringIO()
        with redirect_stdout(output):
            called([*shlex.split(line), "-o", "json"])
        told = report_from(output.getvalue())
        if told is None:
            raise BrokenClaim(f"{line} -o json prints a report")
        return told


def called(arguments: list[str]) -> int:
    """The exit code of the program. KeyboardInterrupt where a person interrupted it."""
    code = run(arguments)
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code
