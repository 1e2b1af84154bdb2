"""The ledger's history as it is published: `Entry` values to `HistoryEntry`s. Used by `history`."""

from typing import TYPE_CHECKING

from reconciler.published import HistoryEntry, WrittenEntry, moment
from schemas.facts import Ref

if TYPE_CHECKING:
    from state.recorded.ledger import Entry, Ledger


def entry(one: "Entry") -> HistoryEntry:
    """One step as people and scripts see it."""
    return HistoryEntry(
        kind=one.ref.kind,
        host=one.ref.host,
        name=one.ref.name,
        pool=one.ref.scope,
        at=moment(one.started),
        verb=one.verb,
        detail=one.detail or ", ".join(one.paths),
        result=one.result,
        error=one.error,
        seconds=round(one.seconds or 0.0, 3),
        revision=one.revision,
        changes=tuple(WrittenEntry(path=past.path, want=past.want, have=past.have) for past in one.changes),
    )


def refs(ledger: "Ledger") -> frozenset[Ref]:
    """Every object that the history speaks of, the forgotten ones too."""
    return frozenset((*ledger.records(), *(one.ref for one in ledger.history(_ALL))))


_ALL = 10_000
