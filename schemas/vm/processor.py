"""The processor that the guest sees, and its NUMA cells: `spec.cpu`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.codecs import BYTES, CPUSET, INTEGER, KIB, ON_OFF, YES_NO
from schemas.fields import Each, Spec, Xml
from schemas.scalars import Line, Quantity
from schemas.vm.numbers import NumberSet
from schemas.vm.resctrl import LINK_NAME
from schemas.vm.spelling import CPU_MODE


class Topology(Spec):
    """How the virtual CPUs are grouped. The product of all is `vcpus`."""

    sockets: Annotated[int, Xml("@sockets", INTEGER), Field(ge=1, description="Sockets.")] = 1
    dies: Annotated[
        int | None, Xml("@dies", INTEGER, absent=1), Field(ge=1, description="Dies per socket.")
    ] = None
    cores: Annotated[int, Xml("@cores", INTEGER), Field(ge=1, description="Cores per die.")] = 1
    threads: Annotated[int, Xml("@threads", INTEGER), Field(ge=1, description="Threads per core.")] = 1


class CpuFeature(Spec):
    """One feature of the processor."""

    name: Annotated[Line, Xml("@name"), Field(description="The feature, as libvirt names it: `vmx`, `avx2`.")]
    policy: Annotated[
        Literal["force", "require", "optional", "disable", "forbid"],
        Xml("@policy"),
        Field(description="Whether the guest must, may or must not have it."),
    ] = "require"


class Cache(Spec):
    """The processor's cache, as the guest sees it."""

    level: Annotated[
        Literal[1, 2, 3] | None,
        Xml("@level", INTEGER),
        Field(description="The level that is described; all levels where it is left out."),
    ] = None
    mode: Annotated[
        Literal["emulate", "passthrough", "disable"],
        Xml("@mode"),
        Field(description="Invent a cache, show the host's, or show none."),
    ]


class Maxphysaddr(Spec):
    """How many bits a physical address has."""

    mode: Annotated[
        Literal["emulate", "passthrough"],
        Xml("@mode"),
        Field(description="State a number, or take the host's."),
    ]
    bits: Annotated[
        int | None, Xml("@bits", INTEGER), Field(ge=1, le=64, description="The number of bits, to emulate.")
    ] = None


class Distance(Spec):
    """How far another NUMA cell is."""

    cell: Annotated[int, Xml("@id", INTEGER), Field(ge=0, description="The other cell.")]
    value: Annotated[
        int,
        Xml("@value", INTEGER),
        Field(ge=10, le=255, description="10 is near, 255 is out of reach."),
    ]


class SideCache(Spec):
    """A cache in front of a cell's memory, as the guest is told."""

    level: Annotated[int, Xml("@level", INTEGER), Field(ge=1, description="Its level, from 1.")]
    associativity: Annotated[
        Literal["none", "direct", "full"], Xml("@associativity"), Field(description="How it is organised.")
    ]
    policy: Annotated[
        Literal["none", "writeback", "writethrough"], Xml("@policy"), Field(description="How it is written.")
    ]
    size: Annotated[Quantity, Xml("size@value", KIB), Field(ge=1024, description="How large it is.")]
    line: Annotated[Quantity, Xml("line@value", BYTES), Field(ge=1, description="How large a line is.")]


class Link(Spec):
    """Between which cells, and by which cache."""

    name: Annotated[
        str,
        Xml(".", LINK_NAME),
        Field(
            pattern=r"^(0|[1-9][0-9]{0,2})-(0|[1-9][0-9]{0,2})(-[1-9])? (access|read|write)$",
            description="From which cell to which, the cache's level, and what: `0-1 read`, `0-0-1 access`.",
        ),
    ]


class Latency(Link):
    """How long an access to memory takes."""

    value: Annotated[int, Xml("@value", INTEGER), Field(ge=1, description="Nanoseconds.")]


class LinkBandwidth(Link):
    """How much memory can be moved in a second."""

    value: Annotated[Quantity, Xml("@value", KIB), Field(ge=1024, description="Bytes a second.")]


