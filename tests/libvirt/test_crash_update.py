"""kill -9 between any two libvirt calls of an update: the next run finishes it, and the machine runs on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.forge import FIRST, KILLED, LEAST, SECOND, SHARES, Forge, calls, forging, whole
from tests.lab import Host


@pytest.fixture
def forge(tmp_path: Path, host: Host) -> Iterator[Forge]:
    """The process lives as long as the test."""
    with forging(tmp_path, host) as found:
        yield found


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("share", SHARES)
def test_an_update_killed_before_any_libvirt_call_is_finished_by_the_next_run(
    forge: Forge, share: int
) -> None:
    """Definitions, live changes and a growing disk, to and fro, killed at every call in turn; the machine
    runs on.
    """
    forge.write(FIRST)
    whole(forge, 0)
    machine = forge.libvirt.lookupByName("web")
    before = machine.ID(), machine.UUIDString()
    code = KILLED
    for turn, crash in enumerate(calls(share)):
        words = FIRST if turn % 2 else SECOND
        forge.write({**words, "capacity": f"{crash + 1}MiB"})
        code = forge.run("apply", "--yes", crash=crash)
        assert code in {KILLED, 0}, forge.said()
        whole(forge, crash)
        machine = forge.libvirt.lookupByName("web")
        assert (machine.ID(), machine.UUIDString()) == before
        assert f">{words['description']}<" in machine.XMLDesc()
        if code != KILLED:
            break
    assert crash > LEAST, "it was hardly ever killed"
    assert code == 0, "it was never let through to its end"
