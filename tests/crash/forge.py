"""What the crash tests share: manifests, the process that kills commands, what must be whole afterwards."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import libvirt
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
  forward: {mode: open}  # without libvirt's firewall rules, which take most of the time
  addresses:
    - address: 192.168.152.1
      prefix: 24
      dhcp:
        ranges: [{start: 192.168.152.10, end: 192.168.152.100}]
        hosts: [{ip: 192.168.152.5, mac: "52:54:00:00:00:%(mac)s"}]
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
  autostart: %(autostart)s
  memory: 32MiB
  vcpus: 2
  currentVcpus: 1
  disks:
    - {name: root, volume: {pool: images, name: root}}
    - {name: cd, device: cdrom, bus: sata, readonly: true, file: "%(folder)s/%(medium)s.iso"}
  interfaces:
    - {name: lan, network: lan, link: %(link)s}
"""
FIRST: Mapping[str, str] = {
    "mac": "0a",
    "capacity": "1MiB",
    "description": "one",
    "autostart": "true",
    "link": "up",
    "medium": "a",
}
SECOND: Mapping[str, str] = {
    "mac": "0b",
    "capacity": "1MiB",
    "description": "two",
    "autostart": "false",
    "link": "down",
    "medium": "b",
}
KILLED = -signal.SIGKILL
LEAST, CALLS = 50, 400  # how many calls such a run makes, and more than it ever does
_PARTS = 4  # of the calls; each may be tried by another worker
SHARES = [pytest.param(part, marks=pytest.mark.xdist_group(f"crash{part}")) for part in range(_PARTS)]


def calls(share: int) -> range:
    """The numbers of the calls, from 1, of one of the SHARES: every so many-th."""
    return range(1 + share, CALLS, _PARTS)


@dataclass
class Forge:
    """The process that runs and kills commands, and the folders they work on."""

    process: "subprocess.Popen[str]"
    folder: Path
    host: Host
    libvirt: libvirt.virConnect

    def write(self, words: Mapping[str, str]) -> None:
        """Write the manifests."""
        content = self.folder / "content.img"
        content.write_bytes(bytes(range(256)) * 1024)
        for medium in ("a", "b"):
            (self.host.images / f"{medium}.iso").write_bytes(bytes(1 << 20))
        fixed = {"uri": self.host.uri, "images": str(self.host.images / "pool"), "content": str(content)}
        fixed["folder"] = str(self.host.images)
        (self.folder / "site").mkdir(exist_ok=True)
        (self.folder / "site/all.yaml").write_text(MANIFESTS % {**words, **fixed})

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

    def reset(self) -> None:
        """An empty host and no ledger."""
        empty(self.libvirt)
        for path in (*(self.folder / "state").glob("*"), *(self.host.images / "pool").glob("*")):
            path.unlink(missing_ok=True)


def empty(connection: libvirt.virConnect) -> None:
    """Take everything off a host, in this process: it is done before every call that is tried."""
    for domain in connection.listAllDomains():
        if domain.isActive():
            domain.destroy()
        if domain.isPersistent():
            domain.undefine()
    for collection in (connection.listAllNetworks(), connection.listAllStoragePools()):
        for found in collection:
            if found.isActive():
                found.destroy()
            if found.isPersistent():
                found.undefine()


def whole(forge: Forge, crash: int) -> None:
    """One of each, running, as the manifests say, and nothing else in the ledger, whichever call was the
    last.
    """
    assert forge.run("apply", "--yes") == 0, f"after call {crash}:\n{forge.said()}"
    assert forge.run("plan") == 0, f"after call {crash}:\n{forge.said()}"
    connection = forge.libvirt
    assert [(one.name(), one.isActive()) for one in connection.listAllDomains()] == [("web", 1)]
    assert [(one.name(), one.isActive()) for one in connection.listAllNetworks()] == [("lan", 1)]
    assert [(one.name(), one.isActive()) for one in connection.listAllStoragePools()] == [("images", 1)]
    assert [path.name for path in (forge.host.images / "pool").iterdir()] == ["root"]
    assert (forge.host.images / "pool/root").read_bytes()[: 256 * 1024] == bytes(range(256)) * 1024
    with sqlite3.connect(forge.folder / "state/ledger.sqlite3") as ledger:
        (kinds,) = zip(*ledger.execute("SELECT kind FROM objects ORDER BY kind"), strict=True)
    assert kinds == ("Network", "StoragePool", "VirtualMachine", "Volume")


@contextmanager
def forging(folder: Path, host: Host) -> Iterator[Forge]:
    """The process lives as long as the test."""
    command = [sys.executable, "-m", "tests.crash"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        connection = libvirt.open(host.uri)
        yield Forge(process, folder, host, connection)
        connection.close()
        assert process.stdin
        process.stdin.close()
