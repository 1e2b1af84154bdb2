"""Memory that several machines of a host share: `spec.shmems`. And locks that they hold: `spec.leases`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import ALIAS, INTEGER, KIB, ON_OFF
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, Line, Quantity
from schemas.vm.device import Place


class Shmem(Spec):
    """One region of shared memory."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    region: Annotated[
        Line,
        Xml("@name"),
        Field(pattern=r"^[^/]+$", description="The region's name on the host, which machines share."),
    ]
    model: Annotated[
        Literal["ivshmem", "ivshmem-plain", "ivshmem-doorbell"] | None,
        Xml("model@type"),
        Field(description="The device that the guest sees."),
    ] = None
    role: Annotated[
        Literal["master", "peer"] | None,
        Xml("@role"),
        Field(description="Whether the region goes along in a migration (`master`)."),
    ] = None
    size: Annotated[Quantity | None, Xml("size", KIB), Field(description="How large it is.")] = None
    server: Annotated[
        FilePath | None,
        Xml("server@path"),
        Field(description="The socket of the server that wakes machines (doorbell)."),
    ] = None
    msi_vectors: Annotated[
        int | None, Xml("msi@vectors", INTEGER), Field(ge=0, description="How many interrupts (doorbell).")
    ] = None
    msi_ioeventfd: Annotated[
        bool | None,
        Xml("msi@ioeventfd", ON_OFF),
        Field(description="Whether they are taken up outside the guest's processors (doorbell)."),
    ] = None
    place: Place = None

    @model_validator(mode="after")
    def _of_its_model(self) -> "Shmem":
        bells = ("server", "msi_vectors", "msi_ioeventfd")
        only_where(self, self.model != "ivshmem-plain", bells, f"a doorbell, not model {self.model}")
        return self


class Lease(Spec):
    """A lock of the host's lock manager, without which the machine does not run."""

    key: Annotated[Line, Xml("key"), Field(description="The lock; names the entry.")]
    lockspace: Annotated[Line, Xml("lockspace"), Field(description="The space that it is in.")]
    path: Annotated[Line, Xml("target@path"), Field(description="The file with the lock.")]
    offset: Annotated[
        int | None, Xml("target@offset", INTEGER), Field(ge=0, description="Where in the file it is.")
    ] = None
