"""The lab proves itself: what other tests take for granted about hosts, guests and consoles is tried here."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.lab import Console, Host, Lab, LabError
from tests.lab.cache import REPOSITORY
from tests.lab.domain import Machine, boot, disk_xml, network_xml, nic_xml
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.conftest import MakeLab

MIB = 1024 * 1024


class Booted(NamedTuple):
    """A host with one running machine, m1, in the network n1, and what its guest says."""

    host: Host
    console: Console


@pytest.fixture(scope="module")
def booted(
    tmp_path_factory: pytest.TempPathFactory, guest: Guest, domain_type: DomainType
) -> Iterator[Booted]:
    """One guest for all tests that only add to it."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        (host,) = lab.hosts
        host.feed(network_xml("n1", "192.168.50"), "net-define")
        host.virsh("net-start", "n1")
        machine = Machine("m1", guest, host.log_of("m1"), type=domain_type)
        yield Booted(host, boot(host, machine))


def make_disk(host: Host, name: str, mebibytes: int) -> Path:
    path = host.images / f"{name}.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, f"{mebibytes}M"], check=True)
    return path


def listed(host: Host) -> list[str]:
    """What virsh shows of all guests, networks and pools, each kind in one string."""
    return [host.virsh(f"{kind}list", "--all").strip() for kind in ("", "net-", "pool-")]


def wait_state(host: Host, machine: str, state: str) -> None:
    deadline = time.monotonic() + 20
    while (found := host.virsh("domstate", machine).strip()) != state:
        assert time.monotonic() < deadline, f"{machine} is {found}, not {state}"
        time.sleep(0.05)


def test_a_host_is_empty_and_has_a_uuid_of_its_own(make_lab: MakeLab) -> None:
    """Two hosts of a lab are two hosts to libvirt, and nothing is defined on either."""
    hosts = make_lab(2).hosts
    assert len({host.virsh("capabilities").split("<uuid>")[1].split("<")[0] for host in hosts}) == 2
    assert len({host.virsh("hostname") for host in hosts}) == 2
    for host in hosts:
        assert listed(host) == ["", "", ""]


def test_hosts_reach_each_other_by_name_and_tcp(make_lab: MakeLab) -> None:
    """What a migration needs: the other libvirtd answers under its host name."""
    first, second = make_lab(2).hosts
    found = first.run(["virsh", "--connect", second.peer_uri, "hostname"])
    assert found.stdout.strip() == second.name, found.stderr


def test_a_guest_moves_from_host_to_host(make_lab: MakeLab, guest: Guest, domain_type: DomainType) -> None:
    """Hosts are linked well enough for a live migration, and the guest runs on where it arrives."""
    first, second = make_lab(2).hosts
    console = boot(first, Machine("m1", guest, first.log_of("m1"), type=domain_type))
    before = console.wait(lambda tick: tick.uptime > 0).uptime
    first.virsh("migrate", "m1", second.peer_uri, "--live", "--p2p")
    assert (listed(first)[0].split()[-2:], second.virsh("domstate", "m1").strip()) == (
        ["shut", "off"],
        "running",
    )
    console.wait(lambda tick: tick.uptime > before)


def test_a_real_linux_boots_and_says_what_it_sees(booted: Booted) -> None:
    """The guest is a system of its own, with its memory and CPUs, and its console is read."""
    tick = booted.console.wait(lambda tick: tick.uptime > 0)
    assert tick.memory_kib > 128 * 1024
    assert tick.cpus >= 1


def test_a_hot_plugged_disk_is_seen_and_resized(booted: Booted) -> None:
    """Attach, resize and detach of a disk reach the guest."""
    host, console = booted
    disk = disk_xml(make_disk(host, "hot", 32), "vdx")
    host.feed(disk, "attach-device", "m1", "--live")
    console.wait(lambda tick: 32 * MIB in tick.disks.values())
    host.virsh("blockresize", "m1", "vdx", "48M")
    console.wait(lambda tick: 48 * MIB in tick.disks.values())
    host.feed(disk, "detach-device", "m1", "--live")
    console.wait(lambda tick: 48 * MIB not in tick.disks.values())


