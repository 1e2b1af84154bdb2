"""Where a disk's bytes are: a pool's volume or a server on the network. Parts of `spec.disks`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.choice import exactly_one, only_where
from schemas.codecs import INTEGER, YES_NO
from schemas.fields import Each, ImpactBy, Refers, Spec, Xml
from schemas.scalars import FilePath, Line, ObjectName, Uuid

# A medium is changed in a running machine's drive; what a disk is made of is not.
MEDIUM = ImpactBy("device", ("cdrom", "floppy"))


_OPTIONS = (
    (("http", "https"), ("query",)),
    (("nbd",), ("tls",)),
    (("rbd",), ("snapshot", "config")),
    (("iscsi",), ("initiator",)),
    (("https", "ftps"), ("verify",)),
    (("rbd", "iscsi", "http", "https"), ("auth",)),
)


class VolumeSource(Spec):
    """A volume of a storage pool."""

    pool: Annotated[
        ObjectName, Xml("@pool", impact=MEDIUM), Refers("StoragePool"), Field(description="The pool's name.")
    ]
    name: Annotated[
        ObjectName,
        Xml("@volume", impact=MEDIUM),
        Refers("Volume", scope="pool"),
        Field(description="The volume's name."),
    ]


class SourceHost(Spec):
    """A server that has the bytes."""

    name: Annotated[Line, Xml("@name"), Field(description="Its name or address.")]
    port: Annotated[
        int | None,
        Xml("@port", INTEGER),
        Field(ge=1, le=65535, description="Its port; the protocol's own otherwise."),
    ] = None
    transport: Annotated[
        Literal["tcp", "rdma"] | None,
        Xml("@transport", absent="tcp"),
        Field(description="How it is reached."),
    ] = None


class SourceAuth(Spec):
    """Who we are to the server. The password is a secret that libvirt keeps."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("uuid", "usage")

    username: Annotated[Line, Xml("@username"), Field(description="The user's name.")]
    type: Annotated[
        Literal["ceph", "iscsi"], Xml("secret@type"), Field(description="What the secret is for.")
    ]
    uuid: Annotated[
        Uuid | None,
        Xml("secret@uuid"),
        Refers("Secret", optional=True),
        Field(description="The UUID of libvirt's secret."),
    ] = None
    usage: Annotated[
        Line | None,
        Xml("secret@usage"),
        Refers("Secret", optional=True),
        Field(description="The usage name of libvirt's secret."),
    ] = None

    @model_validator(mode="after")
    def _one_secret(self) -> "SourceAuth":
        exactly_one("the secret of an auth", self)
        return self


class NetworkSource(Spec):
    """Bytes on a server."""

    protocol: Annotated[
        Literal["nbd", "iscsi", "rbd", "gluster", "http", "https", "ftp", "ftps", "tftp", "nfs"],
        Xml("@protocol", impact=MEDIUM),
        Field(description="How they are read and written."),
    ]
    name: Annotated[
        Line | None,
        Xml("@name", impact=MEDIUM),
        Field(description="The image, export, target or path on the server: `rbd/image`, `iqn…/1`."),
    ] = None
    query: Annotated[
        Line | None, Xml("@query", impact=MEDIUM), Field(description="The query of a URL, without `?`.")
    ] = None
    tls: Annotated[bool | None, Xml("@tls", YES_NO), Field(description="Encrypt the connection (nbd).")] = (
        None
    )
    hosts: Annotated[tuple[SourceHost, ...], Each("host", key="name"), Field(description="The servers.")] = ()
    snapshot: Annotated[
        Line | None, Xml("snapshot@name"), Field(description="Read this snapshot of the image (rbd).")
    ] = None
    config: Annotated[
        FilePath | None,
        Xml("config@file"),
        Field(description="Ceph's configuration file on the host (rbd)."),
    ] = None
    initiator: Annotated[
        Line | None, Xml("initiator/iqn@name"), Field(description="The name we have to the target (iscsi).")
    ] = None
    verify: Annotated[
        bool | None,
        Xml("ssl@verify", YES_NO),
        Field(description="Check the server's certificate (https, ftps)."),
    ] = None
    auth: Annotated[SourceAuth | None, Xml("auth"), Field(description="Who we are to the server.")] = None

    @model_validator(mode="after")
    def _of_its_protocol(self) -> "NetworkSource":
        """Each protocol has options of its own."""
        for protocols, fields in _OPTIONS:
            only_where(self, self.protocol in protocols, fields, f"protocol {' or '.join(protocols)}")
        if self.name is None and self.protocol not in ("nbd", "rbd"):
            raise ValueError(f"protocol {self.protocol} needs a name")
        many = self.protocol in ("rbd", "gluster")
        if (not self.hosts and self.protocol != "rbd") or (len(self.hosts) > 1 and not many):
            raise ValueError(
                f"protocol {self.protocol} has {'hosts' if many else 'one host'}, not {len(self.hosts)}"
            )
        return self
