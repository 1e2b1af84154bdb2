"""How a time is taken: the best of several tries, since every disturbance only makes it longer."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def best(action: Callable[[], object], tries: int = 5) -> float:
    """Seconds of the quickest try."""
    taken = []
    for _ in range(tries):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return min(taken)


def command(words: Sequence[str], byte_code: Path) -> Callable[[], object]:
    """A command as something to time; it must succeed. byte_code: where Python keeps it, as if installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(byte_code)
    return lambda: subprocess.run(words, check=True, capture_output=True, env=environment)


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that `share` of them do not exceed."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
