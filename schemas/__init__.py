"""What may be said: every kind, its fields, and how they stand in libvirt's XML. Pure: no I/O.

`KINDS` is the one list of kinds; adding one is a line here, a file in this package and a file of the same
name in `reconciler.kinds`. A spec is imported when its model is first asked for: most runs never do.
"""

from types import MappingProxyType
from typing import TYPE_CHECKING

from schemas.kind import Kind

if TYPE_CHECKING:
    from schemas.spec import Spec


def _host() -> "type[Spec]":
    from schemas.host import HostSpec

    return HostSpec


def _filter() -> "type[Spec]":
    from schemas.nwfilter.definition import NetworkFilterSpec

    return NetworkFilterSpec


def _network() -> "type[Spec]":
    from schemas.network.definition import NetworkSpec

    return NetworkSpec


def _pool() -> "type[Spec]":
    from schemas.pool import StoragePoolSpec

    return StoragePoolSpec


def _volume() -> "type[Spec]":
    from schemas.volume import VolumeSpec

    return VolumeSpec


def _machine() -> "type[Spec]":
    from schemas.vm.machine import VirtualMachineSpec

    return VirtualMachineSpec


def _secret() -> "type[Spec]":
    from schemas.secret.definition import SecretSpec

    return SecretSpec


HOST = Kind("Host", "host", "schemas.host:HostSpec", _host, has_power=False, redefined=False)
KINDS = (
    HOST,
    Kind("Secret", "secret", "schemas.secret.definition:SecretSpec", _secret, has_power=False),
    Kind(
        "NetworkFilter",
        "nwfilter",
        "schemas.nwfilter.definition:NetworkFilterSpec",
        _filter,
        has_power=False,
    ),
    Kind("Network", "network", "schemas.network.definition:NetworkSpec", _network),
    Kind("StoragePool", "pool", "schemas.pool:StoragePoolSpec", _pool),
    Kind(
        "Volume",
        "volume",
        "schemas.volume:VolumeSpec",
        _volume,
        holds_data=True,
        has_power=False,
        redefined=False,
        grow_only=frozenset({"capacity"}),
    ),
    Kind("VirtualMachine", "vm", "schemas.vm.machine:VirtualMachineSpec", _machine, marked=True),
)
_BY_NAME = MappingProxyType({kind.name: kind for kind in KINDS})


def kind_named(name: str) -> Kind:
    """The kind of this name; KeyError where there is none."""
    return _BY_NAME[name]
