"""One object of a host by its name, at the price of some calls of its own.

Used by `state.live.observe`, after a step, and by `state.live.glance`, for an event.
"""

from collections.abc import Mapping

import libvirt

from schemas.facts import Ref
from state.live.errors import NotFound, Terminal
from state.live.listing import Found, filter_of, secrets, volume
from state.live.reasons import reason


def one(handle: libvirt.virConnect, ref: Ref) -> Found:
    """One object by its name, at the price of some calls of its own. libvirtError where it is not there."""
    match ref.kind:
        case "VirtualMachine":
            return _machine(handle.lookupByName(ref.name), ref)
        case "Secret":
            return _secret(handle, ref)
        case "NetworkFilter":
            return filter_of(handle.nwfilterLookupByName(ref.name), ref.host)
        case "Network":
            return _single(handle.networkLookupByName(ref.name), ref)
        case "StoragePool":
            return _single(handle.storagePoolLookupByName(ref.name), ref)
        case "Volume":
            return volume(_pool_of(handle, ref).storageVolLookupByName(ref.name), ref.host, ref.scope)
        case _:
            raise Terminal(f"{ref} is no libvirt object")


def _pool_of(handle: libvirt.virConnect, ref: Ref) -> libvirt.virStoragePool:
    """A volume's pool; one that is not there says nothing about the volume, so it is no NotFound."""
    try:
        return handle.storagePoolLookupByName(ref.scope)
    except libvirt.libvirtError as error:
        if error.get_error_code() == libvirt.VIR_ERR_NO_STORAGE_POOL:
            raise Terminal(f"the pool {ref.scope} does not exist") from error
        raise


def _machine(domain: libvirt.virDomain, ref: Ref) -> Found:
    state, why = domain.state()
    return Found(
        ref=ref,
        read=domain.XMLDesc,
        active=bool(domain.isActive()),
        persistent=bool(domain.isPersistent()),
        autostart=bool(domain.autostart()),
        reason=reason(state, why),
        keeps=tuple(what for what, has in _keeping(domain).items() if has),
    )


def _keeping(domain: libvirt.virDomain) -> Mapping[str, bool]:
    return {
        "managed save": bool(domain.hasManagedSaveImage()),
        "snapshots": bool(domain.snapshotNum()),
        "checkpoints": bool(_checkpoints(domain)),
    }


def _checkpoints(domain: libvirt.virDomain) -> list[libvirt.virDomainCheckpoint]:
    """None where the driver knows no checkpoints."""
    try:
        return domain.listAllCheckpoints()
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        return []


def _single(found: libvirt.virNetwork | libvirt.virStoragePool, ref: Ref) -> Found:
    return Found(
        ref=ref,
        read=found.XMLDesc,
        active=bool(found.isActive()),
        persistent=bool(found.isPersistent()),
        autostart=bool(found.autostart()),
    )


def _secret(handle: libvirt.virConnect, ref: Ref) -> Found:
    """The secret of this name, which depends on all others. NotFound where there is none."""
    found = next((one for one in secrets(handle, ref.host) or () if one.ref == ref), None)
    if found is None:
        raise NotFound(f"no secret is called {ref.name}")
    return found
