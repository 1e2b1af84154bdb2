"""How the host serves an interface: queues, offloads, backend. A part of `spec.interfaces`."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codecs import INTEGER, ON_OFF
from schemas.fields import Spec, Xml
from schemas.scalars import FilePath
from schemas.vm.device import Virtio


class GuestOffloads(Spec):
    """Work that the guest leaves to the device (virtio)."""

    csum: Annotated[bool | None, Xml("@csum", ON_OFF), Field(description="Checksums.")] = None
    tso4: Annotated[
        bool | None, Xml("@tso4", ON_OFF), Field(alias="tso4", description="TCP segments, IPv4.")
    ] = None
    tso6: Annotated[
        bool | None, Xml("@tso6", ON_OFF), Field(alias="tso6", description="TCP segments, IPv6.")
    ] = None
    ecn: Annotated[
        bool | None, Xml("@ecn", ON_OFF), Field(description="TCP segments with congestion notices.")
    ] = None
    ufo: Annotated[bool | None, Xml("@ufo", ON_OFF), Field(description="UDP fragments.")] = None


class HostOffloads(GuestOffloads):
    """Work that the device leaves to the host (virtio)."""

    gso: Annotated[bool | None, Xml("@gso", ON_OFF), Field(description="Segments of all sorts.")] = None
    mrg_rxbuf: Annotated[
        bool | None, Xml("@mrg_rxbuf", ON_OFF), Field(description="Packets in several receive buffers.")
    ] = None


class Backend(Spec):
    """What of the host serves it, where it is not as usual."""

    tap: Annotated[FilePath | None, Xml("@tap"), Field(description="The tap device's file.")] = None
    vhost: Annotated[FilePath | None, Xml("@vhost"), Field(description="The vhost device's file.")] = None


class NetDriver(Spec):
    """The fields of an interface that libvirt keeps under `driver` and the like."""

    driver: Annotated[
        Literal["qemu", "vhost", "vfio", "kvm", "xen"] | None,
        Xml("driver@name"),
        Field(description="Who moves its packets: QEMU, or the kernel (virtio); `vfio` for `hostdev`."),
    ] = None
    queues: Annotated[
        int | None, Xml("driver@queues", INTEGER), Field(ge=1, description="How many queues (virtio).")
    ] = None
    rx_queue_size: Annotated[
        int | None,
        Xml("driver@rx_queue_size", INTEGER),
        Field(ge=256, le=1024, description="Entries of a receive queue; a power of two (virtio)."),
    ] = None
    tx_queue_size: Annotated[
        int | None,
        Xml("driver@tx_queue_size", INTEGER),
        Field(ge=256, le=1024, description="Entries of a send queue; a power of two (virtio)."),
    ] = None
    txmode: Annotated[
        Literal["iothread", "timer"] | None,
        Xml("driver@txmode"),
        Field(description="What starts sending (virtio)."),
    ] = None
    ioeventfd: Annotated[
        bool | None,
        Xml("driver@ioeventfd", ON_OFF),
        Field(description="Whether packets are taken up outside the guest's processors (virtio)."),
    ] = None
    event_idx: Annotated[
        bool | None,
        Xml("driver@event_idx", ON_OFF),
        Field(description="Whether interrupts and exits are spared where nobody waits (virtio)."),
    ] = None
    rss: Annotated[
        bool | None, Xml("driver@rss", ON_OFF), Field(description="Receive side scaling (virtio).")
    ] = None
    rss_hash_report: Annotated[
        bool | None,
        Xml("driver@rss_hash_report", ON_OFF),
        Field(description="Whether the guest is told the hash of each packet (virtio)."),
    ] = None
    host_offloads: Annotated[
        HostOffloads | None, Xml("driver/host"), Field(description="What the device leaves to the host.")
    ] = None
    guest_offloads: Annotated[
        GuestOffloads | None, Xml("driver/guest"), Field(description="What the guest leaves to the device.")
    ] = None
    virtio: Virtio = None
    backend: Annotated[Backend | None, Xml("backend"), Field(description="What of the host serves it.")] = (
        None
    )
    sndbuf: Annotated[
        int | None,
        Xml("tune/sndbuf", INTEGER),
        Field(ge=0, le=2**32 - 1, description="Bytes that wait in the tap device at most; 0 is no bound."),
    ] = None
    coalesce: Annotated[
        int | None,
        Xml("coalesce/rx/frames@max", INTEGER),
        Field(ge=0, le=2**32 - 1, description="Frames that are received together at most."),
    ] = None
