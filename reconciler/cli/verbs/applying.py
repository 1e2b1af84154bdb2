"""`apply`: look, plan, show, ask, do, and say what is so afterwards."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.failure import Trouble
from reconciler.cli.options import Verb, common_options
from reconciler.cli.verbs.reading import ADOPT, DELETIONS, LOSSES, MANIFESTS
from reconciler.cli.workplace import Workplace, workplace

if TYPE_CHECKING:
    from reconciler.published import Report


@click.command(cls=Verb)
@MANIFESTS
@click.option(
    "--plan", "saved", metavar="FILE", type=click.Path(path_type=Path), help="Carry out a saved plan."
)
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@ADOPT
@DELETIONS
@LOSSES
@common_options
@click.pass_context
def apply(
    context: click.Context,
    path: Path | None,
    saved: Path | None,
    yes: bool,  # noqa: FBT001 - click passes a flag so
    adopt: bool,  # noqa: FBT001 - the same
    allow_deletions: int,
    losses: tuple[str, ...],
) -> int:
    """Make it so: show the plan, ask, do it and verify.

    PATH is the folder of all manifests, or one file: then nothing is taken away, and what is not in it is
    left alone. Left out, it is the settings' source or the current directory.
    """
    from reconciler.cli.application import Application
    from reconciler.cli.look import Intent
    from reconciler.cli.saved import saved_plan

    place = workplace(context)
    if saved is not None:
        if path is not None or adopt or allow_deletions or losses:
            raise click.UsageError("a saved plan says itself what it is about: give --plan alone")
        return Application.of_saved(place, saved_plan(saved)).run(Consent(place, agreed=yes))
    intent = Intent(path or place.settings.source or Path(), adopt, allow_deletions, losses)
    return Application(place, intent).run(Consent(place, agreed=yes))


class Consent:
    """Shows the plan and asks, unless `--yes` or a plan that only takes notes makes asking idle."""

    def __init__(self, place: Workplace, *, agreed: bool) -> None:
        self._place = place
        self._agreed = agreed

    def __call__(self, planned: "Report") -> bool:
        """Whether the plan may be carried out. Trouble where there is nobody to ask."""
        from reconciler.text.tree import plan as tree

        console = self._place.console
        if console.for_people or not self._agreed:
            (console.show if console.for_people else console.remark)(tree(planned))
        if self._agreed or all(step.verb == "record" for step in planned.steps):
            return True
        if not sys.stdin.isatty():
            raise Trouble(
                "there is nobody to ask: standard input is no terminal", "agree beforehand with --yes"
            )
        return click.confirm("Do it?", err=True)
