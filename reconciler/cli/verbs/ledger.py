"""What the ledger knows: `status` (the last report), `history` (the audit trail), `forget`."""

import click

from reconciler.cli.failure import Trouble
from reconciler.cli.options import Verb, common_options
from reconciler.cli.workplace import workplace


@click.command(cls=Verb)
@common_options
@click.pass_context
def status(context: click.Context) -> int:
    """Show the last report of apply or the daemon."""
    from reconciler.cli.keeping import kept_report
    from reconciler.published import as_document, exit_code
    from reconciler.text.status import status as table

    place = workplace(context)
    with place.peeked() as ledger:
        told = kept_report(ledger)
    if told is None:
        where = place.settings.state_directory
        raise Trouble(
            f"there is no report in {where} yet",
            "run `virt-reconcile apply`, or see --state-dir",
        )
    if place.console.for_people:
        place.console.show(table(told))
    else:
        place.console.document(as_document(told))
    return exit_code(told)


@click.command(cls=Verb)
@click.argument("target", required=False, metavar="[KIND/NAME]")
@click.option(
    "--limit", "-n", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most so many."
)
@click.option("--host", metavar="HOST", help="The host that the object is on, where several have one.")
@common_options
@click.pass_context
def history(context: click.Context, target: str | None, limit: int, host: str | None) -> None:
    """Show what was done, newest first."""
    from reconciler.cli.targets import named
    from reconciler.cli.trail import entry, refs
    from reconciler.published import plain
    from reconciler.text.history import history as table

    place = workplace(context)
    with place.peeked() as ledger:
        ref = named(target, host).among(refs(ledger)) if target else None
        entries = tuple(entry(one) for one in ledger.history(limit, ref))
    if place.console.for_people:
        place.console.show(table(entries))
    else:
        place.console.document({"history": plain(entries)})


@click.command(cls=Verb)
@click.argument("target", metavar="KIND/NAME")
@click.option("--host", metavar="HOST", help="The host that the object is on, where several have one.")
@common_options
@click.pass_context
def forget(context: click.Context, target: str, host: str | None) -> None:
    """Give an object up: take it out of the ledger and leave it alone."""
    from reconciler.cli.targets import named

    place = workplace(context)
    with place.opened() as ledger:
        ref = named(target, host).among(ledger.records())
        ledger.forget(ref)
    if place.console.for_people:
        place.console.show(f"{ref} on {ref.host}: forgotten; the object itself was not touched.\n")
    else:
        place.console.document({"target": str(ref), "state": "forgotten"})
