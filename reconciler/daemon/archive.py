"""What the main thread has to do with the ledger: it keeps the last report there, for `status`, and finds the
pauses that were commanded from another process.

Why it exists: a ledger that refuses (a full disk) must neither end the daemon, whose threads may have steps
in hand, nor be said at each beat. Used by `service`.
"""

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from reconciler.published import Report, as_document
from state.errors import Failure
from state.recorded.ledger import Ledger

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

SAVING = 2.0  # seconds between two saved reports at least


class Archive:
    """One ledger, as the main thread uses it. No method raises Failure. clock: seconds, for `SAVING`."""

    def __init__(
        self, ledger: Ledger, log: "FilteringBoundLogger", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ledger = ledger
        self._log = log
        self._clock = clock
        self._pauses = ledger.suspensions()
        self._saved = 0
        self._tried = float("-inf")
        self._refusing = False

    def pauses_moved(self) -> bool:
        """Whether `suspend` or `resume` did something since the last time; where nobody can tell, no."""
        try:
            pauses = self._ledger.suspensions()
        except Failure as failure:
            self._refused(failure)
            return False
        moved, self._pauses = pauses != self._pauses, pauses
        return moved

    def wants(self, number: int) -> bool:
        """Whether the report of this snapshot is to be kept by now."""
        return number != self._saved and self._clock() - self._tried > SAVING

    def keep(self, number: int, report: Report) -> None:
        """Keep the report of a snapshot; where the ledger refuses, it is wanted again."""
        self._tried = self._clock()
        try:
            self._ledger.save_report(json.dumps(as_document(report)))
        except Failure as failure:
            self._refused(failure)
        else:
            self._saved, self._refusing = number, False

    def _refused(self, failure: Failure) -> None:
        """Say so, once until a report is kept again."""
        if not self._refusing:
            self._log.error("the ledger refuses", error=str(failure))
        self._refusing = True
