"""Folders of the host that the guest mounts: `spec.filesystems`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.codecs import ALIAS, INTEGER, ON_OFF, PATH, PRESENT
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import AbsolutePath, FilePath, Line, OctalMode
from schemas.vm.device import Place, Virtio


class Filesystem(Spec):
    """One folder, by virtiofs (which needs shared memory) or 9p."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    type: Annotated[
        Literal["mount"], Xml("@type", absent="mount"), Field(description="A folder that is mounted.")
    ] = "mount"
    driver: Annotated[
        Literal["virtiofs", "path"],
        Xml("driver@type", absent="path"),
        Field(description="How it is shared: virtiofs, or 9p (`path`)."),
    ] = "virtiofs"
    source: Annotated[AbsolutePath, Xml("source@dir", PATH), Field(description="The folder on the host.")]
    target: Annotated[
        Line,
        Xml("target@dir"),
        Field(max_length=36, description="The tag that the guest mounts it by."),
    ]
    accessmode: Annotated[
        Literal["passthrough", "mapped", "squash"] | None,
        Xml("@accessmode"),
        Field(description="Whose files they are on the host; virtiofs has `passthrough` only."),
    ] = None
    multidevs: Annotated[
        Literal["remap", "forbid", "warn"] | None,
        Xml("@multidevs"),
        Field(description="What becomes of folders that span several devices (9p)."),
    ] = None
    fmode: Annotated[
        OctalMode | None, Xml("@fmode"), Field(description="Permissions of new files (9p, mapped).")
    ] = None
    dmode: Annotated[
        OctalMode | None, Xml("@dmode"), Field(description="Permissions of new folders (9p, mapped).")
    ] = None
    readonly: Annotated[
        bool | None,
        Xml("readonly", PRESENT, absent=False),
        Field(description="The guest cannot write to it (9p)."),
    ] = None
    queue: Annotated[
        int | None, Xml("driver@queue", INTEGER), Field(ge=1, description="Entries of the queue (virtiofs).")
    ] = None
    binary: Annotated[
        FilePath | None,
        Xml("binary@path"),
        Field(description="The virtiofsd program on the host (virtiofs)."),
    ] = None
    xattr: Annotated[
        bool | None,
        Xml("binary@xattr", ON_OFF),
        Field(description="Whether extended attributes work (virtiofs)."),
    ] = None
    cache: Annotated[
        Literal["none", "always"] | None,
        Xml("binary/cache@mode"),
        Field(description="Whether the guest may cache (virtiofs)."),
    ] = None
    sandbox: Annotated[
        Literal["namespace", "chroot"] | None,
        Xml("binary/sandbox@mode"),
        Field(description="How virtiofsd is confined (virtiofs)."),
    ] = None
    thread_pool: Annotated[
        int | None,
        Xml("binary/thread_pool@size", INTEGER),
        Field(ge=0, description="How many threads virtiofsd has (virtiofs)."),
    ] = None
    virtio: Virtio = None
    place: Place = None

    @model_validator(mode="after")
    def _of_its_driver(self) -> "Filesystem":
        """9p's options mean nothing to virtiofs, and the other way round."""
        plan9 = {"multidevs", "fmode", "dmode", "readonly"}
        virtiofs = {"queue", "binary", "xattr", "cache", "sandbox", "thread_pool"}
        wrong = [
            name for name in sorted(plan9 if self.driver == "virtiofs" else virtiofs) if getattr(self, name)
        ]
        if wrong:
            raise ValueError(f"filesystem {self.name}: {wrong[0]} is no option of driver {self.driver}")
        return self
