"""What a manifest leaves open and an existing object has settled: a derived MAC is only for a new card.

Pure. Called by the planner and by apply, so that both want the same.
"""

from schemas.facts import Facts
from state.world import Desired, Live, Record


def wanted(desired: Desired, record: Record | None, live: Live | None) -> Facts:
    """The desired facts, where a derived one gives way to what was recorded, or else to what is there."""
    if not desired.derived:
        return desired.facts
    recorded = record.facts if record is not None else {}
    there = (live.persistent or live.running or {}) if live is not None else {}
    settled = {path: found for path in desired.derived if (found := recorded.get(path) or there.get(path))}
    return {**desired.facts, **settled}
