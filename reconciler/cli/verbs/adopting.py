"""`adopt`: manifests of what exists. It reads hosts, writes files, and changes nothing else anywhere."""

from pathlib import Path

import click

from reconciler.cli.failure import TROUBLE
from reconciler.cli.options import Verb, common_options
from reconciler.cli.workplace import workplace


@click.command(cls=Verb)
@click.argument("targets", nargs=-1, metavar="[KIND/NAME]...")
@click.option("--all", "everything", is_flag=True, help="Everything that there is.")
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder that manifests are written into; what it has is kept.",
)
@click.option("--host", metavar="HOST", help="Of this host only, where there are several.")
@click.option("--force", is_flag=True, help="Write over files that exist.")
@common_options
@click.pass_context
def adopt(
    context: click.Context,
    targets: tuple[str, ...],
    everything: bool,  # noqa: FBT001 - click passes a flag so
    out: Path,
    host: str | None,
    force: bool,  # noqa: FBT001 - the same
) -> int:
    """Write manifests of what exists, so that it is managed as it is.

    That is some objects (vm/web-1, volume/images/root.qcow2) with whatever they refer to, or everything
    (--all). On the hosts nothing is changed, and `plan` then finds nothing to change. Which hosts there are,
    the manifests in DIR say, or those of the settings' source; else there is the one of --connect.
    """
    from reconciler.cli.adoption.course import Order, carry_out
    from reconciler.cli.targets import named
    from reconciler.published import plain
    from reconciler.text.adoption import adoption
    from schemas import HOST

    if everything == bool(targets):
        raise click.UsageError("name objects (vm/web-1), or --all")
    wanted = tuple(named(target, host) for target in targets)
    if any(target.kind is HOST for target in wanted):
        raise click.UsageError("a Host is not adopted: write its manifest, and adopt what is on it")
    place = workplace(context)
    done = carry_out(Order(out, wanted, host, force), place.settings)
    if place.console.for_people:
        place.console.show(adoption(done))
    else:
        found = plain(done)
        assert isinstance(found, dict)  # noqa: S101 - as every entry is
        place.console.document(found)
    return TROUBLE if done.failed or done.troubles else 0
