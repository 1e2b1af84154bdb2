import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples.pages import ROOT
from tests.lab import Host, Lab

# What this machine has not: KVM, the memory, the bridge's uplink, and O_DIRECT on every file system.
MODEST = (
    (r"cpu: \{mode: host-\w+\}", "type: qemu\n  cpu: {mode: custom, model: qemu64, check: none}"),
    (r"memory: [48]GiB", "memory: 512MiB"),
    (r"cache: none, io: native", "cache: writeback"),
    (r"cache: none", "cache: writeback"),
)


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host with the bridge br0 that the example expects of its administrator."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        lab.hosts[0].run(["ip", "link", "add", "br0", "type", "bridge"])
        lab.hosts[0].run(["ip", "link", "set", "br0", "up"])
        yield lab.hosts[0]


def settle(host: Host, folder: Path) -> Path:
    """A copy of the example, with the paths of this host and what it can do."""
    places = {
        "/var/lib/libvirt/images": host.images / "pool",
        "/srv/iso": host.images / "iso",
        "/srv/cloud-images/debian-12-genericcloud-amd64.qcow2": host.images / "cloud.qcow2",
        "qemu:///system": host.uri,
    }
    for name in ("pool", "iso"):
        (host.images / name).mkdir()
    (host.images / "iso/debian-12-netinst.iso").write_bytes(bytes(1 << 20))
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", host.images / "cloud.qcow2", "3G"], check=True)
    example = ROOT / "examples" / "kvm-host"
    for path in example.rglob("*.yaml"):
        text = path.read_text("utf-8")
        for old, new in places.items():
            text = text.replace(old, str(new))
        for old, new in MODEST:
            text = re.sub(old, new, text)
        (folder / path.name).write_text(text)
    return folder


def virt_reconcile(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reconciler", *words], capture_output=True, text=True, timeout=120, check=False
    )


def test_the_example_of_a_host_can_be_had(host: Host, tmp_path: Path) -> None:
    """One apply makes all of it, a second look finds nothing to do, and what is to run runs."""
    (tmp_path / "manifests").mkdir()
    source, state = str(settle(host, tmp_path / "manifests")), ("--state-dir", str(tmp_path / "state"))
    done = virt_reconcile("apply", source, "--yes", *state)
    assert done.returncode == 0, done.stdout + done.stderr
    after = virt_reconcile("plan", source, *state)
    assert (after.returncode, after.stdout) == (0, "Nothing to do: 13 objects in sync.\n")
    assert set(host.virsh("list", "--name").split()) == {"web-1", "db-1"}
    assert "192.168.120.11" in host.virsh("net-dumpxml", "internal")
