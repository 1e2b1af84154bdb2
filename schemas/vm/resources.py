"""Memory and processors of a machine, and what it may take of the host. A part of its spec."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codecs import CPUSET, INTEGER, ON_OFF
from schemas.fields import LIVE, Each, Spec, Xml
from schemas.scalars import Quantity
from schemas.vm.memory import MaxMemory, MemoryBacking
from schemas.vm.numbers import NumberSet
from schemas.vm.processor import Cpu
from schemas.vm.spelling import MEMORY
from schemas.vm.threads import Iothread, ThreadPool, Vcpu
from schemas.vm.tuning import BlkioTune, CpuTune, MemTune, NumaTune


class Resources(Spec):
    """The fields of a machine that say how much of what it has."""

    memory: Annotated[
        Quantity,
        Xml("memory", MEMORY),
        Field(
            ge=2**20, description="How much memory the machine is built with, plugged in modules included."
        ),
    ]
    dump_core: Annotated[
        bool | None,
        Xml("memory@dumpCore", ON_OFF),
        Field(description="Whether a dump of QEMU has the guest's memory."),
    ] = None
    current_memory: Annotated[
        Quantity | None,
        Xml("currentMemory", MEMORY, LIVE, bound="memory"),
        Field(
            description="How much of `memory` the guest has now, by the balloon; all of it where left out."
        ),
    ] = None
    max_memory: Annotated[
        MaxMemory | None, Xml("maxMemory"), Field(description="The ceiling of memory hotplug.")
    ] = None
    vcpus: Annotated[
        int,
        Xml("vcpu", INTEGER),
        Field(ge=1, le=4096, description="How many virtual CPUs the machine is built with."),
    ]
    current_vcpus: Annotated[
        int | None,
        Xml("vcpu@current", INTEGER, LIVE, absent_from="vcpu", bound="vcpus"),
        Field(ge=1, description="How many of `vcpus` are plugged in now; all of them where left out."),
    ] = None
    vcpu_placement: Annotated[
        Literal["static", "auto"] | None,
        Xml("vcpu@placement", absent="static"),
        Field(description="Take the CPUs of `cpuset`, or ask numad."),
    ] = None
    cpuset: Annotated[
        NumberSet | None,
        Xml("vcpu@cpuset", CPUSET, clears=("vcpu@placement",)),
        Field(description="The host's CPUs that virtual CPUs without a pin of their own may run on."),
    ] = None
    cpu: Annotated[Cpu | None, Xml("cpu"), Field(description="The processor that the guest sees.")] = None
    iothreads: Annotated[
        int | None,
        Xml("iothreads", INTEGER, LIVE, absent=0),
        Field(ge=0, le=512, description="How many threads serve disks and controllers, numbered from 1."),
    ] = None
    individual_vcpus: Annotated[
        tuple[Vcpu, ...],
        Each("vcpus/vcpu", key="id", running=False),
        Field(description="Which virtual CPUs are plugged in, one by one; else the first `currentVcpus`."),
    ] = ()
    iothread_ids: Annotated[
        tuple[Iothread, ...],
        Each("iothreadids/iothread", key="id"),
        Field(description="The I/O threads' numbers, where they are not counted from 1."),
    ] = ()
    default_iothread: Annotated[
        ThreadPool | None,
        Xml("defaultiothread"),
        Field(description="QEMU's main thread, which serves what no I/O thread does."),
    ] = None
    cputune: Annotated[
        CpuTune | None, Xml("cputune"), Field(description="Processor time, and who runs where.")
    ] = None
    memtune: Annotated[MemTune | None, Xml("."), Field(description="Bounds of the host's memory.")] = None
    blkiotune: Annotated[
        BlkioTune | None, Xml("blkiotune"), Field(description="Shares of the host's block devices.")
    ] = None
    numatune: Annotated[
        NumaTune | None,
        Xml("numatune"),
        Field(description="Which of the host's NUMA nodes memory comes from."),
    ] = None
    memory_backing: Annotated[
        MemoryBacking | None,
        Xml("memoryBacking"),
        Field(description="What the guest's memory is on the host."),
    ] = None