class Cell(Spec):
    """One NUMA cell of the guest."""

    id: Annotated[int, Xml("@id", INTEGER), Field(ge=0, description="The cell's number, from 0.")]
    cpus: Annotated[
        NumberSet | None,
        Xml("@cpus", CPUSET),
        Field(description="The virtual CPUs of the cell, such as `0-3`."),
    ] = None
    memory: Annotated[Quantity, Xml("@memory", KIB), Field(ge=2**20, description="The memory of the cell.")]
    mem_access: Annotated[
        Literal["shared", "private"] | None,
        Xml("@memAccess"),
        Field(description="Whether other processes of the host may map the cell's memory."),
    ] = None
    discard: Annotated[
        bool | None, Xml("@discard", YES_NO), Field(description="Discard the memory's content at the end.")
    ] = None
    distances: Annotated[
        tuple[Distance, ...],
        Each("distances/sibling", key="cell"),
        Field(description="How far the other cells are."),
    ] = ()
    caches: Annotated[
        tuple[SideCache, ...], Each("cache", key="level"), Field(description="Caches in front of its memory.")
    ] = ()


class Cpu(Spec):
    """The processor. Without `mode` and `model` libvirt chooses."""

    mode: Annotated[
        Literal["custom", "host-model", "host-passthrough", "maximum"] | None,
        Xml("@mode", CPU_MODE, runs_as=(("host-model", "custom"),)),
        Field(description="A named model, a copy of the host's, the host's itself, or all that can be had."),
    ] = None
    model: Annotated[
        Line | None, Xml("model"), Field(description="The named model, in mode `custom`: `qemu64`, `EPYC`.")
    ] = None
    fallback: Annotated[
        Literal["allow", "forbid"] | None,
        Xml("model@fallback"),
        Field(description="Whether the nearest model may stand in for one that the host lacks."),
    ] = None
    vendor_id: Annotated[
        Line | None,
        Xml("model@vendor_id"),
        Field(
            min_length=12, max_length=12, description="The 12 letters of the vendor that the guest is told."
        ),
    ] = None
    vendor: Annotated[
        Line | None, Xml("vendor"), Field(description="The vendor the host must be of: `AMD`.")
    ] = None
    match: Annotated[
        Literal["minimum", "exact", "strict"] | None,
        Xml("@match"),
        Field(description="How near the model the guest's processor must be, in mode `custom`."),
    ] = None
    check: Annotated[
        Literal["none", "partial", "full"] | None,
        Xml("@check", runs_as=(("none", "full"), ("partial", "full"))),
        Field(description="What libvirt verifies of the processor before it starts the machine."),
    ] = None
    migratable: Annotated[
        bool | None,
        Xml("@migratable", ON_OFF),
        Field(
            description="Leave out features that stand in the way of a migration, in mode `host-passthrough`."
        ),
    ] = None
    topology: Annotated[
        Topology | None, Xml("topology"), Field(description="Sockets, dies, cores and threads.")
    ] = None
    features: Annotated[
        tuple[CpuFeature, ...],
        Each("feature", key="name"),
        Field(description="Features added to the model, or taken from it."),
    ] = ()
    cache: Annotated[Cache | None, Xml("cache"), Field(description="The processor's cache.")] = None
    maxphysaddr: Annotated[
        Maxphysaddr | None, Xml("maxphysaddr"), Field(description="The width of physical addresses.")
    ] = None
    cells: Annotated[
        tuple[Cell, ...], Each("numa/cell", key="id"), Field(description="The guest's NUMA cells.")
    ] = ()

    latencies: Annotated[
        tuple[Latency, ...],
        Each("numa/interconnects/latency", key="name"),
        Field(description="How long accesses between cells take."),
    ] = ()
    bandwidths: Annotated[
        tuple[LinkBandwidth, ...],
        Each("numa/interconnects/bandwidth", key="name"),
        Field(description="How much goes between cells."),
    ] = ()

    @model_validator(mode="after")
    def _model_is_custom(self) -> "Cpu":
        """Every mode but `custom` says itself what the model is."""
        if self.model is not None and self.mode not in (None, "custom"):
            raise ValueError(f"cpu.model goes with mode custom; mode {self.mode} says what the model is")
        return self
