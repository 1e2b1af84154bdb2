"""How the host provides a machine's memory: `spec.memoryBacking` and `spec.maxMemory`."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from schemas.codecs import CPUSET, INTEGER, KIB, PRESENT
from schemas.fields import Each, Spec, Xml
from schemas.scalars import Quantity
from schemas.vm.numbers import NumberSet


def _whole_kib(size: int) -> int:
    """Pages are told apart by their size, which libvirt keeps in KiB. ValueError where no page is so."""
    if size < _SMALLEST or size % 1024:
        raise ValueError(f"{size} is not the size of a page; write for example 2MiB or 1GiB")
    return size


_SMALLEST = 4096
PageSize = Annotated[
    Quantity,
    AfterValidator(_whole_kib),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,3}[KMG]iB$"}),
]


class MaxMemory(Spec):
    """The ceiling of memory hotplug."""

    size: Annotated[
        Quantity,
        Xml(".", KIB),
        Field(description="How much memory the machine can ever have, modules included."),
    ]
    slots: Annotated[
        int,
        Xml("@slots", INTEGER),
        Field(ge=1, le=256, description="How many memory modules can be plugged in."),
    ]


class Page(Spec):
    """Pages of one size."""

    size: Annotated[PageSize, Xml("@size", KIB), Field(description="The size of a page: `2MiB`, `1GiB`.")]
    nodeset: Annotated[
        NumberSet | None,
        Xml("@nodeset", CPUSET),
        Field(description="The guest's NUMA cells that use these pages; all where it is left out."),
    ] = None


class MemoryBacking(Spec):
    """What the guest's memory is on the host."""

    hugepages: Annotated[
        bool | None,
        Xml("hugepages", PRESENT, absent=False),
        Field(description="Use huge pages, of the host's default size where `pages` names none."),
    ] = None
    pages: Annotated[
        tuple[Page, ...],
        Each("hugepages/page", key="size"),
        Field(description="The sizes of huge pages to use."),
    ] = ()
    nosharepages: Annotated[
        bool | None,
        Xml("nosharepages", PRESENT, absent=False),
        Field(description="Keep the kernel from merging equal pages of several machines."),
    ] = None
    locked: Annotated[
        bool | None,
        Xml("locked", PRESENT, absent=False),
        Field(description="Never swap the guest's memory out. Set `memtune.hardLimit` with it."),
    ] = None
    source: Annotated[
        Literal["file", "anonymous", "memfd"] | None,
        Xml("source@type"),
        Field(description="What the memory is made of: a file, anonymous memory, or a memfd."),
    ] = None
    access: Annotated[
        Literal["shared", "private"] | None,
        Xml("access@mode"),
        Field(description="Whether other processes may map the memory; virtiofs needs `shared`."),
    ] = None
    allocation: Annotated[
        Literal["immediate", "ondemand"] | None,
        Xml("allocation@mode"),
        Field(description="Take the memory at the start, or when the guest touches it."),
    ] = None
    allocation_threads: Annotated[
        int | None,
        Xml("allocation@threads", INTEGER),
        Field(ge=1, description="How many threads take the memory at the start."),
    ] = None
    discard: Annotated[
        bool | None,
        Xml("discard", PRESENT, absent=False),
        Field(description="Discard the memory's content when the machine stops."),
    ] = None

    @model_validator(mode="after")
    def _pages_are_huge(self) -> "MemoryBacking":
        """Sizes of huge pages ask for huge pages."""
        if self.pages and self.hugepages is False:
            raise ValueError("memoryBacking: pages go with hugepages")
        return self
