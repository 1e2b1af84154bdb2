"""One sentence about one cycle, for the log and `systemctl status`. Pure; called by the daemon."""

from collections import Counter
from collections.abc import Iterable, Sequence

from reconciler.steps import Outcome, Plan, Result, State
from state.world import HostView


def sentence(views: Iterable[HostView], plan: Plan, outcomes: Sequence[Outcome]) -> str:
    """What was seen and done: `12 objects in sync`, or what was done, what failed and what is left."""
    down = [view for view in views if not view.up]
    if down:
        return f"{down[0].name} does not answer: {down[0].error}"
    results = Counter(outcome.result for outcome in outcomes)
    states = Counter(verdict.state for verdict in plan.verdicts.values())
    done = [f"{results[result]} steps {result}" for result in Result if results[result]]
    left = [f"{states[state]} {state}" for state in State if states[state] and state not in _USUAL]
    usual = [f"{states[State.IN_SYNC]} objects in sync"]
    return ", ".join([*done, *left, *usual])


_USUAL = frozenset({State.IN_SYNC, State.UNMANAGED})
