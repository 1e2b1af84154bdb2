"""`validate`, `plan` and `drift`: they read manifests (and hosts) and change nothing anywhere."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import Verb, common_options
from reconciler.cli.workplace import workplace

if TYPE_CHECKING:
    from state.desired.resolution import Resolution

MANIFESTS = click.argument("path", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
ADOPT = click.option("--adopt", is_flag=True, help="Take over existing objects that differ.")
DELETIONS = click.option(
    "--allow-deletions",
    default=0,
    metavar="N",
    type=click.IntRange(0),
    help="Confirm that so many may go on each host.",
)
LOSSES = click.option(
    "--accept-loss",
    "losses",
    metavar="VOLUME/POOL/NAME|HOST/NAME",
    multiple=True,
    callback=lambda _context, _option, typed: lost(typed),
    help="Make a volume anew whose data is gone, or what was on a host that has lost all of it.",
)


@click.command(cls=Verb)
@MANIFESTS
@common_options
@click.pass_context
def validate(context: click.Context, path: Path | None) -> int:
    """Check manifests, without libvirt.

    PATH is a folder or a file; left out, the settings' source or the current directory.
    """
    from reconciler.cli.manifests import resolution, seen_from_here
    from reconciler.text.diagnostic import diagnostics, verdict

    place = workplace(context)
    root = path or place.settings.source or Path()
    found = resolution(root, place.settings)
    found = replace(found, diagnostics=tuple(seen_from_here(one, root) for one in found.diagnostics))
    if place.console.for_people:
        place.console.show(diagnostics(found.diagnostics) + verdict(found.diagnostics, len(found.desired)))
    else:
        place.console.document(_document(found))
    return 0 if valid(found) else 2


@click.command(cls=Verb)
@MANIFESTS
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Save it for `apply --plan`.")
@ADOPT
@DELETIONS
@LOSSES
@common_options
@click.pass_context
def plan(
    context: click.Context,
    path: Path | None,
    out: Path | None,
    adopt: bool,  # noqa: FBT001 - click passes a flag so
    allow_deletions: int,
    losses: tuple[str, ...],
) -> int:
    """Show what would be done and why.

    PATH is a folder or a file; left out, the settings' source or the current directory.
    """
    from reconciler.cli.look import Intent, look, show
    from reconciler.text.tree import plan as tree

    place = workplace(context)
    intent = Intent(path or place.settings.source or Path(), adopt, allow_deletions, losses)
    seen = look(place, intent)
    if out is not None:
        from reconciler.cli.saved import Origin, save

        save(out, Origin(intent, place.settings.connect), seen)
    return show(place, seen.report, tree, intent.path)


@click.command(cls=Verb)
@MANIFESTS
@common_options
@click.pass_context
def drift(context: click.Context, path: Path | None) -> int:
    """Show which fields differ, since when and by what cause.

    PATH is a folder or a file; left out, the settings' source or the current directory.
    """
    from reconciler.cli.look import Intent, look, show
    from reconciler.text.drift import drift as text

    place = workplace(context)
    intent = Intent(path or place.settings.source or Path())
    return show(place, look(place, intent).report, text, intent.path)


def lost(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Volumes and hosts as typed (`volume/images/web`), spelt as references are. Usage errors for others."""
    from reconciler.cli.targets import named
    from schemas import HOST

    found = [named(one) for one in typed]
    if strange := [one for one in found if not one.pool and one.kind is not HOST]:
        raise click.UsageError(f"{strange[0]} is no volume and no host; write volume/POOL/NAME or host/NAME")
    return tuple(map(str, found))


def valid(found: "Resolution") -> bool:
    """Whether there is no error among the findings."""
    from state.diagnostics import Severity

    return all(one.severity is not Severity.ERROR for one in found.diagnostics)


def _document(found: "Resolution") -> dict[str, object]:
    from reconciler.published import plain
    from reconciler.report import diagnostic_entry
    from reconciler.version import VERSION

    findings = tuple(diagnostic_entry(one) for one in found.diagnostics)
    return {
        "version": VERSION,
        "revision": found.revision,
        "valid": valid(found),
        "objects": len(found.desired),
        "diagnostics": plain(findings),
    }
