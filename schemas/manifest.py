"""The envelope of every manifest: apiVersion, kind, metadata, policy, spec; and what a policy says.

Called by `state.desired` when it loads. What a policy comes to, a plain value, is in `schemas.policy`.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, field_validator
from pydantic.alias_generators import to_camel

from schemas.policy import Deletion, Foreign, Mode, Policy, Restart, Suspension, Window
from schemas.strict import Exact

API_VERSION = "virt-reconcile/v1"

# libvirt's own limits: no slash (it names files by it), no control characters, no XML or shell surprises.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.+:@][A-Za-z0-9_.+:@ -]{0,126}$")]
NAME_RULE = (
    "begin with a letter, a digit or one of `_.+:@`; go on with those, `-` and spaces; 127 characters at most"
)
# A device's name becomes libvirt's alias `ua-<name>`, which allows no more than these.
DeviceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,48}$")]


class Envelope(Exact):
    """What every part of the envelope shares: unknown keys are errors, YAML says camelCase, values are
    frozen.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )


class SuspensionEntry(Envelope):
    """A pause with a reason: nothing is corrected until it is lifted or `until` has passed."""

    reason: str = Field(description="Why; shown wherever the object is.")
    by: str = Field("", description="Who said so.")
    until: datetime | None = Field(None, description="When it ends by itself; never if left out.")

    def plain(self) -> Suspension:
        """The pause as a value."""
        return Suspension(self.reason, self.by, self.until)


class WindowEntry(Envelope):
    """When restarts are allowed: a cron expression (local time of the daemon) and for how many minutes
    from then.
    """

    cron: str = Field(description="When it opens, in the daemon's local time: `0 3 * * 6`.")
    minutes: int = Field(60, ge=1, le=7 * 24 * 60, description="How long it stays open.")

    @field_validator("cron")
    @classmethod
    def _five_fields(cls, cron: str) -> str:
        from cronsim import CronSim, CronSimError  # only those who declare a window pay for it

        try:
            CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise ValueError(f"{cron!r} is not a cron expression; write for example '0 3 * * 6'") from error
        return cron

    def plain(self) -> Window:
        """The window as a value."""
        return Window(self.cron, self.minutes)


class PolicyEntry(Envelope):
    """`policy` as written: what is left out comes from the Host's policy, then from the settings'."""

    mode: Mode | None = Field(None, description="Put right what differs, or only report it.")
    restart: Restart | None = Field(
        None, description="May a running object be restarted to apply a change: never, in the window, or now."
    )
    window: WindowEntry | None = Field(None, description="When restarts are allowed, with `restart: window`.")
    adopt: bool | None = Field(None, description="Take over an existing object that differs.")
    foreign: Foreign | None = Field(
        None, description="Keep or remove devices that no manifest mentions; they are reported in any case."
    )
    deletion: Deletion | None = Field(
        None,
        description="When the manifest goes: leave the object, or delete it. Of a volume only its own "
        "manifest says so, and its data goes with it.",
    )
    ignore: tuple[str, ...] | None = Field(
        None, description="Paths that are neither reported nor corrected: `disks[root].cache`, `cpu`."
    )
    suspend: SuspensionEntry | None = Field(None, description="A pause: nothing is corrected while it lasts.")

    def over(self, policy: Policy) -> Policy:
        """The policy with what this entry says put over it."""
        return Policy(
            mode=self.mode or policy.mode,
            restart=self.restart or policy.restart,
            window=self.window.plain() if self.window else policy.window,
            adopt=policy.adopt if self.adopt is None else self.adopt,
            foreign=self.foreign or policy.foreign,
            deletion=self.deletion or policy.deletion,
            ignore=policy.ignore if self.ignore is None else self.ignore,
            suspend=self.suspend.plain() if self.suspend else policy.suspend,
        )


class Metadata(Envelope):
    """Which object: libvirt's own name, the Host manifest it lives on, and labels."""

    name: Name = Field(description="libvirt's own name of the object.")
    host: Name | None = Field(
        None, description="The Host manifest it lives on; left out where there is one host only."
    )
    labels: dict[str, str] = Field(default_factory=dict, description="Words to select objects by.")


class Header(Envelope):
    """Everything of a manifest but its spec, whose type depends on the kind."""

    api_version: Literal["virt-reconcile/v1"]
    kind: str
    metadata: Metadata
    policy: PolicyEntry | None = None
