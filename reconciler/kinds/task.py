"""What a kind is handed to carry out one step: the connection and both sides of the object, as values."""

from collections.abc import Callable
from dataclasses import dataclass

import libvirt

from reconciler.edit import Sources
from schemas.facts import Facts
from schemas.form import Described
from state.world import Desired, Live, Record


def _silent(_message: str) -> None:
    """Nobody is watching."""


@dataclass(frozen=True, slots=True)
class Task:
    """Everything about one object that `perform(step, task)` may need.

    desired: with secrets in plain; None where the manifest is gone. live: as the plan saw it; None where
    it is to
    be made. uuid: the identity to create with, or to check before anything is taken away. mark: what goes
    into our metadata. progress: a line for whoever watches a long step. resumed: we were cut off while making
    it, so that what is there is ours and may be half done. record: what the
    ledger knows of it.
    """

    connection: libvirt.virConnect
    spec: Described
    uuid: str
    mark: str
    desired: Desired | None = None
    live: Live | None = None
    progress: Callable[[str], None] = _silent
    resumed: bool = False
    record: Record | None = None

    @property
    def wanted(self) -> Facts:
        """The desired facts; none where the manifest is gone."""
        return self.desired.facts if self.desired else {}

    @property
    def remembered(self) -> Facts:
        """What was recorded: it tells which device is one of ours that may have to go."""
        return self.record.facts if self.record else {}

    @property
    def sources(self) -> Sources:
        """All that may be written into its definition."""
        overlay = self.desired.overlay if self.desired else ""
        settled = self.record.whole.persistent if self.record else b""
        return Sources(self.wanted, overlay, settled, self.remembered)
