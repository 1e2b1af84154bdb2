"""The kind StoragePool: what libvirt calls a storage pool."""

from typing import Annotated, ClassVar

from schemas.codecs import PATH
from schemas.fields import Beside, Impact, Spec, Xml
from schemas.scalars import AbsolutePath, Line, Uuid


class Target(Spec):
    """Where the pool's volumes appear on the host."""

    path: Annotated[AbsolutePath | None, Xml("path", PATH)] = None


class StoragePoolSpec(Spec):
    """A storage pool."""

    XML: ClassVar = "pool"
    uuid: Uuid | None = None
    type: Annotated[Line, Xml("@type", impact=Impact.RECREATE)] = "dir"
    active: bool = True
    autostart: Annotated[bool | None, Beside()] = None
    target: Annotated[Target | None, Xml("target")] = None
