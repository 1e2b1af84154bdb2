"""The value of a private secret, which libvirt tells nobody: it counts as what was last written.

Pure. Called by the planner, with what the ledger remembers, and by whoever reads back, with what was just
written: there libvirt's word is all there is.
"""

from dataclasses import replace

from schemas.facts import UNSEEN, Facts
from state.world import Live


def supposed(live: Live, told: Facts) -> Live:
    """The object with what is said of it in place of each value that nobody can see, or without it."""
    facts = live.persistent
    if facts is None or UNSEEN not in facts.values():
        return live
    hidden = {path: told.get(path) for path, value in facts.items() if value == UNSEEN}
    seen = {path: value for path, value in facts.items() if path not in hidden}
    return replace(live, persistent={**seen, **{path: it for path, it in hidden.items() if it is not None}})
