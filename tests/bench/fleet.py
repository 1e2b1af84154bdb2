"""What is measured: a private libvirt host with many small machines on a network, a pool and a volume
each.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.lab import Host

SHARED = """
apiVersion: virt-reconcile/v1
kind: Host
metadata: {name: bench}
spec: {uri: "%(uri)s", concurrency: 4}
---
apiVersion: virt-reconcile/v1
kind: Network
metadata: {name: bench-lan}
spec:
  addresses:
    - address: 192.168.160.1
      prefix: 24
      dhcp: {ranges: [{start: 192.168.160.10, end: 192.168.160.250}]}
---
apiVersion: virt-reconcile/v1
kind: StoragePool
metadata: {name: bench}
spec: {type: dir, target: {path: "%(images)s"}}
"""
VOLUME = """
apiVersion: virt-reconcile/v1
kind: Volume
metadata: {name: %(name)s}
spec: {pool: bench, format: raw, capacity: 1MiB}
---"""
MACHINE = """
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: %(name)s}
spec:
  type: qemu
  runStrategy: %(strategy)s
  description: machine %(name)s of the benchmark
  memory: 16MiB
  vcpus: 1
  disks:
    - {name: root, %(disk)s}
  interfaces:
    - {name: lan, network: bench-lan}
"""


@dataclass(frozen=True)
class Fleet:
    """A folder of manifests and a state folder, for one host."""

    folder: Path
    host: Host

    @property
    def source(self) -> Path:
        """The manifests."""
        return self.folder / "manifests"

    def write(self, machines: int, strategy: str, *, volumes: bool = True) -> None:
        """One file for what is shared, one for each machine, on a volume of its own or on a bare file."""
        self.source.mkdir(parents=True, exist_ok=True)
        for old in self.source.iterdir():
            old.unlink()
        words = {"uri": self.host.uri, "images": str(self.host.images / "bench")}
        (self.source / "shared.yaml").write_text(SHARED % words)
        for number in range(machines):
            name = f"bench-{number:04}"
            disk = f"volume: {{pool: bench, name: {name}}}" if volumes else f"file: /var/empty/{name}"
            text = (VOLUME + MACHINE if volumes else MACHINE) % {
                "name": name,
                "strategy": strategy,
                "disk": disk,
            }
            (self.source / f"{name}.yaml").write_text(text)

    def command(self, verb: str, *options: str) -> list[str]:
        """A command line of the product."""
        state = ["--state-dir", str(self.folder / "state")]
        return [sys.executable, "-m", "reconciler", verb, str(self.source), *options, *state]

    def run(self, verb: str, *options: str) -> None:
        """One command, which must leave everything in sync."""
        done = subprocess.run(self.command(verb, *options), capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(
                f"{verb} failed ({done.returncode}):\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
            )


def rested() -> None:
    """Let what the last measure left behind come to an end."""
    os.sync()
