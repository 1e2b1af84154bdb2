import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.deploy.machine import PYTHON, SOURCE, Machine
from tests.deploy.units import said

pytestmark = pytest.mark.lab
UNIT = "virt-reconcile.service"
AS_USER = ("setpriv", "--reuid=virt-reconcile", "--regid=virt-reconcile", "--init-groups")
VIRSH = ("virsh", "-c", "qemu:///system")
RULE = "/etc/polkit-1/rules.d/60-virt-reconcile.rules"
MANIFESTS = "/etc/virt-reconcile/manifests"
FETCH = "import sys, urllib.request as r; sys.stdout.write(r.urlopen(sys.argv[1], timeout=5).read().decode())"
DROP_IN = f"/run/systemd/system/{UNIT}.d"


def shown(machine: Machine, name: str) -> str:
    """A property of the unit."""
    return machine.said("systemctl", "show", "-p", name, "--value", UNIT)


def fetched(machine: Machine, path: str) -> str:
    """What the daemon answers there."""
    return machine.said(PYTHON, "-c", FETCH, f"http://127.0.0.1:9817{path}")


def ready(machine: Machine) -> bool:
    """Whether the daemon has looked at everything once."""
    return machine.run(PYTHON, "-c", FETCH, "http://127.0.0.1:9817/readyz").returncode == 0


def journal(machine: Machine) -> str:
    """What the service has logged so far."""
    machine.said("journalctl", "--sync")
    return machine.said("journalctl", "-u", UNIT, "-o", "cat", "--no-pager")


def in_sync(machine: Machine) -> bool:
    """Whether both objects are there as their manifest says."""
    pool = machine.run(*VIRSH, "pool-info", "images").stdout
    description = machine.run(*VIRSH, "desc", "web").stdout.strip()
    return (
        re.findall(r"(?:State|Autostart): +(\w+)", pool) == ["running", "yes"]
        and description == "serves the shop"
    )


@contextmanager
def replaced(machine: Machine) -> Iterator[None]:
    """What is done in the block makes systemd start the service once more."""
    main, restarts = shown(machine, "MainPID"), int(shown(machine, "NRestarts"))
    yield
    machine.wait_for(
        lambda: int(shown(machine, "NRestarts")) > restarts and shown(machine, "ActiveState") == "active",
        "systemd to start it again",
    )
    assert shown(machine, "MainPID") not in {main, "0"}


def start(machine: Machine) -> None:
    """Start the service: once more where systemd cannot even make its confinement in a busy container. Where
    the service itself gives up, its journal is told.
    """
    if machine.run("systemctl", "start", UNIT).returncode == 0:
        return
    journal = machine.run("journalctl", "-u", UNIT, "-n", "40", "--no-pager").stdout
    assert re.search(r"status=2\d\d/", journal), journal  # systemd's own codes: 226/NAMESPACE and the like
    machine.said("systemctl", "restart", UNIT)


@pytest.fixture
def service(machine: Machine) -> Iterator[Machine]:
    """The machine with the service running, and everything as the manifests say."""
    machine.said(
        "install", "-m", "0640", "-g", "virt-reconcile", f"{SOURCE}/tests/deploy/manifests.yaml", MANIFESTS
    )
    start(machine)
    machine.wait_for(lambda: in_sync(machine), "the service to make what its manifests say")
    yield machine
    machine.said("systemctl", "stop", UNIT)


def test_what_the_page_says_installs_user_and_unit(machine: Machine) -> None:
    """The commands of the page succeed, and systemd has a unit that it understands."""
    assert shown(machine, "LoadState") == "loaded"
    assert machine.said("systemd-analyze", "verify", "--man=no", UNIT) == ""
    assert "libvirt" in machine.said("id", "-nG", "virt-reconcile").split()
    assert machine.said("stat", "-c", "%U:%G %a", "/etc/virt-reconcile") == "root:virt-reconcile 750"


