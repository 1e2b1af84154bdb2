"""The course of one `adopt`: the hosts, what is asked of them, its manifests, and the files.

Called by the verb `adopt`. Reads only, but for the folder that it is told to write into: neither libvirt nor
the ledger is changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.adoption.folder import Folder
from reconciler.cli.adoption.gathering import Gathered, Gathering
from reconciler.cli.adoption.library import Library
from reconciler.cli.failure import Trouble
from reconciler.cli.manifests import resolution, uri
from reconciler.cli.targets import Named
from reconciler.text.adoption import AdoptedEntry, Adoption
from schemas.facts import Ref
from state.desired import Resolution
from state.desired.placement import LOCALHOST
from state.desired.rendering import rendered
from state.errors import Failure
from state.live.catalogue import Catalogue
from state.live.connection import Connection, Limits
from state.world import Host

if TYPE_CHECKING:
    from reconciler.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What to adopt. targets: nothing in particular is everything. host: of this host alone. force: write
    over files that exist.
    """

    out: Path
    targets: tuple[Named, ...] = ()
    host: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What the folder says already. files: of each object that has a manifest."""

    hosts: Mapping[str, Host]
    files: Mapping[Ref, str]

    def alone(self, ref: Ref) -> bool:
        """Whether nothing else is in the file of an object."""
        return list(self.files.values()).count(self.files[ref]) == 1


def carry_out(order: Order, settings: "Settings") -> Adoption:
    """Look, gather and write. Usage errors for what is not there; Trouble where the folder is none."""
    known = _known(order, settings)
    troubles: list[str] = []
    with ExitStack() as stack:
        catalogues = list(_opened(_hosts(order, known), stack, troubles))
        chosen = _chosen(order, catalogues, troubles)
        gatherings = [_gathered(order, known, one, chosen) for one in catalogues]
    troubles += [f"{one.host}: {trouble}" for one in catalogues for trouble in one.troubles]
    return _written(order, known, gatherings, troubles)


def _known(order: Order, settings: "Settings") -> _Known:
    """What the folder says already; where it names no host, the settings' source may."""
    if order.out.exists() and not order.out.is_dir():
        raise Trouble(f"{order.out} is no folder", "name one with --out; it is made where there is none")
    here = {LOCALHOST: Host(LOCALHOST, uri(settings))}
    found = resolution(order.out, settings) if order.out.is_dir() else Resolution(here)
    hosts = found.hosts
    if hosts.keys() == {LOCALHOST} and settings.source is not None:
        hosts = resolution(settings.source, settings).hosts
    if not hosts:
        raise Trouble(f"the Host manifest in {order.out} has errors", "virt-reconcile validate shows them")
    files = {ref: one.where.file for ref, one in found.desired.items()}
    return _Known(hosts, dict.fromkeys(found.frozen, "") | files)


def _hosts(order: Order, known: _Known) -> list[Host]:
    """The hosts to look at."""
    if order.host is None:
        return list(known.hosts.values())
    if order.host not in known.hosts:
        raise click.UsageError(f"--host: there is no Host {order.host}; one of: {', '.join(known.hosts)}")
    return [known.hosts[order.host]]


def _opened(hosts: Sequence[Host], stack: ExitStack, troubles: list[str]) -> Iterator[Catalogue]:
    """What each host has; one that does not answer is told of."""
    for host in hosts:
        connection = Connection(host.uri, host.name, Limits.of_one_look(host.uri))
        stack.callback(connection.close)
        try:
            yield Catalogue(connection)
        except Failure as failure:
            troubles.append(f"{host.name}: {failure}")


def _chosen(order: Order, catalogues: Sequence[Catalogue], troubles: list[str]) -> list[Ref]:
    """The objects that are asked for, in the order in which they were named."""
    if not order.targets:
        return [ref for one in catalogues for ref in sorted(one.refs())]
    chosen = []
    for target in order.targets:
        found = [ref for one in catalogues if one.has(ref := target.on(one.host))]
        if len(found) > 1:
            hosts = ", ".join(ref.host for ref in found)
            raise click.UsageError(f"{target} is on several hosts ({hosts}): say which one with --host")
        if not found and not troubles:
            where = f" on {order.host}" if order.host else ""
            raise click.UsageError(f"there is no {target}{where}; --all adopts whatever there is")
        chosen += found
    return chosen


def _gathered(order: Order, known: _Known, catalogue: Catalogue, chosen: Sequence[Ref]) -> Gathering:
    """The manifests of one host's objects. What is written anew has none until then."""
    anew = {ref for ref in chosen if order.force and ref in known.files and known.alone(ref)}
    library = Library(catalogue, named=len(known.hosts) > 1)
    gathering = Gathering(library, known.files.keys() - anew)
    for ref in chosen:
        if ref.host == catalogue.host:
            gathering.add(ref)
    return gathering


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where manifests are written: the folder, and a file for each object."""

    folder: Folder
    places: Mapping[Ref, Path]
    force: bool

    def write(self, one: Gathered) -> AdoptedEntry | None:
        """Write one manifest; None where a file is in the way."""
        place = self.places[one.ref]
        text = rendered(one.found.data, one.found.notes)
        if not self.folder.write(place, text, force=self.force):
            return None
        return _entry(one.ref, file=str(place), needed_by=str(one.needed_by or ""))


def _written(
    order: Order, known: _Known, gatherings: Sequence[Gathering], troubles: Sequence[str]
) -> Adoption:
    gathered = {ref: one for each in gatherings for ref, one in each.gathered.items()}
    folder = Folder(order.out, by_host=len(known.hosts) > 1)
    folder.make()
    placed = folder.places(gathered)
    anew = {ref: Path(file) for ref, file in known.files.items() if ref in gathered and file}
    desk = _Desk(folder, placed | anew, order.force)
    entries = {ref: desk.write(one) for ref, one in gathered.items()}
    failed = [_entry(ref, reason=why) for each in gatherings for ref, why in each.failed.items()]
    failed += [_entry(ref, reason=_in_the_way(desk, ref)) for ref, entry in entries.items() if entry is None]
    return Adoption(
        out=str(order.out),
        written=tuple(entry for entry in entries.values() if entry is not None),
        kept=tuple(_entry(ref, file=known.files[ref]) for each in gatherings for ref in sorted(each.kept)),
        failed=tuple(failed),
        troubles=tuple(troubles),
    )


def _in_the_way(desk: _Desk, ref: Ref) -> str:
    return f"{desk.folder.path / desk.places[ref]} exists; --force writes over it"


def _entry(ref: Ref, *, file: str = "", needed_by: str = "", reason: str = "") -> AdoptedEntry:
    return AdoptedEntry(
        kind=ref.kind, host=ref.host, name=ref.name, pool=ref.scope, file=file, needed_by=needed_by,
        reason=reason,
    )  # fmt: skip
