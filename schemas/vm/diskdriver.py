"""How the host reads and writes a disk: format, caching, queues. A part of `spec.disks`."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codecs import BYTES, INTEGER, ON_OFF
from schemas.fields import Spec, Xml
from schemas.scalars import Line, Quantity
from schemas.vm.device import Virtio

Format = Literal[
    "raw", "qcow2", "qcow", "cow", "qed", "vmdk", "vdi", "vhd", "vpc", "luks", "ploop", "dir", "fat", "iso",
    "bochs", "cloop", "dmg", "aio",
]  # fmt: skip


class DiskDriver(Spec):
    """The fields of a disk that libvirt keeps under `driver`."""

    driver: Annotated[
        Line | None,
        Xml("driver@name"),
        Field(pattern=r"^[a-zA-Z0-9_+.-]+$", description="Who serves it: `qemu`."),
    ] = None
    format: Annotated[
        Format | None,
        Xml("driver@type"),
        Field(description="The image's format. Left out, libvirt takes raw."),
    ] = None
    cache: Annotated[
        Literal["none", "writeback", "writethrough", "directsync", "unsafe"] | None,
        Xml("driver@cache"),
        Field(description="How the host caches it."),
    ] = None
    io: Annotated[
        Literal["threads", "native", "io_uring"] | None,
        Xml("driver@io"),
        Field(description="How QEMU does input and output; `native` needs cache none or directsync."),
    ] = None
    discard: Annotated[
        Literal["unmap", "ignore"] | None,
        Xml("driver@discard"),
        Field(description="What the guest's discard does."),
    ] = None
    detect_zeroes: Annotated[
        Literal["off", "on", "unmap"] | None,
        Xml("driver@detect_zeroes"),
        Field(description="Whether written zeroes are found, and discarded."),
    ] = None
    copy_on_read: Annotated[
        bool | None,
        Xml("driver@copy_on_read", ON_OFF),
        Field(description="Copy what is read from a backing file."),
    ] = None
    error_policy: Annotated[
        Literal["stop", "report", "ignore", "enospace"] | None,
        Xml("driver@error_policy"),
        Field(description="What follows a write that fails."),
    ] = None
    rerror_policy: Annotated[
        Literal["stop", "report", "ignore"] | None,
        Xml("driver@rerror_policy"),
        Field(description="What follows a read that fails; as `errorPolicy` where it is left out."),
    ] = None
    queues: Annotated[
        int | None, Xml("driver@queues", INTEGER), Field(ge=1, description="How many queues (virtio).")
    ] = None
    queue_size: Annotated[
        int | None,
        Xml("driver@queue_size", INTEGER),
        Field(ge=2, le=1024, description="Entries of a queue (virtio)."),
    ] = None
    iothread: Annotated[
        int | None,
        Xml("driver@iothread", INTEGER),
        Field(ge=1, description="The I/O thread that serves it (virtio); see `iothreads`."),
    ] = None
    ioeventfd: Annotated[
        bool | None,
        Xml("driver@ioeventfd", ON_OFF),
        Field(description="Whether requests are taken up outside the guest's processors (virtio)."),
    ] = None
    event_idx: Annotated[
        bool | None,
        Xml("driver@event_idx", ON_OFF),
        Field(description="Whether interrupts and exits are spared where nobody waits (virtio)."),
    ] = None
    metadata_cache_size: Annotated[
        Quantity | None,
        Xml("driver/metadata_cache/max_size", BYTES),
        Field(description="The most memory for the image's tables (qcow2)."),
    ] = None
    virtio: Virtio = None
