"""What a hypervisor shows of itself to guests that know it: `spec.features.hyperv`, `kvm` and `xen`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import ON_OFF
from schemas.fields import Spec, Xml
from schemas.scalars import Line
from schemas.vm.spelling import RETRIES, RING, VENDOR


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


class Xen(Spec):
    """What Xen offers its guests."""

    e820_host: Annotated[
        bool | None,
        Xml("e820_host@state", ON_OFF),
        Field(alias="e820Host", description="Show the host's map of memory to a paravirtual guest."),
    ] = None
    passthrough: Annotated[
        bool | None, Xml("passthrough@state", ON_OFF), Field(description="Allow devices of the host.")
    ] = None
    passthrough_mode: Annotated[
        Literal["sync_pt", "share_pt"] | None,
        Xml("passthrough@mode"),
        Field(description="Whether the IOMMU has page tables of its own."),
    ] = None

    @model_validator(mode="after")
    def _mode(self) -> "Xen":
        only_where(self, self.passthrough is not None, ("passthrough_mode",), "passthrough")
        return self
