"""The spec of a VirtualMachine, what libvirt calls a domain: the parts of this package put together."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.fields import LIVE, Each, Spec, Xml
from schemas.scalars import Line, Prose, Uuid
from schemas.spec import Overlaid
from schemas.vm import rules
from schemas.vm.boot import Boot
from schemas.vm.clock import Clock
from schemas.vm.devices import Devices
from schemas.vm.features import Features
from schemas.vm.host import OnHost
from schemas.vm.power import Power
from schemas.vm.resources import Resources
from schemas.vm.security import Seclabel

Hypervisor = Literal[
    "kvm", "qemu", "test", "hvf", "xen", "lxc", "openvz", "vz", "bhyve", "vmware", "phyp", "kqemu", "uml",
]  # fmt: skip


class Identity(Spec):
    """The fields of a machine that say which one it is."""

    uuid: Annotated[
        Uuid | None,
        Field(description="Its UUID; else a stable one is made of host and name."),
    ] = None
    type: Annotated[
        Hypervisor,
        Xml("@type"),
        Field(description="How it runs: by the processor's own means, or emulated (`qemu`, slow)."),
    ] = "kvm"
    title: Annotated[
        Line | Literal[""] | None,
        Xml("title", impact=LIVE, absent="", drop=""),
        Field(description="A line for people's lists; empty is none."),
    ] = None
    description: Annotated[
        Prose | None,
        Xml("description", impact=LIVE, absent="", drop=""),
        Field(description="What it is for, in prose; empty is none."),
    ] = None


class VirtualMachineSpec(Overlaid, OnHost, Devices, Power, Boot, Resources, Identity):
    """A machine. Sizes are bytes or carry a unit; what is left out is left as libvirt has it."""

    XML: ClassVar = "domain"
    features: Annotated[
        Features | None,
        Xml("features"),
        Field(description="What the hypervisor offers beside devices."),
    ] = None
    clock: Annotated[Clock | None, Xml("clock"), Field(description="The guest's clock and timers.")] = None
    seclabels: Annotated[
        tuple[Seclabel, ...],
        Each("seclabel", key="model"),
        Field(description="How the machine's process is labelled on the host."),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _platform(cls, written: object) -> object:
        """A PC without ACPI never hears its power button; nobody means that by saying nothing."""
        return rules.with_platform(written)

    @model_validator(mode="after")
    def _whole(self) -> "VirtualMachineSpec":
        """What no part can check alone."""
        rules.check_processors(self.vcpus, self.current_vcpus, self.cpu)
        rules.check_memory(self.memory, self.current_memory, self.cpu, self.plugged)
        rules.check_boot(self.boot, (*self.disks, *self.interfaces, *self.hostdevs))
        rules.check_pins(self.vcpus, self.iothreads, self.cputune)
        return self
