"""What must wait for what: references first, and the other way round when things go. Pure; called by
`reconciler.plan`.
"""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter

from schemas import KINDS
from schemas.facts import Ref

_RANK: Mapping[str, int] = {kind.name: rank for rank, kind in enumerate(KINDS)}


def sequence(after: Mapping[Ref, Iterable[Ref]]) -> list[Ref]:
    """Every object after all that it waits for, and by name where nothing decides. CycleError on a cycle
    (the loader refuses those with a line number).
    """
    sorter: TopologicalSorter[Ref] = TopologicalSorter()
    for ref in sorted(after, key=_place):
        sorter.add(ref, *sorted(set(after[ref]) & after.keys(), key=_place))
    return list(sorter.static_order())


def leaving(deletions: Iterable[Ref]) -> dict[Ref, frozenset[Ref]]:
    """Of what is to go, users go before what they use: machines, then volumes, pools, networks of their
    host.
    """
    going = list(deletions)
    return {
        ref: frozenset(o for o in going if o.host == ref.host and _RANK[o.kind] > _RANK[ref.kind])
        for ref in going
    }


def _place(ref: Ref) -> tuple[str, int, str, str]:
    return ref.host, _RANK[ref.kind], ref.scope, ref.name
