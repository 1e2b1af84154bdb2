"""kill -9 between any two libvirt calls of an apply is followed by a run that converges: nothing twice,
nothing lost.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lab import Host

MANIFESTS = """
apiVersion: virt-reconcile/v1
kind: Host
metadata: {name: kvm01}
spec: {uri: "%(uri)s", concurrency: 1}
---
apiVersion: virt-reconcile/v1
kind: Network
metadata: {name: lan}
spec:
  autostart: true
  addresses:
    - address: 192.168.152.1
      prefix: 24
      dhcp: {ranges: [{start: 192.168.152.10, end: 192.168.152.%(end)s}]}
---
apiVersion: virt-reconcile/v1
kind: StoragePool
metadata: {name: images}
spec: {type: dir, autostart: true, target: {path: "%(images)s"}}
---
apiVersion: virt-reconcile/v1
kind: Volume
metadata: {name: root}
spec: {pool: images, format: raw, capacity: %(capacity)s, content: "%(content)s"}
---
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: web}
policy: {foreign: remove}
spec:
  type: qemu
  description: %(description)s
  autostart: true
  memory: 32MiB
  vcpus: 2
  currentVcpus: 1
  disks:
    - {name: root, volume: {pool: images, name: root}}
%(disks)s  interfaces:
    - {name: lan, network: lan}
"""
FIRST = {"end": "100", "capacity": "1MiB", "description": "one", "disks": ""}
SECOND = {
    "end": "90", "capacity": "2MiB", "description": "two",
    "disks": '    - {name: data, file: "%(data)s", format: raw}\n',
}  # fmt: skip


@dataclass
class Forge:
    """The process that runs and kills commands, and the folders they work on."""

    process: "subprocess.Popen[str]"
    folder: Path
    host: Host

    def write(self, words: dict[str, str]) -> None:
        """Write the manifests."""
        content = self.folder / "content.img"
        content.write_bytes(bytes(range(256)) * 1024)
        fixed = {"uri": self.host.uri, "images": str(self.host.images / "pool"), "content": str(content)}
        (self.folder / "site").mkdir(exist_ok=True)
        (self.folder / "site/all.yaml").write_text(MANIFESTS % (words | fixed))

    def run(self, verb: str, *options: str, crash: int = 0) -> int:
        """One command; -9 where it was killed."""
        state = ["--state-dir", str(self.folder / "state")]
        arguments = [verb, str(self.folder / "site"), *options, *state]
        request = {"arguments": arguments, "crash": crash, "output": str(self.folder / "output")}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return int(json.loads(self.process.stdout.readline())["code"])

    def said(self) -> str:
        """What the last command printed."""
        return (self.folder / "output").read_text()

    def data(self) -> Path:
        """An image outside of any pool."""
        path = self.host.images / "data.img"
        path.write_bytes(bytes(1 << 20))
        return path

    def reset(self) -> None:
        """An empty host and no ledger."""
        self.host.empty()
        for path in (self.folder / "state").glob("*"):
            path.unlink()


@pytest.fixture
def forge(tmp_path: Path, host: Host) -> Iterator[Forge]:
    """The process lives as long as the test."""
    command = [sys.executable, "-m", "tests.crash"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Forge(process, tmp_path, host)
        assert process.stdin
        process.stdin.close()


def whole(forge: Forge, crash: int) -> None:
    """One of each, running, as the manifests say, and nothing else in the ledger, whichever call was the last."""
    assert forge.run("apply", "--yes") == 0, f"after call {crash}:\n{forge.said()}"
    assert forge.run("plan") == 0, f"after call {crash}:\n{forge.said()}"
    virsh = forge.host.virsh
    assert virsh("list", "--all", "--name").split() == ["web"]
    assert virsh("list", "--name").split() == ["web"]
    assert virsh("net-list", "--all", "--name").split() == ["lan"]
    assert virsh("pool-list", "--all", "--name").split() == ["images"]
    assert sorted(path.name for path in (forge.host.images / "pool").iterdir()) == ["root"]
    written = (forge.host.images / "pool/root").read_bytes()
    assert written[: 256 * 1024] == bytes(range(256)) * 1024
    with sqlite3.connect(forge.folder / "state/ledger.sqlite3") as ledger:
        (kinds,) = zip(*ledger.execute("SELECT kind FROM objects ORDER BY kind"), strict=True)
        assert kinds == ("Network", "StoragePool", "VirtualMachine", "Volume")


def test_a_deployment_killed_before_any_libvirt_call_is_finished_by_the_next_run(forge: Forge) -> None:
    """From nothing to a running machine, killed at every call in turn."""
    forge.write(FIRST)
    uuids: set[str] = set()
    for crash in range(1, 1000):
        forge.reset()
        code = forge.run("apply", "--yes", crash=crash)
        whole(forge, crash)
        uuids.add(forge.host.virsh("domuuid", "web").strip())
        if code != -9:
            break
    assert crash > 20, "the first run was not killed as often as it calls libvirt"
    assert len(uuids) == 1


def test_an_update_killed_before_any_libvirt_call_is_finished_by_the_next_run(forge: Forge) -> None:
    """Definitions, live changes and a growing disk, killed at every call in turn; the machine runs on."""
    for crash in range(1, 1000):
        forge.reset()
        forge.write(FIRST)
        assert forge.run("apply", "--yes") == 0, forge.said()
        before = forge.host.virsh("domid", "web"), forge.host.virsh("domuuid", "web")
        forge.write(SECOND | {"disks": SECOND["disks"] % {"data": forge.data()}})
        code = forge.run("apply", "--yes", crash=crash)
        whole(forge, crash)
        assert (forge.host.virsh("domid", "web"), forge.host.virsh("domuuid", "web")) == before
        assert ">two<" in forge.host.virsh("dumpxml", "web")
        if code != -9:
            break
    assert crash > 20, "the first run was not killed as often as it calls libvirt"
