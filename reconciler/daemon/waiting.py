"""How long to wait after so many failures: tenacity's waits, asked by number instead of by its retry loop.

Used by `keeper` for hosts that do not answer and, as `reconciler.pace.Wait`, for objects.
"""

from tenacity import RetryCallState, Retrying
from tenacity.wait import wait_exponential, wait_random

from reconciler.pace import Wait


def growing(first: float, longest: float) -> Wait:
    """Waits that begin at `first` seconds and double up to `longest`, spread by a quarter of `first`."""
    spread = wait_exponential(multiplier=first, max=longest) + wait_random(0, first / 4)

    def seconds(failures: int) -> float:
        state = RetryCallState(Retrying(), None, (), {})
        state.attempt_number = failures
        return spread(state)

    return seconds
