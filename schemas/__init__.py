"""What may be said: every kind, its fields, and how they stand in libvirt's XML. Pure: no I/O.

`KINDS` is the one list of kinds; adding one is a line here, a file in this package and a file of the same
name in `reconciler.kinds`.
"""

from schemas.host import HostSpec
from schemas.kind import Kind
from schemas.network import NetworkSpec
from schemas.pool import StoragePoolSpec
from schemas.vm import VirtualMachineSpec
from schemas.volume import VolumeSpec

HOST = Kind("Host", "host", HostSpec, has_power=False, redefined=False)
KINDS = (
    HOST,
    Kind("Network", "network", NetworkSpec),
    Kind("StoragePool", "pool", StoragePoolSpec),
    Kind(
        "Volume",
        "volume",
        VolumeSpec,
        holds_data=True,
        has_power=False,
        redefined=False,
        grow_only=frozenset({"capacity"}),
    ),
    Kind("VirtualMachine", "vm", VirtualMachineSpec),
)


def kind_named(name: str) -> Kind:
    """The kind of this name; KeyError where there is none."""
    return {kind.name: kind for kind in KINDS}[name]
