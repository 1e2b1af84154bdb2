"""Where a verb prints: results on standard output in the form asked for, remarks on standard error."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import click

from reconciler.cli.options import Output


@dataclass(frozen=True, slots=True)
class Console:
    """The terminal, file or pipe that the results go to."""

    output: Output = "text"
    colour: bool = True

    @property
    def for_people(self) -> bool:
        """Whether results are text and not a document."""
        return self.output == "text"

    @property
    def lively(self) -> bool:
        """Whether somebody looks at a terminal that can be drawn on."""
        return self.for_people and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"

    def show(self, text: str) -> None:
        """Print a text, coloured where that is welcome."""
        click.echo(text, nl=False, color=self._coloured(sys.stdout.isatty()))

    def remark(self, text: str) -> None:
        """Print what is no result: progress, questions, findings beside a document."""
        click.echo(text, nl=False, err=True, color=self._coloured(sys.stderr.isatty()))

    def document(self, document: Mapping[str, object]) -> None:
        """Print a document as JSON or YAML."""
        click.echo(spelt(document, self.output), nl=False)

    def _coloured(self, terminal: bool) -> bool:  # noqa: FBT001 - asked twice, about two streams
        return self.colour and terminal and not os.environ.get("NO_COLOR")


def spelt(document: Mapping[str, object], output: Output) -> str:
    """A document as JSON, or YAML where that is asked for; keys in their own order."""
    if output == "yaml":
        import yaml

        return yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True)
    import json

    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
