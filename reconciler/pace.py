"""How soon an object that made trouble is tried again: a state machine whose only clock is its argument.

Why it exists: without it a step that fails is tried again at every event, and a guest that dies at once is
started for ever. The daemon notes how each cycle went; the next plan is told what to leave alone. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeAlias

from reconciler.fingerprint import fingerprint
from reconciler.steps import Outcome, Result, Verb
from schemas.facts import Ref
from state.world import World

Wait: TypeAlias = Callable[[int], float]
"""Seconds to wait after so many failures in a row."""

STARTS = 5
STARTS_WITHIN = 600.0
_STARTING = frozenset({Verb.START, Verb.RESTART})
_TROUBLE = frozenset({Result.FAILED, Result.UNSETTLED})


@dataclass(frozen=True, slots=True)
class Sides:
    """Digests of what was wanted of an object and of how it was live."""

    want: str
    have: str

    @classmethod
    def of(cls, world: World, ref: Ref) -> "Sides":
        """Both sides as this world has them."""
        manifest, live = replace(world, views={}, recorded={}), replace(world, desired={}, recorded={})
        return cls(fingerprint(manifest, [ref]), fingerprint(live, [ref]))


@dataclass(frozen=True, slots=True)
class Hold:
    """An object left alone until `until` (POSIX seconds) or until it moves. dying: a machine that dies each
    time it is started moves by itself, so that only its manifest frees it.
    """

    failures: int
    until: float
    sides: Sides
    reason: str
    dying: bool = False

    def covers(self, sides: Sides, now: float) -> bool:
        """Whether the object is still to be left alone."""
        same = self.sides.want == sides.want if self.dying else self.sides == sides
        return same and now < self.until


@dataclass(frozen=True, slots=True)
class Pace:
    """What is held, and when each machine was started lately (POSIX seconds)."""

    holds: Mapping[Ref, Hold] = field(default_factory=dict)
    starts: Mapping[Ref, tuple[float, ...]] = field(default_factory=dict)

    def held(self, world: World, now: float) -> dict[Ref, str]:
        """The objects that a plan at `now` leaves alone, with the reason that people read."""
        covered = self._covering(world, now)
        return {ref: f"{hold.reason}; tried again at {_clock(hold.until)}" for ref, hold in covered.items()}

    def due(self) -> float | None:
        """When the first hold ends (POSIX seconds)."""
        return min((hold.until for hold in self.holds.values()), default=None)

    def noted(self, outcomes: Sequence[Outcome], world: World, now: float, wait: Wait) -> "Pace":
        """The pace after a cycle that ended in `world`: who made trouble is held, who did not is free."""
        starts = _starts(self.starts, outcomes, now)
        holds = {
            ref: hold for ref, hold in self._covering(world, now).items() if ref not in _worked_on(outcomes)
        }
        for ref, reason in _failures(outcomes).items():
            holds[ref] = self._hold(ref, Hold(0, now, Sides.of(world, ref), reason), wait)
        for ref in _revived(outcomes) - holds.keys():
            if len(starts.get(ref, ())) > STARTS or self._was_dying(ref, world):
                reason = f"it was started {len(starts[ref])} times lately and did not stay up"
                holds[ref] = self._hold(ref, Hold(0, now, Sides.of(world, ref), reason, dying=True), wait)
        return Pace(holds, starts)

    def _covering(self, world: World, now: float) -> dict[Ref, Hold]:
        return {ref: hold for ref, hold in self.holds.items() if hold.covers(Sides.of(world, ref), now)}

    def _was_dying(self, ref: Ref, world: World) -> bool:
        hold = self.holds.get(ref)
        return hold is not None and hold.dying and hold.sides.want == Sides.of(world, ref).want

    def _hold(self, ref: Ref, fresh: Hold, wait: Wait) -> Hold:
        """The new hold, longer than the last one of the same object under the same manifest."""
        last = self.holds.get(ref)
        failures = 1 + (last.failures if last is not None and last.sides.want == fresh.sides.want else 0)
        return replace(fresh, failures=failures, until=fresh.until + wait(failures))


def _worked_on(outcomes: Sequence[Outcome]) -> frozenset[Ref]:
    return frozenset(outcome.step.ref for outcome in outcomes)


def _failures(outcomes: Sequence[Outcome]) -> dict[Ref, str]:
    """The first trouble of each object. What was only blocked by another's failure waits for that one."""
    told = ((outcome.step.ref, outcome) for outcome in reversed(outcomes) if outcome.result in _TROUBLE)
    return {ref: f"{outcome.step.verb} {outcome.result}: {outcome.error}" for ref, outcome in told}


def _revived(outcomes: Sequence[Outcome]) -> set[Ref]:
    started = (outcome for outcome in outcomes if outcome.step.verb in _STARTING)
    return {outcome.step.ref for outcome in started if outcome.result is Result.DONE}


def _starts(
    before: Mapping[Ref, tuple[float, ...]], outcomes: Sequence[Outcome], now: float
) -> dict[Ref, tuple[float, ...]]:
    fresh = {ref: (*before.get(ref, ()), now) for ref in _revived(outcomes)}
    recent = {
        ref: tuple(moment for moment in moments if now - moment < STARTS_WITHIN)
        for ref, moments in {**before, **fresh}.items()
    }
    return {ref: moments for ref, moments in recent.items() if moments}


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%H:%M:%SZ")
