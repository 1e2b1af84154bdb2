"""Where a disk's bytes are: a pool's volume or a server on the network. Parts of `spec.disks`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.choice import exactly_one, only_where
from schemas.codecs import INTEGER, SECRET, YES_NO
from schemas.fields import Each, ImpactBy, Refers, Spec, Xml
from schemas.scalars import FilePath, Line, ObjectName, Quantity, Uuid
from schemas.vm.spelling import HOST_NAME, TRANSPORT

# A medium is changed in a running machine's drive; what a disk is made of is not.
MEDIUM = ImpactBy("device", ("cdrom", "floppy"))


_CURL = ("http", "https", "ftp", "ftps", "tftp")
_OPTIONS = (
    (("http", "https"), ("query",)),
    (("nbd", "vxhs"), ("tls",)),
    (("nbd",), ("tls_hostname",)),
    (("http", "https"), ("cookies",)),
    (_CURL, ("readahead", "timeout")),
    (("nfs",), ("identity",)),
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
    mode: Annotated[
        Literal["host", "direct"] | None,
        Xml("@mode"),
        Field(description="Through the host's device, or by QEMU itself, for a pool of iSCSI."),
    ] = None


class SourceHost(Spec):
    """A server that has the bytes."""

    name: Annotated[
        Line,
        Xml(".", HOST_NAME),
        Field(description="Its name or address, or the path of a UNIX socket on the host."),
    ]
    port: Annotated[
        int | None,
        Xml("@port", INTEGER),
        Field(ge=1, le=65535, description="Its port; the protocol's own otherwise."),
    ] = None
    transport: Annotated[
        Literal["tcp", "rdma"] | None,
        Xml("@transport", TRANSPORT, absent="tcp"),
        Field(description="How it is reached."),
    ] = None

    @model_validator(mode="after")
    def _reached(self) -> "SourceHost":
        """A socket of the host is reached in one way."""
        only_where(self, not self.name.startswith("/"), ("port", "transport"), "a name or an address")
        return self


class Cookie(Spec):
    """One cookie that is sent to an HTTP server."""

    name: Annotated[
        str,
        Xml("@name"),
        Field(pattern=r"^[!#$%&'*+.0-9A-Z^_`a-z|~-]+$", description="The cookie's name."),
    ]
    value: Annotated[
        str,
        Xml(".", SECRET),
        Field(pattern=r"^\"?[!#$%&'()*+./0-9:>=<?@A-Z^_`a-z|~-]+\"?$", description="Its value, a secret."),
    ]


class NfsIdentity(Spec):
    """Who we are to an NFS server."""

    user: Annotated[
        Line | None,
        Xml("@user"),
        Field(pattern="^[a-zA-Z0-9_+.-]+$", description="The user, or `+` and its number."),
    ] = None
    group: Annotated[
        Line | None,
        Xml("@group"),
        Field(pattern="^[a-zA-Z0-9_+.-]+$", description="The group, or `+` and its number."),
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
        Xml("secret@uuid", clears=("secret@usage",)),
        Refers("Secret", optional=True),
        Field(description="The UUID of libvirt's secret."),
    ] = None
    usage: Annotated[
        Line | None,
        Xml("secret@usage", clears=("secret@uuid",)),
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
        Literal[
            "nbd",
            "iscsi",
            "rbd",
            "gluster",
            "http",
            "https",
            "ftp",
            "ftps",
            "tftp",
            "nfs",
            "vxhs",
            "sheepdog",
        ],
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
    tls_hostname: Annotated[
        Line | None,
        Xml("@tlsHostname"),
        Field(description="The name that the server's certificate must have (nbd)."),
    ] = None
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
    cookies: Annotated[
        tuple[Cookie, ...],
        Each("cookies/cookie", key="name"),
        Field(description="Cookies that are sent (http, https)."),
    ] = ()
    readahead: Annotated[
        Quantity | None,
        Xml("readahead@size", INTEGER),
        Field(ge=1, description="Bytes that are read ahead (http, ftp, tftp)."),
    ] = None
    timeout: Annotated[
        int | None,
        Xml("timeout@seconds", INTEGER),
        Field(ge=1, description="Seconds after which an answer is given up (http, ftp, tftp)."),
    ] = None
    identity: Annotated[
        NfsIdentity | None, Xml("identity"), Field(description="Who we are to the server (nfs).")
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
