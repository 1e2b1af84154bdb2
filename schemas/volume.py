"""The kind Volume: a volume of a storage pool.

libvirt changes nothing of a volume in place but its capacity (and, for raw ones, its allocation): everything
else is RECREATE, which nobody does to data.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from schemas.codecs import BYTES, INTEGER, OCTAL, PRESENT
from schemas.fields import Impact, Refers, Spec, Xml
from schemas.scalars import AbsolutePath, Line, OctalMode, Quantity
from schemas.spec import Overlaid
from schemas.spellings import ALLOCATION, BACKING, CAPACITY, COMPAT, MADE_SO

_RECREATE = Impact.RECREATE


class Permissions(Spec):
    """Who may use the volume's file, from its creation on."""

    mode: Annotated[
        OctalMode | None, Xml("mode", OCTAL, _RECREATE), Field(description='quoted octal: "0600"')
    ] = None
    owner: Annotated[
        int | None, Xml("owner", INTEGER, _RECREATE), Field(ge=0, description="numeric user id")
    ] = None
    group: Annotated[
        int | None, Xml("group", INTEGER, _RECREATE), Field(ge=0, description="numeric group id")
    ] = None


class Features(Spec):
    """What a qcow2 file can do beyond the plain format."""

    lazy_refcounts: Annotated[
        bool | None,
        Xml("lazy_refcounts", PRESENT, _RECREATE, absent=False),
        Field(description="quicker writes, a check after a crash"),
    ] = None
    extended_l2: Annotated[
        bool | None,
        Xml("extended_l2", PRESENT, _RECREATE, absent=False),
        Field(description="subclusters: less copying in images that have a backing file"),
    ] = None


class VolumeSpec(Overlaid):
    """A volume. Its capacity grows in place and never shrinks."""

    XML: ClassVar = "volume"
    pool: Annotated[Line, Refers("StoragePool"), Field(description="the pool that it is in")]
    format: Annotated[
        Line | None,
        Xml("target/format@type", impact=_RECREATE),
        Field(description="raw, qcow2, …; disk pools: the partition's type"),
    ] = None
    capacity: Annotated[
        Quantity,
        Xml("capacity", CAPACITY, Impact.LIVE),
        Field(description="how large guests see it; grows, never shrinks"),
    ]
    allocation: Annotated[
        Quantity | None,
        Xml("allocation", ALLOCATION, Impact.LIVE),
        Field(
            description="set aside at least; by default nothing; only a raw volume can be given more later"
        ),
    ] = None
    backing: Annotated[
        Line | None,
        Xml("backingStore/path", BACKING, _RECREATE),
        Refers("Volume", scope="pool"),
        Field(description="what it is a copy-on-write overlay of: a volume of the same pool, or a path"),
    ] = None
    backing_format: Annotated[
        Line | None,
        Xml("backingStore/format@type", impact=_RECREATE),
        Field(description="the format of `backing`"),
    ] = None
    compat: Annotated[
        Line | None,
        Xml("target", COMPAT, _RECREATE),
        Field(pattern=r"^[0-9]+\.[0-9]+$", description='qcow2: version of the format: "0.10" or "1.1"'),
    ] = None
    cluster_size: Annotated[
        Quantity | None,
        Xml("target/clusterSize", BYTES, _RECREATE),
        Field(description="qcow2: the unit of allocation, 512 B to 2 MiB"),
    ] = None
    features: Annotated[
        Features | None, Xml("target/features"), Field(description="qcow2: what goes beyond the plain format")
    ] = None
    nocow: Annotated[
        bool | None,
        Xml("target/nocow", MADE_SO, _RECREATE, absent=False),
        Field(description="made without copy on write (btrfs); libvirt does not tell later whether it was"),
    ] = None
    permissions: Annotated[
        Permissions | None,
        Xml("target/permissions"),
        Field(description="who may use the file, from its creation on"),
    ] = None
    content: Annotated[
        AbsolutePath | None,
        Field(description="a local file that a new volume is filled with; it is of the volume's format"),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.backing is not None and self.content is not None:
            raise ValueError("a volume has `content` of its own, or is an overlay of `backing`: not both")
        if self.backing is not None and self.backing_format is None:
            raise ValueError(
                "`backing` needs `backingFormat`: guessing it would let a guest's data choose it"
            )
        return self
