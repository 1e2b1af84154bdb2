"""The envelope of every manifest: apiVersion, kind, metadata, policy, spec; and what a policy says.

Called by `state.desired` when it loads, and by the planner, which reads the effective policy.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, field_validator
from pydantic.alias_generators import to_camel

from schemas.strict import Exact

API_VERSION = "virt-reconcile/v1"

# libvirt's own limits: no slash (it names files by it), no control characters, no XML or shell surprises.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.+:@][A-Za-z0-9_.+:@ -]{0,126}$")]
# A device's name becomes libvirt's alias `ua-<name>`, which allows no more than these.
DeviceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,48}$")]


class Mode(StrEnum):
    """enforce: put right. observe: report only."""

    ENFORCE = "enforce"
    OBSERVE = "observe"


class Restart(StrEnum):
    """May a running guest (or an active network) be restarted to apply a change."""

    NEVER = "never"
    WINDOW = "window"
    NOW = "now"


class Foreign(StrEnum):
    """What happens to devices that no manifest mentions; they are reported in any case."""

    KEEP = "keep"
    REMOVE = "remove"


class Deletion(StrEnum):
    """What happens to the object when its manifest goes; for a volume `delete` destroys data."""

    ORPHAN = "orphan"
    DELETE = "delete"


class RunStrategy(StrEnum):
    """Power: Always running, Halted, Manual (never touched), RerunOnFailure (started again only after a
    crash).
    """

    ALWAYS = "Always"
    HALTED = "Halted"
    MANUAL = "Manual"
    RERUN = "RerunOnFailure"


class Envelope(Exact):
    """What every part of the envelope shares: unknown keys are errors, YAML says camelCase, values are
    frozen.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )


class Suspension(Envelope):
    """A pause with a reason: nothing is corrected until it is lifted or `until` has passed."""

    reason: str = Field(description="Why; shown wherever the object is.")
    by: str = Field("", description="Who said so.")
    until: datetime | None = Field(None, description="When it ends by itself; never if left out.")


class Window(Envelope):
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


class PolicyEntry(Envelope):
    """`policy` as written: what is left out comes from the Host's policy, then from the settings'."""

    mode: Mode | None = Field(None, description="Put right what differs, or only report it.")
    restart: Restart | None = Field(
        None, description="May a running object be restarted to apply a change: never, in the window, or now."
    )
    window: Window | None = Field(None, description="When restarts are allowed, with `restart: window`.")
    adopt: bool | None = Field(None, description="Take over an existing object that differs.")
    foreign: Foreign | None = Field(
        None, description="Keep or remove devices that no manifest mentions; they are reported in any case."
    )
    deletion: Deletion | None = Field(
        None, description="When the manifest goes: leave the object, or delete it; a volume's data with it."
    )
    ignore: tuple[str, ...] | None = Field(
        None, description="Paths that are neither reported nor corrected: `disks[root].cache`, `cpu`."
    )
    suspend: Suspension | None = Field(None, description="A pause: nothing is corrected while it lasts.")


class Policy(Envelope):
    """The effective policy of one object."""

    mode: Mode = Mode.ENFORCE
    restart: Restart = Restart.NEVER
    window: Window | None = None
    adopt: bool = False
    foreign: Foreign = Foreign.KEEP
    deletion: Deletion = Deletion.ORPHAN
    ignore: tuple[str, ...] = ()
    suspend: Suspension | None = None

    def under(self, entry: PolicyEntry | None) -> "Policy":
        """This policy with what the entry says put over it."""
        return (
            self
            if entry is None
            else self.model_copy(update=entry.model_dump(exclude_none=True) | _nested(entry))
        )


def _nested(entry: PolicyEntry) -> dict[str, object]:
    """The nested parts as objects: model_dump would turn them into dictionaries."""
    return {name: part for name in ("window", "suspend") if (part := getattr(entry, name)) is not None}


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
