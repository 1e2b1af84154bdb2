"""What the hypervisor offers the guest beside its devices: `spec.features`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import KIB, ON_OFF, PRESENT
from schemas.fields import Spec, Xml
from schemas.scalars import Quantity
from schemas.vm.enlightenment import Hyperv, Kvm, Xen
from schemas.vm.spelling import MIB


class Features(Spec):
    """Features of the platform. Flags of libvirt that are elements are true by being there."""

    acpi: Annotated[
        bool | None,
        Xml("acpi", PRESENT, absent=False),
        Field(description="ACPI, without which a guest does not hear its power button."),
    ] = None
    apic: Annotated[
        bool | None,
        Xml("apic", PRESENT, absent=False),
        Field(description="Programmable interrupt controllers."),
    ] = None
    apic_eoi: Annotated[
        bool | None, Xml("apic@eoi", ON_OFF), Field(description="Ends of interrupts without an exit.")
    ] = None
    pae: Annotated[
        bool | None,
        Xml("pae", PRESENT, absent=False),
        Field(description="36-bit addresses of 32-bit guests."),
    ] = None
    hap: Annotated[bool | None, Xml("hap@state", ON_OFF), Field(description="Nested page tables.")] = None
    pmu: Annotated[
        bool | None, Xml("pmu@state", ON_OFF), Field(description="The performance monitoring unit.")
    ] = None
    pvspinlock: Annotated[
        bool | None, Xml("pvspinlock@state", ON_OFF), Field(description="Paravirtual spinlocks.")
    ] = None
    vmport: Annotated[
        bool | None, Xml("vmport@state", ON_OFF), Field(description="The I/O port of VMware's tools.")
    ] = None
    smm: Annotated[
        bool | None,
        Xml("smm@state", ON_OFF),
        Field(description="System management mode; secure boot needs it."),
    ] = None
    smm_tseg: Annotated[
        Quantity | None,
        Xml("smm/tseg", KIB),
        Field(description="Memory set aside for system management mode."),
    ] = None
    ioapic: Annotated[
        Literal["kvm", "qemu"] | None,
        Xml("ioapic@driver"),
        Field(description="Who does the I/O APIC: the kernel, or QEMU."),
    ] = None
    vmcoreinfo: Annotated[
        bool | None,
        Xml("vmcoreinfo@state", ON_OFF),
        Field(description="Details that a memory dump of the guest needs."),
    ] = None
    msrs: Annotated[
        Literal["ignore", "fault"] | None,
        Xml("msrs@unknown"),
        Field(description="What reading or writing an unknown model specific register does."),
    ] = None
    tcg_tb_cache: Annotated[
        Quantity | None,
        Xml("tcg/tb-cache", MIB),
        Field(description="How large the cache of translated code is, under emulation."),
    ] = None
    gic: Annotated[
        Literal["host", "2", "3"] | None,
        Xml("gic@version"),
        Field(description="Which version of ARM's interrupt controller the guest has."),
    ] = None
    hpt_resizing: Annotated[
        Literal["enabled", "disabled", "required"] | None,
        Xml("hpt@resizing"),
        Field(description="Whether a POWER guest's page table can grow and shrink."),
    ] = None
    hpt_maxpagesize: Annotated[
        Quantity | None,
        Xml("hpt/maxpagesize", KIB),
        Field(description="The largest pages of a POWER guest's page table."),
    ] = None
    htm: Annotated[
        bool | None, Xml("htm@state", ON_OFF), Field(description="Transactional memory (POWER).")
    ] = None
    nested_hv: Annotated[
        bool | None, Xml("nested-hv@state", ON_OFF), Field(description="Nested machines (POWER).")
    ] = None
    ccf_assist: Annotated[
        bool | None,
        Xml("ccf-assist@state", ON_OFF),
        Field(description="Help with flushing the count cache (POWER)."),
    ] = None
    cfpc: Annotated[
        Literal["broken", "workaround", "fixed"] | None,
        Xml("cfpc@value"),
        Field(description="What the guest is told of cache flushes on privilege changes (POWER)."),
    ] = None
    sbbc: Annotated[
        Literal["broken", "workaround", "fixed"] | None,
        Xml("sbbc@value"),
        Field(description="What the guest is told of speculation barriers (POWER)."),
    ] = None
    ibs: Annotated[
        Literal["broken", "workaround", "fixed-ibs", "fixed-ccd", "fixed-na"] | None,
        Xml("ibs@value"),
        Field(description="What the guest is told of indirect branches (POWER)."),
    ] = None
    viridian: Annotated[
        bool | None,
        Xml("viridian", PRESENT, absent=False),
        Field(description="Hyper-V's ways under Xen."),
    ] = None
    privnet: Annotated[
        bool | None,
        Xml("privnet", PRESENT, absent=False),
        Field(description="A network namespace of its own, even with no interface (LXC)."),
    ] = None
    xen: Annotated[Xen | None, Xml("xen"), Field(description="Features under Xen.")] = None
    hyperv: Annotated[
        Hyperv | None, Xml("hyperv"), Field(description="Enlightenments for Windows guests.")
    ] = None
    kvm: Annotated[Kvm | None, Xml("kvm"), Field(description="What KVM shows of itself.")] = None

    @model_validator(mode="after")
    def _with_what_they_belong_to(self) -> "Features":
        """An option of a feature that is off would switch it on."""
        only_where(self, self.apic is not False, ("apic_eoi",), "features.apic on")
        only_where(self, self.smm is True, ("smm_tseg",), "features.smm on")
        return self
