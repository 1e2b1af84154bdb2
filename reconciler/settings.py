"""What an administrator sets once for this machine: the settings file, under options and environment.

Read by every verb of the command line. A key means what the option of its name means; an option beats the
environment, the environment the file, the file the defaults here. `reconciler.settingsfile` says how the file
is written, and is imported only where there is one.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from reconciler.case import Limits
from schemas.policy import Policy
from state.diagnostics import Diagnostic, Severity, Where

if TYPE_CHECKING:
    from reconciler.log import Format, Level

FILE: Final = Path("/etc/virt-reconcile/config.yaml")
STATE_DIR: Final = Path("/var/lib/virt-reconcile")
LISTEN: Final = "127.0.0.1:9817"
_LAST_PORT = 65535
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


def parse_address(written: str) -> str:
    """`127.0.0.1:9817`, `[::1]:9817`, or a port alone, as it is written. ValueError otherwise."""
    port = written.rpartition(":")[2]
    if not (port.isascii() and port.isdecimal() and int(port) <= _LAST_PORT):
        raise ValueError(f"{written!r} is no address with a port of at most {_LAST_PORT}; write {LISTEN}")
    return written


class SettingsError(Exception):
    """The settings file is wrong; `diagnostics` say where and how, all of it at once."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(*map(str, diagnostics))
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How the daemon logs."""

    format: "Format" = "auto"
    level: "Level" = "info"


@dataclass(frozen=True, slots=True)
class DeletionSettings:
    """When a host's plan deletes too much at once to be believed: a number, and a share of what is recorded
    there.
    """

    count: int = 10
    ratio: float = 0.3


@dataclass(frozen=True, slots=True)
class BackoffSettings:
    """How long what failed is left alone (seconds), and how often a field is written that does not settle."""

    first: float = 5.0
    longest: float = 900.0
    writes: int = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of virt-reconcile on one machine; `reconciler.settingsfile` describes each."""

    connect: str | None = None
    state_dir: Path | None = None
    output: Literal["text", "json", "yaml"] = "text"
    color: bool = True
    source: Path | None = None
    interval: float = 60.0
    listen: str | None = LISTEN
    default_policy: Policy = Policy()
    log: LogSettings = field(default_factory=LogSettings)
    deletions: DeletionSettings = field(default_factory=DeletionSettings)
    backoff: BackoffSettings = field(default_factory=BackoffSettings)

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
        raise SettingsError((finding(place, "there is no such file", "see --config"),)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError((finding(place, f"it cannot be read: {error}", "see --config"),)) from error
    from reconciler.settingsfile import parsed

    return parsed(str(place), text)


def finding(path: Path, message: str, remedy: str) -> Diagnostic:
    """What is wrong with the file as a whole."""
    return Diagnostic(Severity.ERROR, Where(str(path)), message, remedy)
