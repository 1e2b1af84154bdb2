"""What every verb begins with: the settings as options, environment and file say them, and where to print."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from reconciler.cli.console import Console
from reconciler.cli.options import Given, given

if TYPE_CHECKING:
    from reconciler.settings import Settings
    from state.recorded.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Workplace:
    """The settings of this run and its console."""

    settings: "Settings"
    console: Console = field(default_factory=Console)

    def peeked(self) -> "Ledger":
        """The ledger as it is, for a verb that changes nothing anywhere."""
        from state.recorded.ledger import Ledger

        return Ledger.peek(self.settings.state_directory)

    def opened(self) -> "Ledger":
        """The ledger for writing; made where there is none yet."""
        from state.recorded.ledger import Ledger

        return Ledger.open(self.settings.state_directory)


def workplace(context: click.Context) -> Workplace:
    """The workplace of the verb that is running. SettingsError where the settings file is wrong."""
    from reconciler.settings import read

    said = given(context)
    settings = with_options(read(said.config), said)
    return Workplace(settings, Console(settings.output, settings.color))


def with_options(settings: "Settings", said: Given) -> "Settings":
    """The settings with what options and environment say over them."""
    return replace(
        settings,
        connect=settings.connect if said.connect is None else said.connect,
        state_dir=said.state_dir or settings.state_dir,
        output=said.output or settings.output,
        color=settings.color and not said.no_color,
    )
