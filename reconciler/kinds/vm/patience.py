"""How long to wait for what a guest does in its own time; used by every module of this package.

libvirt answers 0 to a detach, a balloon or a shutdown that the guest never carries out, so each of them is
followed by looking again until it is so, or until its time is up.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """All in seconds but `requests`. release: for a guest to let go of a device, after each of that many
    requests, since one that comes while it still brings the slot up is lost. balloon: to give or take memory,
    counted anew whenever it moved; a guest that was just started boots first. start: for a machine to run.
    shutdown: where no manifest says how long. press: between two presses of the power button, because one
    that comes early in the boot is lost.
    shortest, longest: between two looks; each wait is half as long again as the one before.
    """

    release: float = 5.0
    requests: int = 4
    balloon: float = 45.0
    start: float = 30.0
    shutdown: float = 120.0
    press: float = 5.0
    shortest: float = 0.02
    longest: float = 0.5

    def until(self, so: Callable[[], bool], seconds: float) -> bool:
        """Whether it became so within that time. It is asked at least once, and again when the time is up."""
        deadline = time.monotonic() + seconds
        pause = self.shortest
        while not so():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, self.longest)
        return True


UNHURRIED = Patience()
