"""The same things done by hand, with the daemon watching: each is put right without anybody asking."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.lab import Lab
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.site import Site, make_site, states
from tests.libvirt.test_drifts import DRIFTS, Drift, Identity

PATIENCE = 120.0  # seconds; nothing here takes that long unless it never happens


def until(so: Callable[[], bool], complaint: Callable[[], str]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline, complaint()
        time.sleep(0.2)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, lab: Lab, guest: Guest, domain_type: DomainType
) -> Iterator[Site]:
    """A site that a daemon deployed and looks after; changes without an event are found every two seconds."""
    made = make_site(tmp_path_factory.mktemp("site"), lab.hosts[0], guest, domain_type)
    words = ["run", "--source", str(made.folder / "manifests"), "--connect", made.host.uri, "--interval", "2"]
    words += ["--state-dir", str(made.folder / "state"), "--listen", "127.0.0.1:0"]
    with (made.folder / "log").open("w") as said:
        daemon = subprocess.Popen([sys.executable, "-m", "reconciler", *words], stdout=said, stderr=said)
    try:
        made.console.wait_for("LAB-READY")
        until(lambda: in_sync(made), lambda: log(made))
        yield made
        daemon.terminate()
        assert daemon.wait(60) == 0
    finally:
        daemon.kill()
        lab.hosts[0].empty()


def log(site: Site) -> str:
    """The end of what the daemon said."""
    return (site.folder / "log").read_text()[-3000:]


def in_sync(site: Site) -> bool:
    """Whether somebody else's look finds nothing to do."""
    return site.run("drift", str(site.folder / "manifests")).returncode == 0


@pytest.mark.parametrize("drift", DRIFTS, ids=str)
def test_the_daemon_puts_a_drift_right_by_itself(site: Site, drift: Drift) -> None:
    """And the machine keeps its identity and goes on running."""
    before = Identity.of(site.host)
    drift.hand(site.host)
    until(lambda: in_sync(site), lambda: log(site))
    assert Identity.of(site.host) == before


def test_the_daemon_defines_a_running_machine_again(site: Site) -> None:
    """Undefined while it runs: it runs on, and is defined once more."""
    before = Identity.of(site.host)
    site.host.virsh("undefine", "web")
    until(lambda: "web" in site.host.virsh("list", "--all", "--persistent"), lambda: log(site))
    assert Identity.of(site.host) == before


def test_the_daemon_brings_an_undefined_machine_back(site: Site) -> None:
    """Destroyed and undefined: it comes back with its UUID and MACs."""
    before = Identity.of(site.host)
    site.host.virsh(
        "undefine", "web"
    )  # the daemon may be quicker than the second command: both are put right
    site.host.virsh("destroy", "web")
    until(lambda: "web" in site.host.virsh("list", "--name").split(), lambda: log(site))
    until(lambda: in_sync(site), lambda: log(site))
    after = Identity.of(site.host)
    assert (after.uuid, after.macs) == (before.uuid, before.macs)


def test_the_daemon_raises_an_alarm_for_lost_data_and_makes_nothing_in_its_place(site: Site) -> None:
    """The volume stays missing until a person says that its loss is accepted."""
    site.host.virsh("vol-delete", "web-data", "images")
    site.host.virsh("desc", "web", "--config", "--live", "by-hand")  # what comes after it is still put right
    until(lambda: "by-hand" not in site.host.virsh("desc", "web"), lambda: log(site))
    code, report = site.report("drift")
    assert code == 1
    assert states(report)["Volume/web-data"] == "missing"
    assert "web-data" not in site.host.virsh("vol-list", "images")
    done = site.run(
        "apply", str(site.folder / "manifests"), "--yes", "--accept-loss", "Volume/images/web-data"
    )
    assert done.returncode == 0, done.stdout + done.stderr