def test_the_polkit_rule_alone_lets_the_user_manage_libvirt(machine: Machine) -> None:
    """On a distribution whose group `libvirt` means nothing the rule does it, and for this user only."""
    nobody = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
    machine.said("gpasswd", "--delete", "virt-reconcile", "libvirt")
    assert machine.run(*AS_USER, *VIRSH, "list").returncode == 0
    assert machine.run(*nobody, *VIRSH, "list").returncode != 0
    machine.said("mv", RULE, f"{RULE}.off")
    machine.said("systemctl", "restart", "polkit")
    assert machine.run(*AS_USER, *VIRSH, "list").returncode != 0
    machine.said("mv", f"{RULE}.off", RULE)
    machine.said("gpasswd", "--add", "virt-reconcile", "libvirt")
    machine.said("systemctl", "restart", "polkit")
    assert machine.run(*AS_USER, *VIRSH, "list").returncode == 0


def test_it_does_its_work_inside_its_confinement(service: Machine) -> None:
    """As its own user, without any capability or defect, it makes what the manifests say and tells of it."""
    assert shown(service, "ActiveState") == "active"
    main = shown(service, "MainPID")
    assert service.said("stat", "-c", "%U", f"/proc/{main}") == "virt-reconcile"
    status = service.said("cat", f"/proc/{main}/status")
    assert re.findall(r"Cap(?:Prm|Eff|Bnd|Amb):\s+(\w+)", status) == ["0" * 16] * 4
    service.wait_for(lambda: ready(service), "the daemon to be ready")
    metrics = fetched(service, "/metrics")
    assert 'virt_reconcile_host_up{host="localhost"} 1.0' in metrics
    assert said("promtool", "check", "metrics", given=f"{metrics}\n") == (0, "")
    assert '"level": "error"' not in journal(service)


def test_a_reload_looks_at_everything_without_a_restart(service: Machine) -> None:
    """What libvirt told nobody of is found, by the same process."""
    main = shown(service, "MainPID")
    service.said(*VIRSH, "pool-autostart", "images", "--disable")
    service.said("systemctl", "reload", UNIT)
    service.wait_for(lambda: in_sync(service), "the reload to find the drift")
    assert shown(service, "MainPID") == main
    assert shown(service, "ActiveState") == "active"


def test_a_killed_service_comes_back_and_goes_on(service: Machine) -> None:
    """After kill -9 systemd starts it again, and it finds what happened meanwhile."""
    with replaced(service):
        service.said("kill", "-KILL", shown(service, "MainPID"))
        service.said(*VIRSH, "undefine", "web")
    service.wait_for(lambda: in_sync(service), "the drift to be put right")


def test_a_hung_service_is_replaced(service: Machine) -> None:
    """A process that shows no sign of life is ended by systemd's watchdog, and another one started."""
    drop_in = f"mkdir -p {DROP_IN}; printf '[Service]\\nWatchdogSec=3\\n' > {DROP_IN}/lab.conf"
    service.said("bash", "-ec", f"{drop_in}; systemctl daemon-reload; systemctl restart {UNIT}")
    with replaced(service):
        service.said("kill", "-STOP", shown(service, "MainPID"))
    assert "Watchdog timeout" in journal(service)
    service.said("bash", "-ec", f"rm -r {DROP_IN}; systemctl daemon-reload")


def test_stopping_it_ends_well_and_leaves_everything_running(service: Machine) -> None:
    """It leaves when asked, systemd counts that as success, and the objects stay as they are."""
    service.said("systemctl", "stop", UNIT)
    assert shown(service, "Result") == "success"
    assert shown(service, "ExecMainStatus") == "0"
    assert in_sync(service)


def test_root_reads_and_the_service_still_writes_its_ledger(service: Machine) -> None:
    """The commands that an administrator runs use the service's ledger and leave it the service's."""
    program = "/opt/virt-reconcile/bin/virt-reconcile"
    assert "create" in service.said(program, "history")
    service.wait_for(lambda: service.run(program, "status").returncode == 0, "the kept report to be in sync")
    service.said(program, "suspend", "vm/web", "--reason", "test")
    service.said(program, "resume", "vm/web")
    service.said("systemctl", "restart", UNIT)
    owners = service.said(
        "find", "/var/lib/virt-reconcile", "-mindepth", "1", "-not", "-user", "virt-reconcile"
    )
    assert owners == ""
    service.wait_for(lambda: in_sync(service), "the service to go on")
    assert '"level": "error"' not in journal(service)
