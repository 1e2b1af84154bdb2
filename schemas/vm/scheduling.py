"""How a machine's threads are scheduled on the host, and their part of its caches: `spec.cputune`."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER
from schemas.fields import Each, Many, Spec, Xml
from schemas.scalars import Quantity
from schemas.vm.resctrl import CACHE_NAME, CACHE_SIZE, MONITOR, NUMBERS, ordered_monitor, ordered_numbers

# A set of numbers as libvirt spells it, for what is named by one.
Numbers = Annotated[str, Field(pattern=r"^[0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?)*$")]
OrderedNumbers = Annotated[Numbers, AfterValidator(ordered_numbers)]

Monitor = Annotated[
    Annotated[str, Field(pattern=r"^L[0-9] [0-9]{1,3}(-[0-9]{1,3})?$")], AfterValidator(ordered_monitor)
]


class Schedule(Spec):
    """By which rule, and how urgent."""

    scheduler: Annotated[
        Literal["batch", "idle", "fifo", "rr"],
        Xml("@scheduler"),
        Field(description="The rule of the host's kernel."),
    ]
    priority: Annotated[
        int | None,
        Xml("@priority", INTEGER),
        Field(ge=0, le=99, description="How urgent, where the rule is `fifo` or `rr`."),
    ] = None

    @model_validator(mode="after")
    def _prior(self) -> "Schedule":
        real = self.scheduler in ("fifo", "rr")
        only_where(self, real, ("priority",), f"scheduler fifo or rr, not {self.scheduler}")
        if real and self.priority is None:
            raise ValueError(f"scheduler {self.scheduler} needs a priority")
        return self


class VcpuSchedule(Schedule):
    """How one virtual CPU is scheduled."""

    vcpu: Annotated[int, Xml("@vcpus", INTEGER), Field(ge=0, description="The virtual CPU, from 0.")]


class IothreadSchedule(Schedule):
    """How one I/O thread is scheduled."""

    iothread: Annotated[int, Xml("@iothreads", INTEGER), Field(ge=1, description="The I/O thread, from 1.")]


class CacheShare(Spec):
    """A part of one cache of the host."""

    name: Annotated[
        str,
        Xml(".", CACHE_NAME),
        Field(
            pattern=r"^L[0-9]-[0-9]{1,3}-(both|code|data)$",
            description="Level, number and what is in it: `L3-0-both`.",
        ),
    ]
    size: Annotated[Quantity, Xml("@size", CACHE_SIZE), Field(ge=1024, description="How much of it.")]


class CacheTune(Spec):
    """Parts of the host's caches that are some virtual CPUs' own (resctrl)."""

    vcpus: Annotated[
        OrderedNumbers, Xml("@vcpus", NUMBERS), Field(description="The virtual CPUs, such as `0-1`.")
    ]
    caches: Annotated[tuple[CacheShare, ...], Each("cache", key="name"), Field(description="The parts.")] = ()
    monitors: Annotated[
        tuple[Monitor, ...] | None,
        Many("monitor", MONITOR),
        Field(min_length=1, description="Whose use of which level is counted: `L3 0-1`."),
    ] = None

    @model_validator(mode="after")
    def _useful(self) -> "CacheTune":
        if not self.caches and not self.monitors:
            raise ValueError(f"cachetune {self.vcpus}: caches, monitors or both")
        return self


class NodeBandwidth(Spec):
    """A bound of the traffic to the memory of one node."""

    id: Annotated[int, Xml("@id", INTEGER), Field(ge=0, description="The host's node.")]
    bandwidth: Annotated[
        int, Xml("@bandwidth", INTEGER), Field(ge=1, le=100, description="Per cent of what it can do.")
    ]


class MemoryTune(Spec):
    """Bounds of some virtual CPUs' traffic to the host's memory (resctrl)."""

    vcpus: Annotated[
        OrderedNumbers, Xml("@vcpus", NUMBERS), Field(description="The virtual CPUs, such as `0-1`.")
    ]
    nodes: Annotated[tuple[NodeBandwidth, ...], Each("node", key="id"), Field(description="The bounds.")] = ()
    monitors: Annotated[
        tuple[OrderedNumbers, ...] | None,
        Many("monitor@vcpus", NUMBERS),
        Field(min_length=1, description="Whose traffic is counted: `0-1`."),
    ] = None

    @model_validator(mode="after")
    def _useful(self) -> "MemoryTune":
        if not self.nodes and not self.monitors:
            raise ValueError(f"memorytune {self.vcpus}: nodes, monitors or both")
        return self
