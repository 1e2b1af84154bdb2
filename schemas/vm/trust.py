"""Where a guest's randomness and trust come from: `spec.rngs` and `tpms`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import chosen, only_where
from schemas.codecs import ALIAS, INTEGER, PRESENT, YES_NO
from schemas.fields import Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, Uuid
from schemas.vm.device import Place, Virtio
from schemas.vm.spelling import PCR_BANKS
from schemas.vm.stream import Connection

VirtioModel = Literal["virtio", "virtio-transitional", "virtio-non-transitional"]


class EntropyTraffic(Spec):
    """The fields of an entropy server that come before those of its stream."""

    type: Annotated[
        Literal["tcp", "unix", "pty", "file", "dev", "pipe", "null"],
        Xml("@type"),
        Field(description="How the server is reached: `tcp`, `unix`."),
    ]


class EntropyServer(Connection, EntropyTraffic):
    """A server that hands out entropy (EGD)."""


class Rng(Spec):
    """A source of random numbers."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "rng"
    model: Annotated[VirtioModel, Xml("@model"), Field(description="The device that the guest sees.")] = (
        "virtio"
    )
    source: Annotated[
        FilePath | None,
        Xml("backend[@model='random']", clears=("backend[@model='egd']", "backend[@model='builtin']")),
        Field(description="Where the host takes the numbers from."),
    ] = "/dev/urandom"
    egd: Annotated[
        EntropyServer | None,
        Xml("backend[@model='egd']", clears=("backend[@model='random']", "backend[@model='builtin']")),
        Field(description="A server that has them, instead."),
    ] = None
    builtin: Annotated[
        Literal[True] | None,
        Xml(
            "backend[@model='builtin']", PRESENT, clears=("backend[@model='random']", "backend[@model='egd']")
        ),
        Field(description="QEMU's own random numbers, instead."),
    ] = None
    rate_bytes: Annotated[
        int | None,
        Xml("rate@bytes", INTEGER),
        Field(ge=1, description="Bytes that the guest may take in each period."),
    ] = None
    rate_period: Annotated[
        int | None,
        Xml("rate@period", INTEGER),
        Field(ge=1, description="Milliseconds of a period; 1000 if left out."),
    ] = None
    virtio: Virtio = None
    place: Place = None

    @model_validator(mode="before")
    @classmethod
    def _one_source(cls, written: object) -> object:
        """The usual source is no source beside another one."""
        if isinstance(written, dict) and (written.get("egd") or written.get("builtin")):
            return {"source": None, **written}
        return written

    @model_validator(mode="after")
    def _rate(self) -> "Rng":
        """A period is one of a rate; numbers come from one place."""
        if len(chosen(self, ("source", "egd", "builtin"))) > 1:
            raise ValueError(f"rng {self.name}: source, egd or builtin, one of them")
        only_where(self, self.rate_bytes, ("rate_period",), "rateBytes")
        return self


class Tpm(Spec):
    """A trusted platform module."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "tpm"
    model: Annotated[
        Literal["tpm-crb", "tpm-tis", "tpm-spapr", "spapr-tpm-proxy"],
        Xml("@model"),
        Field(description="The device that the guest sees."),
    ] = "tpm-crb"
    type: Annotated[
        Literal["emulator", "passthrough", "external"],
        Xml("backend@type"),
        Field(description="swtpm on the host, the host's own module, or an emulator that runs already."),
    ] = "emulator"
    version: Annotated[
        Literal["1.2", "2.0"] | None, Xml("backend@version"), Field(description="The version (emulator).")
    ] = None
    persistent_state: Annotated[
        bool | None,
        Xml("backend@persistent_state", YES_NO),
        Field(description="Keep what it remembers when a machine without a definition ends (emulator)."),
    ] = None
    secret: Annotated[
        Uuid | None,
        Xml("backend/encryption@secret"),
        Field(description="The UUID of libvirt's secret that its state is encrypted with (emulator)."),
    ] = None
    device: Annotated[
        FilePath | None,
        Xml("backend/device@path"),
        Field(description="The host's module (passthrough)."),
    ] = None
    socket: Annotated[
        FilePath | None,
        Xml("backend/source[@type='unix'][@mode='connect']@path"),
        Field(description="The emulator's socket (external)."),
    ] = None
    pcr_banks: Annotated[
        tuple[Literal["sha1", "sha256", "sha384", "sha512"], ...] | None,
        Xml("backend/active_pcr_banks", PCR_BANKS),
        Field(min_length=1, description="Which banks of registers are in use (emulator, version 2.0)."),
    ] = None
    place: Place = None

    @model_validator(mode="after")
    def _backend(self) -> "Tpm":
        """Version and secret are swtpm's, the device is the host's."""
        emulated = ("version", "secret", "persistent_state", "pcr_banks")
        only_where(self, self.type == "emulator", emulated, f"tpm emulator, not {self.type}")
        only_where(self, self.type == "passthrough", ("device",), f"tpm passthrough, not {self.type}")
        only_where(self, self.type == "external", ("socket",), f"tpm external, not {self.type}")
        return self
