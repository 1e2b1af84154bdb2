"""`run`: what a service or a timer of systemd starts. It never asks, and policy alone says what is done."""

from dataclasses import replace
from pathlib import Path

import click

from reconciler.cli.failure import Trouble
from reconciler.cli.options import PREFIX, Verb, common_options
from reconciler.cli.workplace import Workplace, workplace


@click.command(cls=Verb)
@click.option(
    "--source",
    metavar="DIR",
    type=click.Path(path_type=Path),
    envvar=f"{PREFIX}SOURCE",
    help="The folder of manifests to keep to.",
)
@click.option("--once", is_flag=True, help="Do one cycle and leave with its exit code.")
@common_options
@click.pass_context
def run(
    context: click.Context,
    source: Path | None,
    once: bool,  # noqa: FBT001 - click passes a flag so
) -> int:
    """Keep the hosts as the manifests say, without asking."""
    place = workplace(context)
    folder = source or place.settings.source
    if folder is None:
        raise Trouble("no manifests to keep to", "name them with --source, or as `source` in the settings")
    if not once:
        raise click.UsageError("it does one cycle at a time: give --once, and let a timer repeat it")
    return _once(replace(place, settings=place.settings.model_copy(update={"source": folder})), folder)


def _once(place: Workplace, source: Path) -> int:
    from reconciler.cli.application import Application
    from reconciler.cli.look import Intent
    from reconciler.cli.verbs.applying import Consent

    return Application(place, Intent(source)).run(Consent(place, agreed=True))
