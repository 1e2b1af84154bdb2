"""Memory that is plugged in, which `memory` counts: `spec.dimms`, `nvdimms`, `virtioMems` and the like."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codecs import ALIAS, CPUSET, INTEGER, KIB, PRESENT, YES_NO
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, Quantity, Uuid
from schemas.vm.device import Place
from schemas.vm.numbers import NumberSet


class Module(Spec):
    """What all memory that is plugged in has."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ]
    size: Annotated[Quantity, Xml("target/size", KIB), Field(ge=2**10, description="How much memory it is.")]
    access: Annotated[
        Literal["shared", "private"] | None,
        Xml("@access"),
        Field(description="Whether other processes of the host may map it."),
    ] = None


class Placed(Module):
    """What memory has that belongs to a NUMA cell of the guest."""

    node: Annotated[
        int | None,
        Xml("target/node", INTEGER),
        Field(ge=0, description="The guest's NUMA cell that it belongs to."),
    ] = None
    discard: Annotated[
        bool | None, Xml("@discard", YES_NO), Field(description="Discard its content at the end.")
    ] = None
    place: Place = None


class Paged(Placed):
    """What memory has that the host's memory is behind."""

    pagesize: Annotated[
        Quantity | None, Xml("source/pagesize", KIB), Field(description="The size of its pages on the host.")
    ] = None
    nodemask: Annotated[
        NumberSet | None,
        Xml("source/nodemask", CPUSET),
        Field(description="The host's NUMA nodes that it comes from."),
    ] = None


class Dimm(Paged):
    """A memory module, plugged in below the ceiling of `maxMemory`."""


class VirtioMem(Paged):
    """Memory of which the guest can be given more and less, in blocks (virtio-mem)."""

    block: Annotated[
        Quantity | None, Xml("target/block", KIB), Field(description="How much is given at a time.")
    ] = None
    requested: Annotated[
        Quantity | None, Xml("target/requested", KIB), Field(description="How much the guest shall have.")
    ] = None


class Nvdimm(Placed):
    """A module whose content is kept in a file."""

    path: Annotated[FilePath, Xml("source/path"), Field(description="The file or device on the host.")]
    alignsize: Annotated[
        Quantity | None, Xml("source/alignsize", KIB), Field(description="The pages that it is mapped by.")
    ] = None
    pmem: Annotated[
        bool | None,
        Xml("source/pmem", PRESENT, absent=False),
        Field(description="Whether the device behind it is persistent memory itself."),
    ] = None
    label_size: Annotated[
        Quantity | None,
        Xml("target/label/size", KIB),
        Field(description="The part at its end for labels of its regions."),
    ] = None
    readonly: Annotated[
        bool | None,
        Xml("target/readonly", PRESENT, absent=False),
        Field(description="The guest cannot write to it."),
    ] = None
    uuid: Annotated[
        Uuid | None, Xml("uuid"), Field(description="Its UUID, which POWER guests know it by.")
    ] = None


class Pmem(Module):
    """A file that the guest maps as persistent memory (virtio-pmem)."""

    path: Annotated[FilePath, Xml("source/path"), Field(description="The file on the host.")]
    place: Place = None


class Epc(Module):
    """Memory for SGX enclaves."""

    nodemask: Annotated[
        NumberSet | None,
        Xml("source/nodemask", CPUSET),
        Field(description="The host's NUMA nodes that it comes from."),
    ] = None
    node: Annotated[
        int | None,
        Xml("target/node", INTEGER),
        Field(ge=0, description="The guest's NUMA cell that it belongs to."),
    ] = None
