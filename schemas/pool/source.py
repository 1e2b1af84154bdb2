"""Where a storage pool's storage comes from: `spec.source`. Which parts it has depends on the pool's type."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER, LOWER, YES_NO
from schemas.fields import Each, Refers, Spec, Xml
from schemas.scalars import Line, PciAddress, Uuid
from schemas.vm.hostaddress import PCI_ADDRESS

Format = Literal[
    "auto", "unknown", "lvm2",
    "ext2", "ext3", "ext4", "ufs", "iso9660", "udf", "gfs", "gfs2", "vfat", "hfs+", "xfs", "ocfs2", "vmfs",
    "nfs", "cifs", "glusterfs",
    "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun",
]  # fmt: skip
_Wwn = Annotated[str, StringConstraints(pattern="^[0-9a-fA-F]{16}$", to_lower=True)]


class SourceHost(Spec):
    """A server that holds the storage."""

    name: Annotated[Line, Xml("@name"), Field(description="its name or address; names the entry")]
    port: Annotated[
        int | None,
        Xml("@port", INTEGER),
        Field(ge=1, le=65535, description="its port; by default the protocol's"),
    ] = None


class SourceDevice(Spec):
    """A device of the host, or a target of an iSCSI server."""

    path: Annotated[Line, Xml("@path"), Field(description="/dev/…, or the target's IQN; names the entry")]
    part_separator: Annotated[
        bool | None,
        Xml("@part_separator", YES_NO),
        Field(description="disk: put a `p` between the device's name and a partition's number"),
    ] = None


class Adapter(Spec):
    """A host bus adapter, for pools of type scsi."""

    type: Annotated[
        Literal["scsi_host", "fc_host"],
        Xml("@type", resets=("@name", "@parent", "@managed", "@wwnn", "@wwpn", "parentaddr")),
        Field(description="a SCSI adapter, or a virtual Fibre Channel port"),
    ] = "scsi_host"
    name: Annotated[
        Line | None,
        Xml("@name", clears=("parentaddr",)),
        Field(description="scsi_host: its name, such as scsi_host3"),
    ] = None
    parent_address: Annotated[
        PciAddress | None,
        Xml("parentaddr/address", PCI_ADDRESS, clears=("@name",)),
        Field(description="scsi_host: the PCI device it is on, which keeps its name when numbers change"),
    ] = None
    unique_id: Annotated[
        int | None,
        Xml("parentaddr@unique_id", INTEGER),
        Field(ge=1, description="scsi_host: which of the adapters on that device"),
    ] = None
    parent: Annotated[
        Line | None,
        Xml("@parent"),
        Field(description="fc_host: the adapter that the virtual port is made on"),
    ] = None
    managed: Annotated[
        bool | None,
        Xml("@managed", YES_NO),
        Field(description="fc_host: remove the virtual port with the pool"),
    ] = None
    wwnn: Annotated[_Wwn | None, Xml("@wwnn", LOWER), Field(description="fc_host: world wide node name")] = (
        None
    )
    wwpn: Annotated[_Wwn | None, Xml("@wwpn", LOWER), Field(description="fc_host: world wide port name")] = (
        None
    )

    @model_validator(mode="after")
    def _named(self) -> Self:
        only_where(self, self.parent_address is not None, ("unique_id",), "`parentAddress`")
        if self.type == "scsi_host" and (self.name is None) == (self.parent_address is None):
            raise ValueError("an adapter of type scsi_host needs `name` or `parentAddress`")
        if self.type == "fc_host" and (self.wwnn is None or self.wwpn is None):
            raise ValueError("an adapter of type fc_host needs `wwnn` and `wwpn`")
        return self


class Auth(Spec):
    """How libvirt proves itself to the server; the password is a libvirt secret."""

    type: Annotated[Literal["chap", "ceph"], Xml("@type"), Field(description="chap for iSCSI, ceph for rbd")]
    username: Annotated[Line, Xml("@username"), Field(description="the user")]
    usage: Annotated[
        Line | None,
        Xml("secret@usage", clears=("secret@uuid",)),
        Refers("Secret", optional=True),
        Field(description="the secret, by what it is used for"),
    ] = None
    secret: Annotated[
        Uuid | None,
        Xml("secret@uuid", LOWER, clears=("secret@usage",)),
        Refers("Secret", optional=True),
        Field(description="the secret, by its uuid"),
    ] = None

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if (self.usage is None) == (self.secret is None):
            raise ValueError("`auth` names its secret by `usage` or by `secret` (a uuid): one of the two")
        return self


class Source(Spec):
    """Where the storage comes from."""

    hosts: Annotated[
        tuple[SourceHost, ...],
        Each("host", key="name"),
        Field(description="servers; several for rbd and gluster"),
    ] = ()
    devices: Annotated[
        tuple[SourceDevice, ...],
        Each("device", key="path"),
        Field(description="devices; several for logical"),
    ] = ()
    dir: Annotated[Line | None, Xml("dir@path"), Field(description="the exported or mounted folder")] = None
    name: Annotated[
        Line | None, Xml("name"), Field(description="the volume group, Ceph pool, gluster volume, zpool, …")
    ] = None
    adapter: Annotated[
        Adapter | None, Xml("adapter"), Field(description="the host bus adapter, for scsi")
    ] = None
    format: Annotated[
        Format | None, Xml("format@type"), Field(description="the file system, partition table or protocol")
    ] = None
    auth: Annotated[
        Auth | None, Xml("auth"), Field(description="how libvirt proves itself to the server")
    ] = None
    initiator: Annotated[
        Line | None, Xml("initiator/iqn@name"), Field(description="the IQN that the host calls itself by")
    ] = None
    vendor: Annotated[Line | None, Xml("vendor@name"), Field(description="who made it, for people")] = None
    product: Annotated[Line | None, Xml("product@name"), Field(description="what it is, for people")] = None
    protocol_version: Annotated[
        Line | None,
        Xml("protocol@ver"),
        Field(pattern=r"^[0-9]+(\.[0-9]+)*$", description="netfs: the NFS version"),
    ] = None
