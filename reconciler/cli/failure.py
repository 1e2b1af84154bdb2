"""What ends a verb early: trouble that a person can do something about, said in one line with its remedy.

Raised by the verbs, printed by `reconciler.__main__`, which turns the core's failures into the same lines.
"""

import click

TROUBLE = 2
INTERRUPTED = 130


class Trouble(click.ClickException):
    """Exit code 2. message: what is wrong; remedy: what to do about it."""

    exit_code = TROUBLE

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


def sentence(message: str, remedy: str = "") -> str:
    """The lines that a failure is told in."""
    told = f"{click.style('error', fg='red')}: {message}"
    return f"{told}\n    {click.style('remedy:', fg='cyan')} {remedy}" if remedy else told
