"""What an administrator sets once for this machine: the settings file, under options and environment.

Read by every verb of the command line. A key means what the option of its name means; an option beats the
environment, the environment the file, the file the defaults here. Unknown keys are errors, as in manifests.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema

from reconciler.case import Limits
from reconciler.log import Format, Level
from schemas.manifest import Envelope, PolicyEntry
from schemas.policy import Policy
from state.diagnostics import Diagnostic, Severity, Where

FILE: Final = Path("/etc/virt-reconcile/config.yaml")
STATE_DIR: Final = Path("/var/lib/virt-reconcile")
LISTEN: Final = "127.0.0.1:9817"
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)?")
_SECONDS = (("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86400.0))


def parse_duration(written: object) -> float:
    """`30s`, `5m`, `1h`, `1d` or plain seconds, in seconds. ValueError otherwise."""
    if isinstance(written, (int, float)) and not isinstance(written, bool) and written >= 0:
        return float(written)
    match = _DURATION.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        raise ValueError(f"{written!r} is not a duration; write for example 30s, 5m or 1h")
    return float(match[1]) * dict(_SECONDS)[match[2] or "s"]


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


class SettingsError(Exception):
    """The settings file is wrong; `diagnostics` say where and how, all of it at once."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(*map(str, diagnostics))
        self.diagnostics = diagnostics


class LogSettings(Envelope):
    """How the daemon logs."""

    format: Format = Field("auto", description="auto: for a console on a terminal, else JSON lines.")
    level: Level = Field("info", description="The least that is worth a line.")


class DeletionSettings(Envelope):
    """When a plan deletes too much at once to be believed; `--allow-deletions` confirms a number."""

    count: int = Field(10, ge=0, description="More objects than this are refused.")
    ratio: float = Field(0.3, ge=0, le=1, description="A larger share of all recorded objects is refused.")


class BackoffSettings(Envelope):
    """How long what failed is left alone: doubled each time."""

    first: Duration = Field(5.0, description="After the first failure.")
    longest: Duration = Field(900.0, description="Never longer than this.")
    writes: int = Field(
        3, ge=1, description="A field that did not settle after so many writes is left alone."
    )


class Settings(Envelope):
    """The settings of virt-reconcile on one machine."""

    connect: str | None = Field(
        None,
        description="libvirt URI, where no Host manifest names one; else LIBVIRT_DEFAULT_URI or qemu:///system.",
    )
    state_dir: Path | None = Field(
        None,
        description="Where the ledger is: /var/lib/virt-reconcile, as a user ~/.local/state/virt-reconcile.",
    )
    output: Literal["text", "json", "yaml"] = Field("text", description="How results are printed.")
    color: bool = Field(default=True, description="Whether texts are coloured on a terminal.")
    source: Path | None = Field(None, description="The folder of manifests, where no command line names one.")
    interval: Annotated[Duration, Field(ge=1)] = Field(
        60.0, description="The time between two looks at a host of which nothing was heard."
    )
    listen: str | None = Field(
        LISTEN, description="Address and port of metrics, page and API; null for none."
    )
    policy: PolicyEntry = Field(
        default_factory=PolicyEntry, description="What holds where neither a manifest nor its host says it."
    )
    log: LogSettings = Field(default_factory=LogSettings)
    deletions: DeletionSettings = Field(default_factory=DeletionSettings)
    backoff: BackoffSettings = Field(default_factory=BackoffSettings)

    @property
    def default_policy(self) -> Policy:
        """What holds where neither a manifest nor its host says otherwise."""
        return Policy().under(self.policy)

    @property
    def state_directory(self) -> Path:
        """Where the ledger is: as set, as systemd says, root's in /var/lib, a user's where XDG says."""
        given = self.state_dir or os.environ.get("STATE_DIRECTORY")
        if given:
            return Path(given)
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        return STATE_DIR if os.geteuid() == 0 else Path(home) / "virt-reconcile"

    def limits(self, allowed: int = 0) -> Limits:
        """What is too bold for a plan; `allowed` deletions are confirmed by number."""
        return Limits(self.deletions.count, self.deletions.ratio, self.backoff.writes, allowed)


def read(path: Path | None) -> Settings:
    """The settings of a file; the defaults where the usual one is not there. SettingsError if it is wrong."""
    place = path or FILE
    try:
        text = place.read_text("utf-8")
    except FileNotFoundError:
        if path is None:
            return Settings()
        raise SettingsError((_finding(place, "there is no such file", "see --config"),)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError((_finding(place, f"it cannot be read: {error}", "see --config"),)) from error
    return parsed(str(place), text)


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
        raise SettingsError((_finding(Path(file), "it is no mapping", "write `key: value` lines"),))
    try:
        return Settings.model_validate(found.data)
    except ValidationError as error:
        problems = problems_of(error, Rejected(Settings, found.data))
        raise SettingsError(Document(chunk, found.spot, found.data).diagnose(problems)) from None


def _finding(path: Path, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, Where(str(path)), message, remedy)