def test_a_hot_plugged_nic_gets_a_lease_and_feels_its_cable(booted: Booted) -> None:
    """Attach of a network card, its DHCP lease, and its link going down and up reach the guest."""
    host, console = booted
    mac = "52:54:00:00:00:50"
    host.feed(nic_xml("n1", mac), "attach-device", "m1", "--live")
    assert console.wait_for(rf"LAB-LEASE eth\d+ {mac} (\S+)")[1].startswith("192.168.50.")
    host.virsh("domif-setlink", "m1", mac, "down")
    console.wait(lambda tick: not any(nic.carrier for nic in tick.nics.values() if nic.mac == mac))
    host.virsh("domif-setlink", "m1", mac, "up")
    console.wait(lambda tick: any(nic.carrier for nic in tick.nics.values() if nic.mac == mac))


def test_a_hot_added_cpu_is_used(booted: Booted) -> None:
    """A vCPU added live is brought online by the guest itself."""
    booted.host.virsh("setvcpus", "m1", "3", "--live")
    booted.console.wait(lambda tick: tick.cpus == 3)


def test_memory_added_live_is_used(booted: Booted) -> None:
    """A DIMM plugged into the running guest is more memory in it."""
    before = booted.console.wait(lambda tick: tick.uptime > 0).memory_kib
    dimm = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>"
    booted.host.feed(dimm, "attach-device", "m1", "--live")
    booted.console.wait(lambda tick: tick.memory_kib > before + 100 * 1024)


def test_a_guest_outlives_the_death_of_its_libvirtd(booted: Booted) -> None:
    """After kill -9 and a new start libvirtd finds the guest that ran on all the time."""
    host, console = booted
    before = console.wait(lambda tick: tick.uptime > 0).uptime
    host.kill9()
    assert not host.alive()
    host.start()
    assert host.virsh("domstate", "m1").strip() == "running"
    console.wait(lambda tick: tick.uptime > before)


def test_a_paused_libvirtd_answers_nothing_until_it_is_resumed(make_lab: MakeLab) -> None:
    """A hang can be staged: connections wait, and go on afterwards."""
    (host,) = make_lab(1).hosts
    host.pause()
    with pytest.raises(LabError, match="no end within"):
        host.virsh("list", timeout=0.5)
    assert host.alive()
    host.resume()
    assert host.virsh("hostname").strip() == host.name


def test_the_power_button_ends_the_guest(host: Host, guest: Guest, domain_type: DomainType) -> None:
    """An ACPI shutdown is obeyed, as by any real system."""
    console = boot(host, Machine("m2", guest, host.log_of("m2"), type=domain_type))
    host.virsh("shutdown", "m2", "--mode", "acpi")
    console.wait_for("LAB-POWEROFF")
    wait_state(host, "m2", "shut off")


def test_an_emptied_host_is_as_new(make_lab: MakeLab, guest: Guest, domain_type: DomainType) -> None:
    """What tests leave behind, running or not, does not reach the next one."""
    (host,) = make_lab(1).hosts
    host.feed(network_xml("left", "192.168.51"), "net-create")
    host.virsh("pool-create-as", "left", "dir", "--target", str(host.images))
    host.virsh("vol-create-as", "left", "left.raw", "1M")
    host.feed("<filter name='left'/>", "nwfilter-define")
    host.feed(Machine("left", guest, host.log_of("left"), type=domain_type).xml(), "create")
    host.run(["ip", "link", "add", "left0", "type", "bridge"])
    host.kill9()
    host.empty()
    assert (listed(host), list(host.images.iterdir())) == (["", "", ""], [])
    assert "left" not in host.virsh("nwfilter-list") + host.run(["ip", "link"]).stdout


