"""How the settings file is written: its keys, what each may be and means. Unknown keys are errors.

Called by `reconciler.settings` where there is a file, and by what documents it.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, WithJsonSchema

from reconciler.log import Format, Level
from reconciler.settings import (
    BackoffSettings,
    DeletionSettings,
    LogSettings,
    Settings,
    SettingsError,
    finding,
    parse_address,
    parse_duration,
)
from schemas.manifest import Envelope, PolicyEntry
from schemas.policy import Policy

_DEFAULT = Settings()
_Duration = WithJsonSchema(
    {
        "anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "string", "pattern": r"^\d+(\.\d+)?(ms|s|m|h|d)?$"},
        ],
        "description": "seconds, or a number with a unit: 30s, 5m, 1h, 1d",
    }
)
Duration = Annotated[float, BeforeValidator(parse_duration), _Duration]

Address = Annotated[str, AfterValidator(parse_address)]


class LogEntry(Envelope):
    """How the daemon logs."""

    format: Format = Field(
        _DEFAULT.log.format, description="auto: for a console on a terminal, else JSON lines."
    )
    level: Level = Field(_DEFAULT.log.level, description="The least that is worth a line.")


class DeletionEntry(Envelope):
    """When a host's plan deletes too much at once to be believed; `--allow-deletions` confirms a number."""

    count: int = Field(
        _DEFAULT.deletions.count, ge=0, description="More deletions than this on one host are refused."
    )
    ratio: float = Field(
        _DEFAULT.deletions.ratio,
        ge=0,
        le=1,
        description="So is a larger share of what one host has recorded.",
    )


class BackoffEntry(Envelope):
    """How long what failed is left alone: doubled each time."""

    first: Duration = Field(_DEFAULT.backoff.first, description="After the first failure.")
    longest: Duration = Field(_DEFAULT.backoff.longest, description="Never longer than this.")
    writes: int = Field(
        _DEFAULT.backoff.writes,
        ge=1,
        description="A field that did not settle after so many writes is left alone.",
    )


class SettingsFile(Envelope):
    """What the settings file may say."""

    connect: str | None = Field(
        None,
        description="libvirt URI, where no Host manifest names one; else LIBVIRT_DEFAULT_URI or qemu:///system.",
    )
    state_dir: Path | None = Field(
        None,
        description="Where the ledger is: /var/lib/virt-reconcile, as a user ~/.local/state/virt-reconcile.",
    )
    output: Literal["text", "json", "yaml"] = Field(_DEFAULT.output, description="How results are printed.")
    color: bool = Field(default=_DEFAULT.color, description="Whether texts are coloured on a terminal.")
    source: Path | None = Field(None, description="The folder of manifests, where no command line names one.")
    interval: Annotated[Duration, Field(ge=1)] = Field(
        _DEFAULT.interval, description="The time between two looks at a host of which nothing was heard."
    )
    listen: Address | None = Field(
        _DEFAULT.listen, description="Address and port of metrics, page and API; null for none."
    )
    policy: PolicyEntry = Field(
        default_factory=PolicyEntry, description="What holds where neither a manifest nor its host says it."
    )
    log: LogEntry = Field(default_factory=LogEntry)
    deletions: DeletionEntry = Field(default_factory=DeletionEntry)
    backoff: BackoffEntry = Field(default_factory=BackoffEntry)

    def plain(self) -> Settings:
        """The settings as values."""
        return Settings(
            self.connect,
            self.state_dir,
            self.output,
            self.color,
            self.source,
            self.interval,
            self.listen,
            Policy().under(self.policy),
            LogSettings(self.log.format, self.log.level),
            DeletionSettings(self.deletions.count, self.deletions.ratio),
            BackoffSettings(self.backoff.first, self.backoff.longest, self.backoff.writes),
        )


def parsed(file: str, text: str) -> Settings:
    """The settings that a text states. SettingsError with all that is wrong."""
    from state.desired.document import Document
    from state.desired.excerpt import Chunk
    from state.desired.mistakes import Rejected, problems_of
    from state.desired.yaml import parse

    chunk = Chunk(file, 0, text)
    found = parse(chunk)
    if found.diagnostics:
        raise SettingsError(found.diagnostics)
    if found.data is None:
        return Settings()
    if not isinstance(found.data, dict):
        raise SettingsError((finding(Path(file), "it is no mapping", "write `key: value` lines"),))
    try:
        return SettingsFile.model_validate(found.data).plain()
    except ValidationError as error:
        problems = problems_of(error, Rejected(SettingsFile, found.data))
        raise SettingsError(Document(chunk, found.spot, found.data).diagnose(problems)) from None
