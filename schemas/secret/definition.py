"""What a manifest says of one of libvirt's secrets: who it is and what for; its value is kept elsewhere."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.codecs import YES_NO
from schemas.elsewhere import Elsewhere
from schemas.fields import LIVE, RECREATE, Beside, Spec, Xml
from schemas.scalars import Line, Uuid
from schemas.secret.spelling import USAGE_ID
from schemas.spec import Overlaid


class Usage(Spec):
    """What the secret is for. libvirt has one secret for each type and id."""

    type: Annotated[
        Literal["ceph", "iscsi", "volume", "tls", "vtpm"],
        Xml("@type", impact=LIVE),
        Field(description="what needs it: rbd, an iSCSI server, an encrypted volume, a TLS key, a TPM"),
    ]
    id: Annotated[
        Line | None,
        Xml(".", USAGE_ID, RECREATE),
        Field(description="what it is asked for by: `metadata.name`, where that is no UUID; a volume's path"),
    ] = None

    @model_validator(mode="after")
    def _path(self) -> Self:
        if self.type == "volume" and self.id is not None and not self.id.startswith("/"):
            raise ValueError("a volume's secret names it by its path, which begins with a slash")
        return self


class SecretSpec(Overlaid):
    """A secret that libvirt keeps for storage, TLS or a TPM.

    libvirt's secrets have no names. `metadata.name` is the usage's id, where that is a name that a manifest
    can have and no other secret of the host has it too; else it is the secret's UUID. The value stands in no
    manifest, only where it is kept: so whoever may write manifests can have the daemon read any file that it
    may read. A private secret's value is not told by libvirt: it counts as what was last written.
    """

    XML: ClassVar = "secret"
    uuid: Annotated[
        Uuid | None, Field(description="its identity; without one it is derived from the name")
    ] = None
    ephemeral: Annotated[
        bool | None,
        Xml("@ephemeral", YES_NO, LIVE, absent=False),
        Field(description="kept in memory only: gone when libvirt restarts, and then made again"),
    ] = None
    private: Annotated[
        bool | None,
        Xml("@private", YES_NO, LIVE, absent=False),
        Field(description="libvirt tells its value to nobody any more; that cannot be taken back"),
    ] = None
    description: Annotated[
        Line | None, Xml("description", impact=LIVE), Field(description="a line for people's lists")
    ] = None
    usage: Annotated[Usage | None, Xml("usage"), Field(description="what it is for")] = None
    value: Annotated[
        Elsewhere | None,
        Beside(secret=True),
        Field(description="where its value is kept; never the value itself"),
    ] = None