def namespace_members(host: Host) -> dict[int, str]:
    """PIDs, as the machine sees them, and names of all processes inside of a host."""
    assert host.init
    space = Path(f"/proc/{host.init.pid}/ns/pid").readlink()
    pids = [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]
    return {int(pid): _name(pid) for pid in pids if _space(pid) == space}


def _space(pid: str) -> Path:
    try:
        return Path(f"/proc/{pid}/ns/pid").readlink()
    except OSError:
        return Path()


def _name(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def traces(lab_id: str, directory: Path) -> list[str]:
    """What of a lab is left in the machine's cgroups, mounts and links."""
    groups = [str(path) for path in Path("/sys/fs/cgroup").glob(f"**/lab{lab_id}*")]
    mounts = [line for line in Path("/proc/mounts").read_text().splitlines() if str(directory) in line]
    links = [path.name for path in Path("/sys/class/net").iterdir() if lab_id in path.name]
    return groups + mounts + links


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while left := [pid for pid in pids if _name(str(pid))]:
        assert time.monotonic() < deadline, f"{left} live on"
        time.sleep(0.05)


def test_nothing_is_left_of_a_lab(tmp_path: Path, guest: Guest, domain_type: DomainType) -> None:
    """Processes, guests among them, cgroups, mounts and links are gone when the block ends."""
    links = sorted(path.name for path in Path("/sys/class/net").iterdir())
    with Lab(tmp_path / "lab", hosts=2) as lab:
        host = lab.hosts[0]
        host.feed(Machine("m1", guest, host.log_of("m1"), type=domain_type).xml(), "create")
        members = namespace_members(host)
        assert {"libvirtd", "virtlogd", "qemu-system-x86"} <= set(members.values())
    assert not [pid for pid in members if _name(str(pid))]
    assert traces(lab.id, lab.directory) == []
    assert sorted(path.name for path in Path("/sys/class/net").iterdir()) == links


CRASH = """
import os, pathlib, sys
from tests.lab import Lab
lab = Lab(pathlib.Path(sys.argv[1]), hosts=2).__enter__()
print(lab.id, *(host.init.pid for host in lab.hosts), lab.switch.id.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_killed_run_leaves_nothing_and_its_folder_is_usable(tmp_path: Path) -> None:
    """Even kill -9 of the program that made the lab takes the lab along."""
    command = [sys.executable, "-c", CRASH, str(tmp_path / "lab")]
    killed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    lab_id, *pids = killed.stdout.split()
    wait_until_gone([int(pid) for pid in pids])
    with Lab(tmp_path / "lab") as again:
        assert again.hosts[0].virsh("list", "--all").strip() == ""
    assert traces(lab_id, tmp_path / "lab") == []


UNPRIVILEGED = """
import os, pathlib, sys
from tests.lab import Lab, LabError
os.setuid(65534)
try:
    Lab(pathlib.Path(sys.argv[1])).__enter__()
except LabError as error:
    print(error)
"""


def test_a_user_is_told_to_be_root(tmp_path: Path) -> None:
    """Without the means there is one clear sentence and its remedy, not a traceback."""
    command = [sys.executable, "-c", UNPRIVILEGED, str(tmp_path / "lab")]
    refused = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert "needs root" in refused.stdout
    assert "sudo" in refused.stdout


def test_a_folder_serves_one_lab_at_a_time(tmp_path: Path) -> None:
    """A second lab in the same folder is refused, and somebody's own folder is never emptied."""
    with Lab(tmp_path / "lab"), pytest.raises(LabError, match="another lab"), Lab(tmp_path / "lab"):
        pass
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis").write_text("my thesis")
    with pytest.raises(LabError, match="not a lab"), Lab(tmp_path / "mine"):
        pass
    assert (tmp_path / "mine/thesis").read_text() == "my thesis"
