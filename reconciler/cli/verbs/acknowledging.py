"""`acknowledge`: what was changed outside the manifests is right; the next change is held against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import Verb, common_options
from reconciler.cli.workplace import Workplace, workplace

if TYPE_CHECKING:
    from reconciler.loop import Cycle
    from reconciler.published import ObjectEntry, Report
    from reconciler.steps import Change
    from schemas.facts import Ref
    from schemas.whole import Whole


@click.command(cls=Verb)
@click.argument("targets", nargs=-1, metavar="[KIND/NAME]...")
@click.option("--all", "everything", is_flag=True, help="Every object that was changed outside its manifest.")
@click.option("--host", metavar="HOST", help="The host that the object is on, where several have one.")
@click.option("--source", metavar="PATH", type=click.Path(path_type=Path), help="The manifests.")
@common_options
@click.pass_context
def acknowledge(
    context: click.Context,
    targets: tuple[str, ...],
    everything: bool,  # noqa: FBT001 - click passes a flag so
    host: str | None,
    source: Path | None,
) -> int:
    """Accept what was changed outside the manifests.

    Nothing on the host changes. `drift` speaks of it no more, and compares with what is there now.
    """
    from reconciler.cli.look import Intent, look
    from reconciler.cli.manifests import told_from_here
    from reconciler.cli.targets import named
    from reconciler.text.doubts import doubts

    if bool(targets) is everything:
        raise click.UsageError("name the objects, or say --all")
    place = workplace(context)
    intent = Intent(source or place.settings.source or Path())
    seen = look(place, intent)
    known = [ref for cycle in seen.cycles for ref in cycle.world.recorded]
    asked = known if everything else [named(one, host).among(known) for one in targets]
    found = {ref: moved for cycle in seen.cycles for ref, moved in _moved(cycle).items() if ref in asked}
    with place.opened() as ledger:
        for ref, moved in found.items():
            ledger.note(ref, moved.whole)
    _tell(place, _entries(found), told_from_here(seen.report, intent.path))
    return 2 if doubts(seen.report) else 0


def _tell(place: Workplace, accepted: "tuple[ObjectEntry, ...]", seen: "Report") -> None:
    """What was acknowledged, and which hosts and manifests could not be asked about more."""
    from reconciler.published import plain
    from reconciler.text.drift import acknowledged

    if place.console.for_people:
        place.console.show(acknowledged(accepted, seen))
    else:
        parts = {"acknowledged": accepted, "hosts": seen.hosts, "diagnostics": seen.diagnostics}
        place.console.document({name: plain(part) for name, part in parts.items()})


@dataclass(frozen=True, slots=True)
class _Moved:
    """An object's documents as they are, and what moved in them outside its manifest."""

    whole: "Whole"
    changes: "tuple[Change, ...]"


def _moved(cycle: "Cycle") -> "Mapping[Ref, _Moved]":
    found = {}
    for ref, desired in cycle.world.desired.items():
        live = cycle.world.views[ref.host].objects.get(ref)
        changes = (change for change in cycle.plan.verdicts[ref].changes if change.outside(desired.facts))
        if live is not None and ref in cycle.world.recorded and (moved := tuple(changes)):
            found[ref] = _Moved(live.whole, moved)
    return found


def _entries(found: "Mapping[Ref, _Moved]") -> "tuple[ObjectEntry, ...]":
    from reconciler.published import ObjectEntry
    from reconciler.report import change_entry
    from reconciler.steps import State

    return tuple(
        ObjectEntry(
            kind=ref.kind, host=ref.host, name=ref.name, pool=ref.scope, state=State.IN_SYNC,
            changes=tuple(map(change_entry, moved.changes)),
        )
        for ref, moved in sorted(found.items())
    )  # fmt: skip
