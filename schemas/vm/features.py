"""What the hypervisor offers the guest beside its devices: `spec.features`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import ON_OFF, PRESENT
from schemas.fields import Spec, Xml
from schemas.scalars import Line, Quantity
from schemas.vm.spelling import MIB, RETRIES, RING, VENDOR


class Hyperv(Spec):
    """Enlightenments: what a Windows guest uses instead of emulated hardware."""

    mode: Annotated[
        Literal["custom", "passthrough"] | None,
        Xml("@mode"),
        Field(description="The ones chosen here, or all that the host has."),
    ] = None
    relaxed: Annotated[
        bool | None, Xml("relaxed@state", ON_OFF), Field(description="Do not trust timers too much.")
    ] = None
    vapic: Annotated[bool | None, Xml("vapic@state", ON_OFF), Field(description="A virtual APIC.")] = None
    spinlocks: Annotated[
        int | None,
        Xml("spinlocks", RETRIES),
        Field(ge=4095, description="Spin this often for a lock before the host is told."),
    ] = None
    vpindex: Annotated[bool | None, Xml("vpindex@state", ON_OFF), Field(description="Processor numbers.")] = (
        None
    )
    runtime: Annotated[
        bool | None, Xml("runtime@state", ON_OFF), Field(description="Time spent in guest and host code.")
    ] = None
    synic: Annotated[
        bool | None, Xml("synic@state", ON_OFF), Field(description="A synthetic interrupt controller.")
    ] = None
    stimer: Annotated[bool | None, Xml("stimer@state", ON_OFF), Field(description="Synthetic timers.")] = None
    stimer_direct: Annotated[
        bool | None, Xml("stimer/direct@state", ON_OFF), Field(description="Direct mode of synthetic timers.")
    ] = None
    reset: Annotated[
        bool | None, Xml("reset@state", ON_OFF), Field(description="Reset by the hypervisor.")
    ] = None
    vendor_id: Annotated[
        Line | None,
        Xml("vendor_id", VENDOR),
        Field(max_length=12, description="The hypervisor's name that the guest is told."),
    ] = None
    frequencies: Annotated[
        bool | None, Xml("frequencies@state", ON_OFF), Field(description="The clocks' frequencies.")
    ] = None
    reenlightenment: Annotated[
        bool | None,
        Xml("reenlightenment@state", ON_OFF),
        Field(description="News of a changed TSC frequency."),
    ] = None
    tlbflush: Annotated[
        bool | None, Xml("tlbflush@state", ON_OFF), Field(description="TLB flushes by the hypervisor.")
    ] = None
    ipi: Annotated[
        bool | None,
        Xml("ipi@state", ON_OFF),
        Field(description="Interrupts between processors by the hypervisor."),
    ] = None
    evmcs: Annotated[
        bool | None, Xml("evmcs@state", ON_OFF), Field(description="Enlightened VMCS, for nested machines.")
    ] = None
    avic: Annotated[
        bool | None, Xml("avic@state", ON_OFF), Field(description="The virtual APIC beside hardware's own.")
    ] = None


class Kvm(Spec):
    """What KVM shows of itself."""

    hidden: Annotated[
        bool | None, Xml("hidden@state", ON_OFF), Field(description="Hide that the hypervisor is KVM.")
    ] = None
    hint_dedicated: Annotated[
        bool | None,
        Xml("hint-dedicated@state", ON_OFF),
        Field(description="Say that the CPUs are the guest's own."),
    ] = None
    poll_control: Annotated[
        bool | None,
        Xml("poll-control@state", ON_OFF),
        Field(description="Let the guest stop the host's polling."),
    ] = None
    pv_ipi: Annotated[
        bool | None,
        Xml("pv-ipi@state", ON_OFF),
        Field(description="Paravirtual interrupts between processors."),
    ] = None
    dirty_ring: Annotated[
        int | None,
        Xml("dirty-ring", RING),
        Field(
            ge=1024, le=65536, description="Log changed pages in a ring of this many entries; a power of two."
        ),
    ] = None


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
        Xml("smm/tseg", MIB),
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
