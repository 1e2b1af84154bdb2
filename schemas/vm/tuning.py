"""What a machine may take of its host: `spec.cputune`, `memtune`, `blkiotune` and `numatune`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import no_two_alike, only_where
from schemas.codecs import CPUSET, INTEGER, KIB
from schemas.fields import LIVE, Each, Spec, Xml
from schemas.scalars import FilePath, Quantity
from schemas.vm.numbers import NumberSet
from schemas.vm.scheduling import CacheTune, IothreadSchedule, MemoryTune, Schedule, VcpuSchedule
from schemas.vm.spelling import LIMIT, UNLIMITED

Period = Field(ge=1000, le=1000000)
Limit = Quantity | Literal["unlimited"]
NumaMode = Literal["strict", "preferred", "interleave", "restrictive"]


class VcpuPin(Spec):
    """Where one virtual CPU runs."""

    vcpu: Annotated[int, Xml("@vcpu", INTEGER), Field(ge=0, description="The virtual CPU, from 0.")]
    cpuset: Annotated[
        NumberSet, Xml("@cpuset", CPUSET, LIVE), Field(description="The host's CPUs that it may run on.")
    ]


class IothreadPin(Spec):
    """Where one I/O thread runs."""

    iothread: Annotated[int, Xml("@iothread", INTEGER), Field(ge=1, description="The I/O thread, from 1.")]
    cpuset: Annotated[
        NumberSet, Xml("@cpuset", CPUSET, LIVE), Field(description="The host's CPUs that it may run on.")
    ]


class CpuTune(Spec):
    """Shares and bounds of processor time, and who runs where. Periods and quotas are microseconds."""

    shares: Annotated[
        int | None,
        Xml("shares", INTEGER, LIVE),
        Field(
            ge=1, le=262144, description="The weight beside other machines; meaningful only in comparison."
        ),
    ] = None
    period: Annotated[
        int | None,
        Xml("period", INTEGER, LIVE),
        Period,
        Field(description="The span a virtual CPU's quota is for."),
    ] = None
    quota: Annotated[
        int | None,
        Xml("quota", INTEGER, LIVE),
        Field(ge=-1, description="What one virtual CPU may use in each period; -1 is no bound."),
    ] = None
    global_period: Annotated[
        int | None,
        Xml("global_period", INTEGER, LIVE),
        Period,
        Field(description="The span of `globalQuota`."),
    ] = None
    global_quota: Annotated[
        int | None,
        Xml("global_quota", INTEGER, LIVE),
        Field(ge=-1, description="What the whole machine may use in each period; -1 is no bound."),
    ] = None
    emulator_period: Annotated[
        int | None,
        Xml("emulator_period", INTEGER, LIVE),
        Period,
        Field(description="The span of `emulatorQuota`."),
    ] = None
    emulator_quota: Annotated[
        int | None,
        Xml("emulator_quota", INTEGER, LIVE),
        Field(ge=-1, description="What QEMU itself may use in each period; -1 is no bound."),
    ] = None
    iothread_period: Annotated[
        int | None,
        Xml("iothread_period", INTEGER, LIVE),
        Period,
        Field(description="The span of `iothreadQuota`."),
    ] = None
    iothread_quota: Annotated[
        int | None,
        Xml("iothread_quota", INTEGER, LIVE),
        Field(ge=-1, description="What one I/O thread may use in each period; -1 is no bound."),
    ] = None
    vcpupin: Annotated[
        tuple[VcpuPin, ...],
        Each("vcpupin", key="vcpu", impact=LIVE),
        Field(description="The host's CPUs for each virtual CPU."),
    ] = ()
    emulatorpin: Annotated[
        NumberSet | None,
        Xml("emulatorpin@cpuset", CPUSET, LIVE),
        Field(description="The host's CPUs for QEMU itself."),
    ] = None
    iothreadpin: Annotated[
        tuple[IothreadPin, ...],
        Each("iothreadpin", key="iothread", impact=LIVE),
        Field(description="The host's CPUs for each I/O thread."),
    ] = ()

    vcpusched: Annotated[
        tuple[VcpuSchedule, ...],
        Each("vcpusched", key="vcpu"),
        Field(description="How virtual CPUs are scheduled."),
    ] = ()
    iothreadsched: Annotated[
        tuple[IothreadSchedule, ...],
        Each("iothreadsched", key="iothread"),
        Field(description="How I/O threads are scheduled."),
    ] = ()
    emulatorsched: Annotated[
        Schedule | None, Xml("emulatorsched"), Field(description="How QEMU itself is scheduled.")
    ] = None
    cachetune: Annotated[
        tuple[CacheTune, ...],
        Each("cachetune", key="vcpus"),
        Field(description="Parts of the host's caches that are virtual CPUs' own."),
    ] = ()
    memorytune: Annotated[
        tuple[MemoryTune, ...],
        Each("memorytune", key="vcpus"),
        Field(description="Bounds of virtual CPUs' traffic to the host's memory."),
    ] = ()


class MemTune(Spec):
    """Bounds of the memory that the whole QEMU process takes on the host; a size, or `unlimited`."""

    hard_limit: Annotated[
        Limit | None,
        Xml("memtune/hard_limit", LIMIT, LIVE, absent=UNLIMITED),
        Field(description="Above this the host ends the machine."),
    ] = None
    soft_limit: Annotated[
        Limit | None,
        Xml("memtune/soft_limit", LIMIT, LIVE, absent=UNLIMITED),
        Field(description="What the machine is pressed back to when the host's memory is short."),
    ] = None
    swap_hard_limit: Annotated[
        Limit | None,
        Xml("memtune/swap_hard_limit", LIMIT, LIVE, absent=UNLIMITED),
        Field(description="The bound of memory and swap together; at least `hardLimit`."),
    ] = None
    min_guarantee: Annotated[
        Quantity | None,
        Xml("memtune/min_guarantee", KIB),
        Field(description="What the machine always has (VMware)."),
    ] = None


class BlkioDevice(Spec):
    """The machine's share of one device of the host."""

    path: Annotated[FilePath, Xml("path"), Field(description="The host's block device.")]
    weight: Annotated[
        int | None,
        Xml("weight", INTEGER, LIVE),
        Field(ge=100, le=1000, description="The weight on this device."),
    ] = None
    read_iops_sec: Annotated[
        int | None,
        Xml("read_iops_sec", INTEGER, LIVE, absent=0),
        Field(ge=0, description="Reads per second."),
    ] = None
    write_iops_sec: Annotated[
        int | None,
        Xml("write_iops_sec", INTEGER, LIVE, absent=0),
        Field(ge=0, description="Writes per second."),
    ] = None
    read_bytes_sec: Annotated[
        Quantity | None,
        Xml("read_bytes_sec", INTEGER, LIVE, absent=0),
        Field(description="Bytes read per second."),
    ] = None
    write_bytes_sec: Annotated[
        Quantity | None,
        Xml("write_bytes_sec", INTEGER, LIVE, absent=0),
        Field(description="Bytes written per second."),
    ] = None


