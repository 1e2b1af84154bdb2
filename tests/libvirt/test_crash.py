"""kill -9 between any two libvirt calls of a deployment: the next run finishes it; nothing twice or lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.forge import FIRST, KILLED, LEAST, SHARES, Forge, calls, forging, whole
from tests.lab import Host


@pytest.fixture
def forge(tmp_path: Path, host: Host) -> Iterator[Forge]:
    """The process lives as long as the test."""
    with forging(tmp_path, host) as found:
        yield found


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("share", SHARES)
def test_a_deployment_killed_before_any_libvirt_call_is_finished_by_the_next_run(
    forge: Forge, share: int
) -> None:
    """From nothing to a running machine, killed at every call in turn."""
    forge.write(FIRST)
    uuids: set[str] = set()
    code = KILLED
    for crash in calls(share):
        forge.reset()
        code = forge.run("apply", "--yes", crash=crash)
        assert code in {KILLED, 0}, forge.said()
        whole(forge, crash)
        uuids.add(forge.libvirt.lookupByName("web").UUIDString())
        if code != KILLED:
            break
    assert crash > LEAST, "it was hardly ever killed"
    assert code == 0, "it was never let through to its end"
    assert len(uuids) == 1
