"""The kind StoragePool: what libvirt calls a storage pool."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER, OCTAL, PATH, YES_NO
from schemas.fields import RECREATE, Beside, Each, ImpactBy, Many, Spec, Xml
from schemas.pool.source import Source
from schemas.scalars import AbsolutePath, Line, OctalMode, Uuid
from schemas.spec import Overlaid

_FS = "{http://libvirt.org/schemas/storagepool/fs/1.0}"
_RBD = "{http://libvirt.org/schemas/storagepool/rbd/1.0}"
Type = Literal[
    "dir", "fs", "netfs", "logical", "disk", "iscsi", "iscsi-direct", "scsi", "mpath", "rbd",
    "sheepdog", "gluster", "zfs", "vstorage",
]  # fmt: skip
# What each type cannot do without, as paths below the spec. `a|b`: one of them.
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "dir": ("target.path",),
    "fs": ("source.devices", "target.path"),
    "netfs": ("source.hosts", "source.dir", "target.path"),
    "logical": ("source.name|source.devices",),
    "disk": ("source.devices", "target.path"),
    "iscsi": ("source.hosts", "source.devices", "target.path"),
    "iscsi-direct": ("source.hosts", "source.devices", "source.initiator"),
    "scsi": ("source.adapter", "target.path"),
    "mpath": ("target.path",),
    "rbd": ("source.hosts", "source.name"),
    "sheepdog": ("source.hosts", "source.name"),
    "gluster": ("source.hosts", "source.name"),
    "zfs": ("source.name",),
    "vstorage": ("source.name", "target.path"),
})  # fmt: skip

# A folder taken down and up again interrupts nobody; a mount, an iSCSI session or a volume group may.
_CHEAP = ImpactBy("type", ("dir",))


class Permissions(Spec):
    """Who may use the pool's folder. libvirt sets no label, so none can be stated."""

    mode: Annotated[
        OctalMode | None, Xml("mode", OCTAL, _CHEAP), Field(description='quoted octal: "0711"')
    ] = None
    owner: Annotated[
        int | None, Xml("owner", INTEGER, _CHEAP), Field(ge=0, description="numeric user id")
    ] = None
    group: Annotated[
        int | None, Xml("group", INTEGER, _CHEAP), Field(ge=0, description="numeric group id")
    ] = None


class Target(Spec):
    """Where the pool's volumes appear on the host."""

    path: Annotated[
        AbsolutePath | None,
        Xml("path", PATH, _CHEAP),
        Field(description="the folder: of the volumes, or of their devices"),
    ] = None
    permissions: Annotated[
        Permissions | None,
        Xml("permissions"),
        Field(description="who may use the folder; set when it is built"),
    ] = None


class RbdOption(Spec):
    """One setting of Ceph's library."""

    name: Annotated[Line, Xml("@name"), Field(description="the setting; names the entry")]
    value: Annotated[Line, Xml("@value"), Field(description="its value")]


class StoragePoolSpec(Overlaid):
    """A storage pool."""

    XML: ClassVar = "pool"
    uuid: Annotated[
        Uuid | None, Field(description="libvirt's identity of it; by default derived from the name")
    ] = None
    type: Annotated[Type, Xml("@type", impact=RECREATE), Field(description="what kind of storage")] = "dir"
    active: Annotated[bool, Field(description="whether the pool is up")] = True
    autostart: Annotated[
        bool | None, Beside(), Field(description="whether libvirt brings it up when the host boots")
    ] = None
    build: Annotated[
        bool, Field(description="fs, disk, logical: format the device when the pool is made, if it is blank")
    ] = False
    source: Annotated[Source | None, Xml("source"), Field(description="where the storage comes from")] = None
    target: Annotated[Target | None, Xml("target"), Field(description="where the volumes appear")] = None
    cow: Annotated[
        bool | None,
        Xml("features/cow@state", YES_NO),
        Field(description="dir, fs: whether new volumes are copied on write (btrfs)"),
    ] = None
    refresh_allocation: Annotated[
        Literal["default", "capacity"] | None,
        Xml("refresh/volume@allocation"),
        Field(description="rbd: how a volume's allocation is found; capacity is quick and inexact"),
    ] = None

    mount_options: Annotated[
        tuple[Line, ...] | None,
        Many(f"{_FS}mount_opts/{_FS}option@name"),
        Field(min_length=1, description="fs, netfs: options of the mount, beside libvirt's own"),
    ] = None
    rbd_options: Annotated[
        tuple[RbdOption, ...],
        Each(f"{_RBD}config_opts/{_RBD}option", key="name"),
        Field(description="rbd: settings of Ceph's library"),
    ] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.cow is not None and self.type not in {"dir", "fs"}:
            raise ValueError(f"`cow` is for pools of type dir and fs, not {self.type}")
        only_where(
            self, self.type in {"fs", "netfs"}, ("mount_options",), f"type fs or netfs, not {self.type}"
        )
        only_where(self, self.type == "rbd", ("rbd_options",), f"type rbd, not {self.type}")
        missing = [need for need in NEEDS[self.type] if not any(self._has(path) for path in need.split("|"))]
        if missing:
            wanted = ", ".join(f"`{need.replace('|', '` or `')}`" for need in missing)
            raise ValueError(f"a pool of type {self.type} needs {wanted}")
        return self

    def _has(self, path: str) -> bool:
        group, _, field = path.partition(".")
        part = self.source if group == "source" else self.target
        return bool(getattr(part, field, None))
