"""The published shape of one cycle: what `-o json` prints, the page shows and metrics count.

Why it exists: scripts rely on this shape (docs/reference/report.schema.json is derived from these classes),
so nothing else decides what leaves the project. Filled by `reconciler.report`, rendered by `reconciler.text`.
Secrets are `<redacted>`, sizes bytes, times RFC 3339 in UTC. Pure.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from reconciler.steps import Cause, Document, Result, State, Verb
from state.diagnostics import Severity

Scalar: TypeAlias = bool | int | float | str
Shown: TypeAlias = Scalar | tuple[Scalar, ...] | None
Price: TypeAlias = Literal["live", "restart", "recreate"]
REDACTED = "<redacted>"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostEntry:
    """A hypervisor; error: why it is not up, in one line."""

    name: str
    uri: str
    up: bool
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    """One fact that differs. want null: it should go; have null: it is not there; reason: why it is left."""

    path: str
    want: Shown
    have: Shown
    document: Document
    impact: Price
    cause: Cause
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What every entry about an object begins with; only volumes have a pool."""

    kind: str
    host: str
    name: str
    pool: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectEntry(Identified):
    """One object and where it stands; since: when its present difference was first seen; keeps: what libvirt
    has of it beside its documents (snapshots, checkpoints, a managed save, NVRAM).
    """

    state: State
    since: str | None = None
    reason: str = ""
    keeps: tuple[str, ...] = ()
    changes: tuple[ChangeEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntry(Identified):
    """One action, planned or (where there are outcomes) taken, in order."""

    verb: Verb
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalEntry(Identified):
    """What a guard vetoed, and why."""

    guard: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeEntry(Identified):
    """How one step ended; error: one line for people."""

    verb: Verb
    result: Result
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntry:
    """One fact that a past step changed; null where it was or is not there."""

    path: str
    want: str | None
    have: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry(Identified):
    """One step of the audit trail. result: empty while its end is not known."""

    at: str
    verb: str
    detail: str
    result: str
    error: str
    seconds: float
    revision: str
    changes: tuple[WrittenEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosticEntry:
    """One finding about a manifest. file: as one opens it from where the command runs; from the manifests'
    folder in a report that was kept, and the daemon's. line and column: from 1; 0 is the whole file.
    """

    severity: Severity
    file: str
    line: int
    column: int
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One cycle. in_sync: nothing differs or is in doubt. outcomes: empty where nothing was carried out."""

    version: str
    revision: str
    generated_at: str
    in_sync: bool
    hosts: tuple[HostEntry, ...] = ()
    objects: tuple[ObjectEntry, ...] = ()
    steps: tuple[StepEntry, ...] = ()
    refusals: tuple[RefusalEntry, ...] = ()
    diagnostics: tuple[DiagnosticEntry, ...] = ()
    outcomes: tuple[OutcomeEntry, ...] = ()


def exit_code(told: Report) -> Literal[0, 1, 2]:
    """0: in sync. 1: differences exist or remain. 2: trouble. Objects that nobody manages never count."""
    if _troubled(told):
        return 2
    managed = (one for one in told.objects if one.state is not State.UNMANAGED)
    differs = any(one.changes or one.state is not State.IN_SYNC for one in managed)
    return 1 if differs or told.refusals else 0


def _troubled(told: Report) -> bool:
    """Whether anything is in doubt: a bad manifest, a silent host, a step that did not do what it was for."""
    return (
        any(found.severity is Severity.ERROR for found in told.diagnostics)
        or not all(host.up for host in told.hosts)
        or any(outcome.result is not Result.DONE for outcome in told.outcomes)
        or any(one.state in (State.FAILED, State.UNKNOWN) for one in told.objects)
    )


def as_document(told: Report) -> dict[str, object]:
    """The published document: dictionaries, lists and JSON's scalars, in a stable order."""
    return {field.name: plain(getattr(told, field.name)) for field in fields(told)}


def plain(value: object) -> object:
    """An entry, or a tuple of them, as JSON has it; a pool is named for volumes only."""
    if is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(part) for name, part in named if name != "pool" or part}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value.value if isinstance(value, StrEnum) else value


def moment(seconds: float) -> str:
    """POSIX seconds as RFC 3339 in UTC: `2026-11-23T03:10:00Z`."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")
