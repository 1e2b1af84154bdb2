"""One object's situation, gathered for the guards and the planner: a value, made by `reconciler.plan`."""

from dataclasses import dataclass, field, replace

from reconciler.steps import Change
from schemas.facts import Ref
from schemas.kind import Kind
from schemas.markers import Impact
from schemas.policy import Policy, RunStrategy
from state.world import Desired, HostView, Live, Record


@dataclass(frozen=True, slots=True)
class Limits:
    """When a host's plan is too bold: more deletions than this number, or than this share of what we keep
    there, are refused;
    a field that was written `writes` times and never settled is left alone. allowed: deletions that a
    person has confirmed by number. losses: volumes (`Volume/pool/name`) whose lost data a person has given
    up, and hosts (`Host/name`) that lost everything.
    """

    deletions: int = 10
    ratio: float = 0.3
    writes: int = 3
    allowed: int = 0
    losses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Both sides of one object, and what differs. now: POSIX seconds. mark: our ledger's identity. complete:
    whether every manifest could be read.
    """

    ref: Ref
    kind: Kind
    view: HostView
    now: float
    mark: str
    desired: Desired | None = None
    record: Record | None = None
    live: Live | None = None
    changes: tuple[Change, ...] = ()
    limits: Limits = field(default_factory=Limits)
    complete: bool = True

    @property
    def policy(self) -> Policy:
        """The effective policy; the strictest defaults where the manifest is gone."""
        return self.desired.policy if self.desired else Policy()

    @property
    def ours(self) -> bool:
        """Whether the ledger knows the live object as the one it recorded (or was making when it was cut
        off).
        """
        return self.record is not None and self.live is not None and self.record.uuid == self.live.uuid

    @property
    def unfinished(self) -> bool:
        """Whether we were cut off while making it, so that what is there is ours and may be half done."""
        return self.record is not None and self.record.intent == "create"

    @property
    def must_run(self) -> bool | None:
        """Whether it has to be on; None where nobody says so."""
        match self.desired.power if self.desired else None:
            case RunStrategy.ALWAYS:
                return True
            case RunStrategy.HALTED:
                return False
            case RunStrategy.RERUN:
                fresh = self.live is None or self.unfinished
                return True if fresh or self._crashed or self._cut_short else None
            case RunStrategy.MANUAL:
                return True if self._cut_short else None
            case None:
                return None

    @property
    def _cut_short(self) -> bool:
        """Whether it is off only because a restart of ours did not get to its start."""
        begun = self.record is not None and self.record.intent == "restart"
        return begun and self.live is not None and not self.live.active

    @property
    def _crashed(self) -> bool:
        return self.live is not None and not self.live.active and self.live.reason in {"crashed", "failed"}

    def with_changes(self, changes: tuple[Change, ...]) -> "Case":
        """The same case with other changes."""
        return replace(self, changes=changes)


def actionable(change: Change) -> bool:
    """Whether anything is to be done about it: nobody gave a reason why not, and it has a way."""
    return not change.reason and change.impact is not Impact.RECREATE
