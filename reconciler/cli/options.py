"""The options that every verb takes, before or after its name, and what the environment says in their place.

Used by `reconciler.cli.program` and the verbs, which are `Verb`s: `@common_options` declares them,
`given(context)` reads them.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal, TypeAlias

import click
from click.core import ParameterSource
from click.decorators import FC

Output: TypeAlias = Literal["text", "json", "yaml"]
PREFIX: Final = "VIRT_RECONCILE_"
_META: Final = "virt-reconcile"


@dataclass(frozen=True, slots=True)
class Given:
    """What was said by options and environment; None where nothing was."""

    connect: str | None = None
    state_dir: Path | None = None
    output: Output | None = None
    config: Path | None = None
    no_color: bool | None = None
    debug: bool | None = None


class Verb(click.Command):
    """A verb whose help tells its own options apart from those that every verb takes."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both lists of options."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        for title, common in (("Options", False), ("Common options", True)):
            found = (one for one in options if (one.name in Given.__dataclass_fields__) is common)
            with formatter.section(title):
                formatter.write_dl([record for one in found if (record := one.get_help_record(ctx))])


def common_options(command: FC) -> FC:
    """Declare the common options on a verb or on the program itself."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given(context: click.Context) -> Given:
    """What the common options said so far; the one after the verb counts, then the one before it."""
    said = context.meta.get(_META, {})
    return Given(**{name: value for name, (_, value) in said.items()})


def _remember(context: click.Context, option: click.Parameter, value: object) -> object:
    """Keep a value, unless it comes from the environment and somebody typed another."""
    name = option.name or ""
    typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    if value is None or (not typed and value is False):
        return value
    said = context.meta.setdefault(_META, {})
    if typed or name not in said:
        said[name] = (typed, value)
    return value


_PATH = click.Path(path_type=Path)
_option = partial(click.option, default=None, expose_value=False, callback=_remember)
_OPTIONS = (
    _option(
        "--connect",
        "-c",
        metavar="URI",
        envvar=f"{PREFIX}CONNECT",
        help="libvirt URI, where no Host manifest names one.",
    ),
    _option(
        "--state-dir",
        type=_PATH,
        envvar=f"{PREFIX}STATE_DIR",
        help="Where the ledger is: /var/lib/virt-reconcile, as a user ~/.local/state/virt-reconcile.",
    ),
    _option(
        "--output",
        "-o",
        type=click.Choice(("text", "json", "yaml")),
        envvar=f"{PREFIX}OUTPUT",
        help="How results are printed: text.",
    ),
    _option(
        "--config",
        type=_PATH,
        envvar=f"{PREFIX}CONFIG",
        help="Settings file: /etc/virt-reconcile/config.yaml.",
    ),
    _option(
        "--no-color",
        is_flag=True,
        envvar=f"{PREFIX}NO_COLOR",
        help="Print without colours, as with NO_COLOR and into pipes.",
    ),
    _option(
        "--debug",
        is_flag=True,
        envvar=f"{PREFIX}DEBUG",
        help="Show the traceback of a defect of this program.",
    ),
)
