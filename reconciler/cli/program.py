"""The program itself: its verbs and common options. Called by `reconciler.__main__`."""

from typing import Final

import click

from reconciler.cli.options import PREFIX, common_options
from reconciler.cli.verbs import VERBS
from reconciler.version import VERSION

NAME: Final = "virt-reconcile"
_EPILOG = """\
Every option can also be given in the environment (VIRT_RECONCILE_STATE_DIR for --state-dir,
VIRT_RECONCILE_APPLY_YES for --yes of apply), what is not one command's alone in the settings file (stateDir).

Exit codes: 0 in sync, valid, or all applied; 1 differences exist or remain; 2 trouble.
"""


class Program(click.Group):
    """A group that lists its verbs as they are used, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs' names in the order in which they were added."""
        return list(self.commands)


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": PREFIX.rstrip("_")},
    epilog=_EPILOG,
)
@click.version_option(VERSION, "--version", message="%(prog)s %(version)s")
@common_options
def program() -> None:
    """Keep libvirt/KVM hosts as YAML manifests say they should be."""


for _verb in VERBS:
    program.add_command(_verb)
