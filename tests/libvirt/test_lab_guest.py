"""The lab's guests prove themselves: a disk that boots by itself, the agent, the console, the KVM probe."""

import subprocess
import time
from pathlib import Path
from typing import Literal

import pytest

from tests.lab import Console, Host, LabError
from tests.lab.domain import AGENT, Machine, boot, disk_xml
from tests.lab.guest import Guest, build_disk, build_guest
from tests.lab.kvm import DomainType, boots
from tests.lab.packages import lab_packages

NICS = "eth0/52:54:00:00:00:01/1,eth1/52:54:00:00:00:02/0"
TICK = f"LAB-TICK up=5.25 cpus=2 mem=157328 disks=sr0:0,vda:1048576 nics={NICS} end"


def wait_for_agent(host: Host, machine: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            host.virsh("qemu-agent-command", machine, '{"execute":"guest-ping"}')
        except LabError:
            assert time.monotonic() < deadline, "the guest agent does not answer"
            time.sleep(0.2)
        else:
            return


@pytest.mark.parametrize(("firmware", "memory"), [("bios", 192), ("efi", 384)])
def test_a_disk_boots_by_itself_and_its_agent_answers(
    host: Host, domain_type: DomainType, firmware: Literal["bios", "efi"], memory: int
) -> None:
    """A machine without a kernel of its own boots from its disk, and the guest agent shuts it down."""
    disk = host.images / "own.qcow2"
    backed = ["-f", "qcow2", "-b", str(build_disk()), "-F", "qcow2", str(disk)]
    subprocess.run(["qemu-img", "create", "-q", *backed], check=True)
    devices = (AGENT, disk_xml(disk, "vda"))
    machine = Machine("own", None, host.log_of("own"), domain_type, firmware, memory, devices=devices)
    console = boot(host, machine)
    wait_for_agent(host, "own")
    host.virsh("shutdown", "own", "--mode", "agent")
    console.wait_for("LAB-SHUTDOWN")


def test_the_guest_is_built_once(guest: Guest) -> None:
    """A second request takes the cached files."""
    built = guest.initrd.stat().st_mtime_ns
    assert build_guest() == guest
    assert guest.initrd.stat().st_mtime_ns == built


def test_kvm_is_believed_only_when_linux_speaks(guest: Guest) -> None:
    """The probe says yes where the guest boots, and no where it has no time to."""
    assert boots(guest, "tcg", patience=30)
    assert not boots(guest, "tcg", patience=0.1)


def test_a_tick_is_read_in_full(tmp_path: Path) -> None:
    """Everything the guest prints arrives, with a half-written line left for later."""
    (tmp_path / "log").write_text(f"{TICK}\nLAB-TICK up=6.25 cpus=")
    tick = Console(tmp_path / "log").last()
    assert tick
    assert (tick.uptime, tick.cpus, tick.memory_kib) == (5.25, 2, 157328)
    assert tick.disks == {"sr0": 0, "vda": 1048576}
    assert [(nic.mac, nic.carrier) for nic in tick.nics.values()] == [
        ("52:54:00:00:00:01", True),
        ("52:54:00:00:00:02", False),
    ]


def test_the_console_follows_a_guest_that_starts_anew(tmp_path: Path) -> None:
    """What was read is not matched again, and a log that is emptied is read from its start."""
    console = Console(tmp_path / "log")
    console.path.write_text("LAB-READY 1\nLAB-READY 2\n")
    assert [console.wait_for(r"LAB-READY (\d)")[1] for _ in range(2)] == ["1", "2"]
    console.path.write_text("LAB-READY 3\n")
    assert console.wait_for(r"LAB-READY (\d)")[1] == "3"


def test_the_console_tells_its_tail_when_waiting_is_in_vain(tmp_path: Path) -> None:
    """Whoever reads the failure of a test sees what the guest said last."""
    (tmp_path / "log").write_text("LAB-INIT 1.0 end\nkernel panic, so sorry\n")
    console = Console(tmp_path / "log")
    with pytest.raises(LabError, match="so sorry"):
        console.wait_for("LAB-READY", timeout=0.1)
    with pytest.raises(LabError, match="so sorry"):
        console.wait(lambda tick: tick.cpus == 1, timeout=0.1)


def test_the_package_list_names_what_the_lab_calls() -> None:
    """The installer gets the same list that error messages quote."""
    required, optional = lab_packages()
    assert {"libvirt-daemon-system", "qemu-system-x86", "busybox-static", "iproute2"} <= set(required)
    assert not set(required) & set(optional)
