"""Hours of what people do by hand, in any order and several at once, each time put right. Only `make soak`
runs it.
"""

import os
import random
import time
from pathlib import Path

import pytest

from tests.lab import Host
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.site import changed_paths, make_site
from tests.libvirt.test_drifts import DRIFTS, Identity

HOURS = float(os.environ.get("SOAK_HOURS", "1"))


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_any_mix_of_drifts_is_put_right_for_hours(
    tmp_path: Path, host: Host, guest: Guest, domain_type: DomainType
) -> None:
    """The seed is printed, so that a failure can be had again."""
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    site = make_site(tmp_path, host, guest, domain_type)
    assert site.apply() == 0
    site.console.wait_for("LAB-READY")
    before = Identity.of(host)
    until = time.monotonic() + HOURS * 3600
    while time.monotonic() < until:
        for drift in chance.sample(DRIFTS, chance.randint(1, 4)):
            try:
                drift.hand(host)
            except Exception as error:  # noqa: BLE001 - two hands may be in each other's way
                print(drift, error)
        for _ in range(3):
            if site.apply() == 0:
                break
        code, report = site.report("drift")
        assert (code, changed_paths(report)) == (0, set()), report
        assert Identity.of(host) == before
