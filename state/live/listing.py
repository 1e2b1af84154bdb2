"""What there is on a host, by a few bulk calls for each kind: names, identities, power and autostart.

Used by `state.live.observe`. Nothing here asks libvirt about one object, so that the only calls that grow
with the number of objects are those that read their documents.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import libvirt

from schemas.facts import UNSEEN, Ref, Secret, Value
from schemas.secret.naming import SECRET, names
from state.live.reasons import reason

MACHINE, NETWORK, POOL, VOLUME = "VirtualMachine", "Network", "StoragePool", "Volume"
FILTER = "NetworkFilter"
_UNTOLD = frozenset({
    libvirt.VIR_ERR_INVALID_SECRET,  # it is private
    libvirt.VIR_ERR_OPERATION_DENIED, libvirt.VIR_ERR_ACCESS_DENIED,
})  # fmt: skip


def _nothing() -> Mapping[str, Value]:
    """What libvirt keeps beside most documents."""
    return {}


@dataclass(frozen=True, slots=True)
class Found:
    """One object that a listing showed: a name; its identity is in its documents.

    read: a document, by libvirt's flags. autostart: None where libvirt has no such thing. keeps: what else
    libvirt keeps of it (`_KEPT`). ask: for the facts that it keeps beside the document.
    """

    ref: Ref
    read: Callable[[int], str]
    active: bool
    persistent: bool = True
    autostart: bool | None = None
    reason: str = ""
    keeps: tuple[str, ...] = ()
    ask: Callable[[], Mapping[str, Value]] = _nothing


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags to list the transient, the autostarted and the active of a kind by."""

    transient: int
    autostart: int
    active: int


# What libvirt keeps of a machine beside its documents, by the flag that lists those that have it.
_KEPT: Mapping[str, int] = {
    "managed save": libvirt.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE,
    "snapshots": libvirt.VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT,
    "checkpoints": libvirt.VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT,
}
_Listing: TypeAlias = Callable[[int], Iterable[libvirt.virNetwork | libvirt.virStoragePool]]
_NETWORKS = Flags(
    libvirt.VIR_CONNECT_LIST_NETWORKS_TRANSIENT, libvirt.VIR_CONNECT_LIST_NETWORKS_AUTOSTART,
    libvirt.VIR_CONNECT_LIST_NETWORKS_ACTIVE,
)  # fmt: skip
_POOLS = Flags(
    libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT, libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART,
    libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE,
)  # fmt: skip


def machines(handle: libvirt.virConnect, host: str) -> list[Found]:
    """Every domain. One call gives all of them with their state, and so with why they are not running."""
    listed = handle.getAllDomainStats(libvirt.VIR_DOMAIN_STATS_STATE)
    transient = _names(handle.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_TRANSIENT))
    autostart = _names(handle.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_AUTOSTART))
    keeping = {what: _names(handle.listAllDomains(flag)) for what, flag in _KEPT.items()}
    return [
        Found(
            ref=Ref(MACHINE, host, name),
            read=domain.XMLDesc,
            active=domain.ID() != -1,
            persistent=name not in transient,
            autostart=name in autostart,
            reason=reason(int(state["state.state"]), int(state["state.reason"])),
            keeps=tuple(what for what, names in keeping.items() if name in names),
        )
        for domain, state in listed
        for name in (domain.name(),)
    ]


def networks(handle: libvirt.virConnect, host: str) -> list[Found]:
    """Every network."""
    return _plain(NETWORK, host, handle.listAllNetworks, _NETWORKS)


def pools(handle: libvirt.virConnect, host: str) -> list[Found]:
    """Every storage pool."""
    return _plain(POOL, host, handle.listAllStoragePools, _POOLS)


def filters(handle: libvirt.virConnect, host: str) -> list[Found] | None:
    """Every network filter, those that libvirt brings along too; None where its driver has no such thing."""
    try:
        return [filter_of(found, host) for found in handle.listAllNWFilters()]
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        return None


def secrets(handle: libvirt.virConnect, host: str) -> list[Found] | None:
    """Every secret; None where its driver has no such thing."""
    try:
        listed = handle.listAllSecrets()
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        return None
    by_uuid = {found.UUIDString(): found for found in sorted(listed, key=_rank)}
    called = names((uuid, found.usageID()) for uuid, found in by_uuid.items())
    return [
        Found(Ref(SECRET, host, called[uuid]), found.XMLDesc, active=True, ask=partial(_value, found))
        for uuid, found in by_uuid.items()
    ]


def _rank(found: libvirt.virSecret) -> tuple[int, str]:
    return found.usageType(), found.UUIDString()


def _value(found: libvirt.virSecret) -> Mapping[str, Value]:
    """A secret's value, if it has one; one that libvirt does not tell is said to be unseen."""
    try:
        return {"value": Secret(found.value().decode("latin-1"))}
    except libvirt.libvirtError as error:
        if error.get_error_code() in _UNTOLD:
            return {"value": UNSEEN}
        if error.get_error_code() == libvirt.VIR_ERR_NO_SECRET:
            return {}
        raise


def filter_of(found: libvirt.virNWFilter, host: str) -> Found:
    """A filter, which has one document and nothing beside it."""
    return Found(Ref(FILTER, host, found.name()), found.XMLDesc, active=True)


def _plain(kind: str, host: str, listing: _Listing, flags: Flags) -> list[Found]:
    active, transient, autostart = (
        _names(listing(flag)) for flag in (flags.active, flags.transient, flags.autostart)
    )
    return [
        Found(
            ref=Ref(kind, host, name),
            read=found.XMLDesc,
            active=name in active,
            persistent=name not in transient,
            autostart=name in autostart,
        )
        for found in listing(0)
        for name in (found.name(),)
    ]


def volumes(pool: libvirt.virStoragePool, host: str) -> list[Found]:
    """Every volume of an active pool as libvirt last saw it (see virStoragePoolRefresh)."""
    return [volume(found, host, pool.name()) for found in pool.listAllVolumes()]


def volume(found: libvirt.virStorageVol, host: str, pool: str) -> Found:
    """A volume, which has one document and nothing beside it."""
    return Found(Ref(VOLUME, host, found.name(), pool), found.XMLDesc, active=True)


def _names(
    found: Iterable[libvirt.virDomain | libvirt.virNetwork | libvirt.virStoragePool],
) -> frozenset[str]:
    return frozenset(each.name() for each in found)
