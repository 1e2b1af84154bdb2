"""The kind Volume: a volume of a storage pool."""

from typing import Annotated, ClassVar

from schemas.codecs import BYTES
from schemas.fields import Impact, Refers, Spec, Xml
from schemas.scalars import AbsolutePath, Line, Quantity


class VolumeSpec(Spec):
    """A volume. Its capacity grows in place and never shrinks."""

    XML: ClassVar = "volume"
    pool: Annotated[Line, Refers("StoragePool")]
    format: Annotated[Line | None, Xml("target/format@type", impact=Impact.RECREATE)] = None
    capacity: Annotated[Quantity, Xml("capacity", BYTES, Impact.LIVE)]
    content: AbsolutePath | None = None
