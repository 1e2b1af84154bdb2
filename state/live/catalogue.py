"""What there is on a host, by name, with libvirt's own document of each: for who wants more than facts.

Called by the command `adopt`. Objects are listed once and read when they are asked for; the volumes of a pool
are listed when the first of them is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import libvirt

from schemas.facts import Ref
from schemas.nwfilter.supplied import SUPPLIED
from schemas.secret.naming import SECRET
from state.live import listing
from state.live.connection import Connection
from state.live.errors import Failure, NotFound, translated
from state.live.listing import FILTER, MACHINE, NETWORK, POOL, VOLUME, Found
from state.live.reading import documents

_Listing: TypeAlias = Callable[[libvirt.virConnect, str], list[Found] | None]
_LISTINGS: Mapping[str, _Listing] = MappingProxyType({
    SECRET: listing.secrets, FILTER: listing.filters, NETWORK: listing.networks, POOL: listing.pools,
    MACHINE: listing.machines,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """One object's document. running: it is of what runs, as there is no definition. active, autostart: what
    libvirt keeps beside it; autostart is None where there is no such thing.
    """

    text: str
    running: bool
    active: bool
    autostart: bool | None


class Catalogue:
    """The objects of one host. Transient or Terminal where the host cannot be reached.

    troubles: what could not be listed, in sentences.
    """

    def __init__(self, connection: Connection) -> None:
        connection.ensure()
        self.host = connection.name
        self.troubles: list[str] = []
        self._connection = connection
        self._found: dict[Ref, Found] = {}
        self._pools: dict[str, bool] = {}
        for kind, listed in _LISTINGS.items():
            self._list(kind, partial(listed, connection.handle, connection.name))

    def refs(self) -> tuple[Ref, ...]:
        """Everything on the host: volumes of active pools, too."""
        for pool in self.known(POOL):
            self.volumes(pool.name)
        return tuple(self._found)

    def known(self, kind: str) -> tuple[Ref, ...]:
        """The objects of a kind that were listed."""
        return tuple(ref for ref in self._found if ref.kind == kind)

    def has(self, ref: Ref) -> bool:
        """Whether there is such an object that can be seen."""
        if ref.kind == VOLUME:
            self.volumes(ref.scope)
        return ref in self._found

    def volumes(self, pool: str) -> None:
        """Know the volumes of a pool, if it is active: of one that is not, libvirt shows none."""
        owner = self._found.get(Ref(POOL, self.host, pool))
        if pool in self._pools or owner is None:
            return
        self._pools[pool] = owner.active
        if owner.active:
            self._list(f"the volumes of pool {pool}", partial(self._volumes, pool))

    def document(self, ref: Ref) -> Document:
        """What libvirt says of an object. Transient, NotFound or Terminal where it says nothing."""
        found = self._found.get(ref)
        if found is None:
            raise NotFound(f"{ref} is not on {self.host}")
        with translated():
            definition, running = documents(found)
        return Document(definition or running, not definition, found.active, found.autostart)

    def _volumes(self, pool: str) -> list[Found]:
        return listing.volumes(self._connection.handle.storagePoolLookupByName(pool), self.host)

    def _list(self, what: str, listed: Callable[[], Iterable[Found] | None]) -> None:
        try:
            with translated():
                self._found |= {one.ref: one for one in listed() or () if not _supplied(one.ref)}
        except Failure as failure:
            self.troubles.append(f"{what} cannot be listed: {failure}")


def _supplied(ref: Ref) -> bool:
    """Whether libvirt brings it along, so that no manifest need say it."""
    return ref.kind == FILTER and ref.name in SUPPLIED
