"""How property tests run: no deadlines, since a time is never asserted here, and the same examples each time.

`HYPOTHESIS_PROFILE=soak` (what `make soak` sets) draws new and many more ones.
"""

import atexit
import os
import shutil
import signal
import tempfile

import pytest
from hypothesis import HealthCheck, settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: children must heed Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):  # hundreds of commands would compile every spec again
    os.environ["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="bytecode")
    atexit.register(shutil.rmtree, os.environ["PYTHONPYCACHEPREFIX"], ignore_errors=True)

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("soak", deadline=None, max_examples=2000, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


# Files that take minutes. Begun last, they would leave one worker alone with them.
_LONG = ("test_crash.py", "test_crash_update.py", "schemas/test_laws.py", "test_adopt.py")


@pytest.hookimpl
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file with one worker, as they share what it set up, but for those with a group of
    their own. Begin with the longest files; all others stay as they were shuffled.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(item.config.rootpath).as_posix()))
    items.sort(key=lambda item: not str(item.path).endswith(_LONG))
