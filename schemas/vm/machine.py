"""The spec of a VirtualMachine: what libvirt calls a domain."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.codecs import INTEGER, KIB, MACHINE
from schemas.fields import Beside, Each, Impact, Spec, Xml
from schemas.manifest import RunStrategy
from schemas.scalars import Line, Prose, Quantity, Uuid
from schemas.vm.disk import Disk
from schemas.vm.disk import complete as complete_disk
from schemas.vm.interface import Interface


class VirtualMachineSpec(Spec):
    """A machine. Sizes are bytes or carry a unit; what is left out is left as libvirt has it."""

    XML: ClassVar = "domain"
    uuid: Uuid | None = None
    run_strategy: RunStrategy = RunStrategy.ALWAYS
    type: Annotated[Literal["kvm", "qemu", "test"], Xml("@type")] = "kvm"
    title: Annotated[Line | None, Xml("title", impact=Impact.LIVE)] = None
    description: Annotated[Prose | None, Xml("description", impact=Impact.LIVE)] = None
    memory: Annotated[Quantity, Xml("memory", KIB)]
    current_memory: Annotated[Quantity | None, Xml("currentMemory", KIB, Impact.LIVE)] = None
    vcpus: Annotated[int, Xml("vcpu", INTEGER), Field(ge=1, le=4096)]
    current_vcpus: Annotated[
        int | None, Xml("vcpu@current", INTEGER, Impact.LIVE, absent_from="vcpu"), Field(ge=1)
    ] = None
    architecture: Annotated[Line, Xml("os/type@arch")] = "x86_64"
    machine: Annotated[Line, Xml("os/type@machine", MACHINE)] = "q35"
    autostart: Annotated[bool | None, Beside()] = None
    disks: Annotated[
        tuple[Disk, ...],
        Each(
            "devices/disk",
            key="name",
            also=("target",),
            impact=Impact.LIVE,
            watched=True,
            complete=complete_disk,
        ),
    ] = ()
    interfaces: Annotated[
        tuple[Interface, ...],
        Each("devices/interface", key="name", also=("mac",), impact=Impact.LIVE, watched=True),
    ] = ()

    @model_validator(mode="after")
    def _current_at_most_maximum(self) -> "VirtualMachineSpec":
        """The balloon and the number of online CPUs cannot exceed what the machine was built with."""
        if self.current_memory is not None and self.current_memory > self.memory:
            raise ValueError("currentMemory is more than memory, which is its maximum")
        if self.current_vcpus is not None and self.current_vcpus > self.vcpus:
            raise ValueError("currentVcpus is more than vcpus, which is its maximum")
        return self
