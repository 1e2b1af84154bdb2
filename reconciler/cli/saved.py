"""A plan in a file: made by `plan --out`, carried out by `apply --plan`, refused once the world has moved.

The file holds no steps: the plan is made again from what it was made from, and has to be the same one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from reconciler.cli.failure import Trouble
from reconciler.cli.fleet import seals
from reconciler.cli.look import Intent, Look
from reconciler.published import as_document
from reconciler.text.values import hosts

FORMAT = "virt-reconcile/plan/1"
_AGAIN = "make it again with `virt-reconcile plan --out`"


class SavedPlan(BaseModel):
    """The file's content. seals: by host, the digest of its plan and of all that it was made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: str
    path: Path
    adopt: bool
    allow_deletions: int
    losses: tuple[str, ...] = ()
    connect: str | None
    seals: Mapping[str, str]
    report: dict[str, object]

    @property
    def intent(self) -> Intent:
        """What the plan was about."""
        return Intent(self.path, self.adopt, self.allow_deletions, self.losses)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a plan came from: what it was about, and the `--connect` it was made with."""

    intent: Intent
    connect: str | None


def save(file: Path, origin: Origin, seen: Look) -> None:
    """Write the plan to a file. Trouble where it cannot be written."""
    saved = SavedPlan(
        format=FORMAT,
        path=origin.intent.path.absolute(),
        adopt=origin.intent.adopt,
        allow_deletions=origin.intent.allow_deletions,
        losses=origin.intent.losses,
        connect=origin.connect,
        seals=seals(seen.cycles),
        report=as_document(seen.report),
    )
    try:
        file.write_text(json.dumps(saved.model_dump(mode="json"), indent=2) + "\n", "utf-8")
    except OSError as error:
        raise Trouble(
            f"the plan cannot be saved to {file}: {error.strerror}", "choose another file"
        ) from error


def saved_plan(file: Path) -> SavedPlan:
    """The plan of a file. Trouble where there is none."""
    try:
        saved = SavedPlan.model_validate_json(file.read_bytes())
    except OSError as error:
        raise Trouble(f"the plan {file} cannot be read: {error.strerror}", "check the path") from error
    except ValidationError:
        raise Trouble(f"{file} is no saved plan", _AGAIN) from None
    if saved.format != FORMAT:
        raise Trouble(f"{file} was saved by another version of virt-reconcile", _AGAIN)
    return saved


def ensure_fits(saved: SavedPlan, seen: Look) -> None:
    """Trouble where anything that the plan was made from has moved."""
    now = seals(seen.cycles)
    moved = [host for host in {*saved.seals, *now} if saved.seals.get(host) != now.get(host)]
    if moved:
        raise Trouble(
            f"the saved plan does not hold any more: {hosts(moved)} moved since it was made", _AGAIN
        )
