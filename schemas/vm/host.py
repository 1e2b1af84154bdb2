"""What a machine is on the host and to its hypervisor: cgroups, counters, keys, confidential memory.

A part of its spec.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import HEXADECIMAL, INTEGER, ON_OFF, YES_NO
from schemas.fields import Each, Many, Spec, Xml
from schemas.scalars import AbsolutePath, Line, Uuid
from schemas.vm.spelling import GENID

_QEMU = "{http://libvirt.org/schemas/domain/qemu/1.0}"
_LIBOSINFO = "{http://libosinfo.org/xmlns/libvirt/domain/1.0}"
Event = Literal[
    "cmt", "mbmt", "mbml", "cpu_cycles", "instructions", "cache_references", "cache_misses",
    "branch_instructions", "branch_misses", "bus_cycles", "stalled_cycles_frontend", "stalled_cycles_backend",
    "ref_cpu_cycles", "cpu_clock", "task_clock", "page_faults", "context_switches", "cpu_migrations",
    "page_faults_min", "page_faults_maj", "alignment_faults", "emulation_faults",
]  # fmt: skip


class PerfEvent(Spec):
    """One counter of the host."""

    name: Annotated[Event, Xml("@name"), Field(description="What is counted.")]
    enabled: Annotated[bool, Xml("@enabled", YES_NO), Field(description="Whether it is.")]


class LaunchSecurity(Spec):
    """How the guest's memory is kept from the host: AMD SEV, or IBM's protected virtualisation."""

    type: Annotated[Literal["sev", "s390-pv"], Xml("@type"), Field(description="By which means.")]
    policy: Annotated[
        int | None,
        Xml("policy", HEXADECIMAL),
        Field(ge=0, le=0xFFFF, description="The guest's policy, as the firmware defines it (sev)."),
    ] = None
    cbitpos: Annotated[
        int | None,
        Xml("cbitpos", INTEGER),
        Field(
            ge=0, description="The bit of an address that says encrypted; the host's where left out (sev)."
        ),
    ] = None
    reduced_phys_bits: Annotated[
        int | None,
        Xml("reducedPhysBits", INTEGER),
        Field(ge=0, description="Bits that addresses lose by it; the host's where left out (sev)."),
    ] = None
    kernel_hashes: Annotated[
        bool | None,
        Xml("@kernelHashes", YES_NO),
        Field(description="Whether kernel, initrd and command line are measured (sev)."),
    ] = None
    dh_cert: Annotated[
        Line | None, Xml("dhCert"), Field(description="The owner's Diffie-Hellman key, base64 (sev).")
    ] = None
    session: Annotated[
        Line | None, Xml("session"), Field(description="The owner's session, base64 (sev).")
    ] = None

    @model_validator(mode="after")
    def _of_its_type(self) -> "LaunchSecurity":
        options = ("policy", "cbitpos", "reduced_phys_bits", "kernel_hashes", "dh_cert", "session")
        only_where(self, self.type == "sev", options, f"launchSecurity sev, not {self.type}")
        if self.type == "sev" and self.policy is None:
            raise ValueError("launchSecurity sev needs a policy")
        return self


class IdMap(Spec):
    """Users or groups of a container, as which ones of the host they count."""

    start: Annotated[int, Xml("@start", INTEGER), Field(ge=0, description="The first in the container.")]
    target: Annotated[int, Xml("@target", INTEGER), Field(ge=0, description="The first on the host.")]
    count: Annotated[int, Xml("@count", INTEGER), Field(ge=1, description="How many.")]


class QemuVariable(Spec):
    """A variable of the environment of QEMU."""

    name: Annotated[Line, Xml("@name"), Field(pattern=r"^[a-zA-Z0-9_]+$", description="The variable's name.")]
    value: Annotated[Line | None, Xml("@value"), Field(description="Its value; empty where left out.")] = None


class OnHost(Spec):
    """The fields of a machine that are about its place on the host."""

    partition: Annotated[
        AbsolutePath | None,
        Xml("resource/partition"),
        Field(description="The part of the host's cgroups that it is in: `/machine`."),
    ] = None
    fibre_channel_id: Annotated[
        Line | None,
        Xml("resource/fibrechannel@appid"),
        Field(
            pattern=r"^[ -~]{1,128}$", description="By which name a Fibre Channel network knows its traffic."
        ),
    ] = None
    perf: Annotated[
        tuple[PerfEvent, ...],
        Each("perf/event", key="name"),
        Field(description="What the host counts of it."),
    ] = ()
    keywrap_aes: Annotated[
        bool | None,
        Xml("keywrap/cipher[@name='aes']@state", ON_OFF),
        Field(description="Whether the guest's AES keys are wrapped (IBM Z)."),
    ] = None
    keywrap_dea: Annotated[
        bool | None,
        Xml("keywrap/cipher[@name='dea']@state", ON_OFF),
        Field(description="Whether the guest's DEA keys are wrapped (IBM Z)."),
    ] = None
    launch_security: Annotated[
        LaunchSecurity | None,
        Xml("launchSecurity"),
        Field(description="How its memory is kept from the host."),
    ] = None
    uid_map: Annotated[
        tuple[IdMap, ...],
        Each("idmap/uid", key="start"),
        Field(description="Which of the host's users the container's are."),
    ] = ()
    gid_map: Annotated[
        tuple[IdMap, ...],
        Each("idmap/gid", key="start"),
        Field(description="Which of the host's groups the container's are."),
    ] = ()
    genid: Annotated[
        Uuid | None,
        Xml(".", GENID),
        Field(description="What tells Windows that it was copied; libvirt changes it where it must."),
    ] = None
    os_id: Annotated[
        Line | None,
        Xml(f"metadata/{_LIBOSINFO}libosinfo/{_LIBOSINFO}os@id"),
        Field(description="Which system it runs, as libosinfo calls it: `http://debian.org/debian/12`."),
    ] = None
    qemu_args: Annotated[
        tuple[Line, ...] | None,
        Many(f"{_QEMU}commandline/{_QEMU}arg@value"),
        Field(min_length=1, description="What is added to QEMU's command line, in order."),
    ] = None
    qemu_env: Annotated[
        tuple[QemuVariable, ...],
        Each(f"{_QEMU}commandline/{_QEMU}env", key="name"),
        Field(description="What is added to QEMU's environment."),
    ] = ()