class BlkioTune(Spec):
    """Shares and bounds of the host's block devices."""

    weight: Annotated[
        int | None,
        Xml("weight", INTEGER, LIVE),
        Field(ge=100, le=1000, description="The weight beside other machines."),
    ] = None
    devices: Annotated[
        tuple[BlkioDevice, ...],
        Each("device", key="path", impact=LIVE),
        Field(description="Shares and bounds for single devices of the host."),
    ] = ()


class MemNode(Spec):
    """Where the memory of one NUMA cell of the guest comes from."""

    cellid: Annotated[int, Xml("@cellid", INTEGER), Field(ge=0, description="The guest's NUMA cell.")]
    mode: Annotated[NumaMode, Xml("@mode"), Field(description="How strictly the nodes are kept to.")] = (
        "strict"
    )
    nodeset: Annotated[NumberSet, Xml("@nodeset", CPUSET), Field(description="The host's NUMA nodes.")]


class NumaTune(Spec):
    """Which NUMA nodes of the host the memory comes from."""

    mode: Annotated[
        NumaMode | None, Xml("memory@mode"), Field(description="How strictly the nodes are kept to.")
    ] = None
    nodeset: Annotated[
        NumberSet | None,
        Xml("memory@nodeset", CPUSET, LIVE, clears=("memory@placement",)),
        Field(description="The host's NUMA nodes."),
    ] = None
    placement: Annotated[
        Literal["static", "auto"] | None,
        Xml("memory@placement", absent="static"),
        Field(description="Take the nodes of `nodeset`, or ask numad."),
    ] = None
    memnodes: Annotated[
        tuple[MemNode, ...],
        Each("memnode", key="cellid"),
        Field(description="The nodes for single cells of the guest."),
    ] = ()

    @model_validator(mode="after")
    def _asked_or_given(self) -> "NumaTune":
        """The nodes are given, or numad is asked for them."""
        only_where(self, self.placement != "auto", ("nodeset",), "numatune.placement static")
        no_two_alike("numatune.memnodes of cell", (node.cellid for node in self.memnodes))
        return self
