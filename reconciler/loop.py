"""One cycle of one host: look, plan, act, look again. The daemon calls it for ever, the commands once.

What it returns is all that anybody learns of the cycle: reports, metrics and the log are made from it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reconciler.case import Limits
from reconciler.plan import Circumstances, plan
from reconciler.session import Session
from reconciler.steps import Outcome, Plan, State, Step, Watcher
from schemas.facts import Ref
from state.desired.resolution import Resolution
from state.world import World

if TYPE_CHECKING:
    from reconciler.acting import Hands


def _unwatched(_step: object, _news: object) -> None:
    """Nobody follows the steps."""


def _unseen(_cycle: "Cycle") -> None:
    """Nobody wants the plan before it is carried out."""


def _going_on() -> bool:
    """Nobody wants it to stop."""
    return False


def _patient() -> bool:
    """Wait for as long as it takes."""
    return True


def _unheld(_world: World, _now: float) -> Mapping[Ref, str]:
    """Nothing is left alone."""
    return {}


@dataclass(frozen=True, slots=True)
class Orders:
    """How a cycle is to go. act: carry the plan out. refresh: ask pools to look at their files first, which
    makes libvirt emit events. only: read these objects alone again. held: what is left alone at a time (POSIX
    seconds), and why. stopped: whether the step in hand is to be the last. watch: told of each step. planned:
    called with the cycle before anything is done; False from it leaves it at that. wait: asked again and
    again while another run acts on the host; False makes it a cycle that only looks.
    """

    act: bool = False
    refresh: bool = False
    only: frozenset[Ref] | None = None
    limits: Limits = field(default_factory=Limits)
    held: Callable[[World, float], Mapping[Ref, str]] = _unheld
    stopped: Callable[[], bool] = _going_on
    watch: Watcher = _unwatched
    planned: Callable[["Cycle"], object] = _unseen
    wait: Callable[[], bool] = _patient


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one cycle saw and did. phases: seconds by phase (observe, plan, apply). yielded: it only looked,
    because another run acts on the host.
    """

    world: World
    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    now: float = 0.0
    phases: Mapping[str, float] = field(default_factory=dict)
    yielded: bool = False


WAITING = frozenset({"pool-first", "dependency"})
PASSES = 3  # a stopped pool shows its volumes only once it is started, and machines wait for volumes


def run_cycle(session: Session, resolution: Resolution, orders: Orders) -> Cycle:
    """Look and plan; where told to act, carry the plan out and say what is left after it.

    Only one run acts on a host at a time, and what it plans it has seen in its own turn. What only becomes
    visible by acting is planned and done in a further pass, up to `PASSES`; such a pass touches nothing that
    the first plan did not name.
    """
    if not orders.act:
        return _cycle(session, resolution, orders)
    with session.ledger.turn(session.host.name, orders.wait) as ours:
        return replace(_cycle(session, resolution, replace(orders, act=ours)), yielded=not ours)


def _cycle(session: Session, resolution: Resolution, orders: Orders) -> Cycle:
    cycle = _planned(session, resolution, orders)
    if orders.act:
        _remember(session, cycle)
    if orders.planned(cycle) is False or not orders.act or not cycle.plan.steps:
        return cycle
    tried: set[Step] = set()
    agreed = _open_to_more(cycle.plan)
    for _ in range(PASSES):
        todo = cycle.plan.only(agreed)
        if orders.stopped() or tried.issuperset(todo.steps):
            break
        tried.update(todo.steps)
        cycle = _acted(session, resolution, orders, replace(cycle, plan=todo))
    return cycle


def _open_to_more(plan: Plan) -> frozenset[Ref]:
    """What a further pass may touch: what the plan worked on, and what it said was waiting for that."""
    waiting = frozenset(refusal.ref for refusal in plan.refusals if refusal.guard in WAITING)
    return waiting | {step.ref for step in plan.steps}


def _acted(session: Session, resolution: Resolution, orders: Orders, cycle: Cycle) -> Cycle:
    """The plan carried out, and what is seen after it; outcomes and times of all passes together."""
    from reconciler.apply import apply  # a cycle that only looks does not wait for what acting needs

    started = time.monotonic()
    outcomes = apply(cycle.plan, cycle.world, dict(resolution.desired), _hands(session, resolution, orders))
    touched = frozenset(outcome.step.ref for outcome in outcomes)
    only = None if orders.only is None else orders.only | touched
    after = _planned(session, resolution, replace(orders, only=only))
    _remember(session, after)
    spent = cycle.phases.get("apply", 0.0) + time.monotonic() - started
    return replace(after, outcomes=cycle.outcomes + outcomes, phases={**cycle.phases, "apply": spent})


def _planned(session: Session, resolution: Resolution, orders: Orders) -> Cycle:
    started = time.monotonic()
    world = session.look(resolution, refresh=orders.refresh, only=orders.only)
    looked = time.monotonic()
    now = time.time()
    held = {**orders.held(world, now), **({} if orders.act else _in_hand(session, world))}
    circumstances = Circumstances(now, session.ledger.mark, orders.limits, session.memo, held)
    decided = plan(world, circumstances)
    return Cycle(
        world, decided, now=now, phases={"observe": looked - started, "plan": time.monotonic() - looked}
    )


def _in_hand(session: Session, world: World) -> Mapping[Ref, str]:
    """What another run is in the middle of: it is not what a crash left behind."""
    begun = [ref for ref, record in world.recorded.items() if record.intent is not None]
    if not begun or not session.ledger.busy(session.host.name):
        return {}
    return dict.fromkeys(begun, "another run is working on it")


def _hands(session: Session, resolution: Resolution, orders: Orders) -> "Hands":
    from reconciler.acting import Hands

    return Hands(session.connection, session.ledger, resolution.revision, orders.stopped, orders.watch)


_NOT_DRIFT = frozenset({State.IN_SYNC, State.UNMANAGED, State.UNKNOWN, State.ORPHANED})


def _remember(session: Session, cycle: Cycle) -> None:
    """Keep in the ledger since when each recorded object has differed."""
    for ref, record in cycle.world.recorded.items():
        verdict = cycle.plan.verdicts[ref]
        differs = verdict.state not in _NOT_DRIFT
        if differs and record.since is None:
            session.ledger.mark_drift(ref, cycle.now)
        elif record.since is not None and verdict.state is State.IN_SYNC:
            session.ledger.clear_drift(ref)


def differing(cycle: Cycle) -> list[Ref]:
    """The objects that are not as they should be."""
    return [ref for ref, verdict in cycle.plan.verdicts.items() if verdict.state not in _NOT_DRIFT]
