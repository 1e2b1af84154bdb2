"""The lab comes up whatever control groups a machine has: v1, v2, or none that it may use."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.cache import REPOSITORY
from tests.lab.cgroups import hierarchies
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType

KNOWN = frozenset({"cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids"})
V1 = """\
tmpfs /sys/fs/cgroup tmpfs ro,nosuid,nodev,noexec,mode=755 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,nosuid,nodev,noexec,relatime,xattr,name=systemd 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,nodev,noexec,relatime,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,nosuid,nodev,noexec,relatime,memory 0 0
"""
V2 = """\
sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot 0 0
"""


@pytest.mark.parametrize(
    ("mounts", "expected"),
    [
        (V1, [("cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct"), ("memory", "/sys/fs/cgroup/memory")]),
        (V2, [("unified", "/sys/fs/cgroup")]),
        ("sysfs /sys sysfs rw 0 0\n", []),
    ],
)
def test_the_machines_own_kind_is_found(mounts: str, expected: list[tuple[str, str]]) -> None:
    """v2 where it is the main one; v1 with its controllers mounted together; else nothing."""
    assert [(found.option, str(found.mounted)) for found in hierarchies(mounts, KNOWN)] == expected


BOOT = """
import sys
from pathlib import Path
from pathlib import Path
from tests.lab import Lab
from tests.lab.domain import Machine, boot
from tests.lab.guest import build_guest
with Lab(Path(sys.argv[1])) as lab:
    (host,) = lab.hosts
    boot(host, Machine("m1", build_guest(), host.log_of("m1"), type=sys.argv[2]))
    host.kill9()
    host.start()
    print(host.virsh("domstate", "m1").strip(), *(group.partition("=")[0] for group in host.groups))
left = list(Path("/sys/fs/cgroup").glob(f"**/lab{lab.id}*"))
assert not left, left
"""


@pytest.mark.parametrize(
    ("mount", "groups"),
    [("mount -t cgroup2 cgroup2", ["unified"]), ("mount -t tmpfs tmpfs", [])],
    ids=["v2", "none"],
)
def test_a_guest_runs_on_other_kinds(
    tmp_path: Path, guest: Guest, domain_type: DomainType, mount: str, groups: list[str]
) -> None:
    """With v2 as the machine's only kind, and with none, a guest boots and nothing is left."""
    prepare = f'umount -R /sys/fs/cgroup/* 2>/dev/null; {mount} /sys/fs/cgroup && exec "$@"'
    inside = [sys.executable, "-c", BOOT, f"{tmp_path}/lab", domain_type]
    command = ["unshare", "--mount", "sh", "-c", prepare, "sh", *inside]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["running", *groups], done.stderr
