"""The product, looking after a lab host: manifests as text go in, cycles come out, all in this process.

What the commands do, without their start-up: a law asks for thousands of looks. Called by the laws.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from reconciler.cli.adoption.gathering import Gathering
from reconciler.cli.adoption.library import Library
from reconciler.loop import Cycle, Orders, run_cycle
from reconciler.session import Session
from reconciler.steps import Change, Result, Step, Verb
from schemas.adoption import Adopted
from schemas.facts import Ref
from schemas.policy import Foreign, Policy
from state.desired import Defaults, Resolution
from state.desired.files import source_of
from state.desired.load import load
from state.desired.rendering import rendered
from state.desired.resolve import resolve
from state.diagnostics import Severity, Where
from state.live.catalogue import Catalogue
from state.live.connection import Limits
from state.recorded.ledger import Ledger
from state.world import Desired, Host
from tests.corpus.subject import HOST


class UnadoptableError(Exception):
    """`adopt` gives no manifest, for the reason that it gave."""


@dataclass(frozen=True)
class Taken:
    """An object's adoption, and the text of its manifest with those of whatever it refers to."""

    found: Adopted
    manifests: str


class Keeper:
    """A session with one host, and a ledger of its own. It takes over whatever it has a manifest of."""

    def __init__(self, uri: str, ledger: Ledger) -> None:
        self._defaults = Defaults(uri, Policy(adopt=True))
        self._ledger = ledger
        self._session = Session(Host(HOST, uri, self._defaults.policy), ledger, Limits.of_one_look(uri))

    def adopted(self, ref: Ref) -> Taken:
        """What `adopt` gives for an object. UnadoptableError where it gives nothing."""
        library = Library(Catalogue(self._session.connection), named=False)
        gathering = Gathering(library)
        if library.has(ref):  # which lists the volumes of its pool
            gathering.add(ref)
        if ref not in gathering.gathered and not gathering.failed:
            raise UnadoptableError(f"{ref} is not there")
        if gathering.failed:
            raise UnadoptableError("; ".join(f"{one}: {why}" for one, why in gathering.failed.items()))
        found = {one: each.found for one, each in gathering.gathered.items()}
        return Taken(found[ref], "---\n".join(rendered(each.data, each.notes) for each in found.values()))

    def watching(self, ref: Ref, uuid: str) -> Resolution:
        """What a manifest asks for that says nothing: all of the object is outside of it."""
        desired = Desired(ref, uuid, {}, self._defaults.policy, Where("nothing.yaml"))
        return Resolution({HOST: self._session.host}, {ref: desired})

    def resolution(self, manifests: str, foreign: Foreign = Foreign.KEEP) -> Resolution:
        """What manifests ask for."""
        defaults = replace(self._defaults, policy=replace(self._defaults.policy, foreign=foreign))
        return resolve(load(source_of(".", {"corpus.yaml": manifests.encode()})), defaults)

    def look(self, wanted: Resolution) -> Cycle:
        """What is so and what would be done."""
        return run_cycle(self._session, wanted, Orders())

    def apply(self, wanted: Resolution) -> Cycle:
        """Carry it out, and what is so then."""
        return run_cycle(self._session, wanted, Orders(act=True))

    def forget(self, refs: Iterable[Ref]) -> None:
        """Take objects out of the ledger: the next document may have their names."""
        for ref in refs:
            self._ledger.forget(ref)

    def close(self) -> None:
        """End the connection."""
        self._session.close()


@contextmanager
def keeper(uri: str, folder: Path) -> Iterator[Keeper]:
    """A keeper whose connection and ledger (in this folder) are closed with the block."""
    with Ledger.open(folder) as ledger:
        made = Keeper(uri, ledger)
        try:
            yield made
        finally:
            made.close()


def faults(wanted: Resolution) -> list[str]:
    """What is wrong with manifests."""
    return [str(each) for each in wanted.diagnostics if each.severity is Severity.ERROR]


def changes(cycle: Cycle, ref: Ref) -> tuple[Change, ...]:
    """What differs of one object."""
    verdict = cycle.plan.verdicts.get(ref)
    return verdict.changes if verdict is not None else ()


def steps(cycle: Cycle, ref: Ref) -> tuple[Step, ...]:
    """What would be done to one object, beyond its entry in the ledger."""
    verdict = cycle.plan.verdicts.get(ref)
    return (
        tuple(step for step in verdict.steps if step.verb is not Verb.RECORD) if verdict is not None else ()
    )


def told(change: Change) -> str:
    """A change in a sentence."""
    return f"{change.path} is {change.have!r} and not {change.want!r} {change.reason}".rstrip()


def failures(cycle: Cycle) -> list[str]:
    """What was tried and did not succeed."""
    return [
        f"{each.step}: {each.result} {each.error}"
        for each in cycle.outcomes
        if each.result is not Result.DONE
    ]
