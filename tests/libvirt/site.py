"""A site: a folder of manifests, a state folder and a lab host, worked on by the command line as a user
would.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.lab import Console, Host
from tests.lab.guest import Guest

Json: TypeAlias = dict[str, Any]  # the report, as any script reads it

NETWORK = """
apiVersion: virt-reconcile/v1
kind: Network
metadata: {name: lan}
spec:
  autostart: true
  forward: {mode: nat}
  bridge: {name: virbr-lan}
  addresses:
    - address: 192.168.151.1
      prefix: 24
      dhcp:
        ranges: [{start: 192.168.151.10, end: 192.168.151.100}]
"""
POOL = """
apiVersion: virt-reconcile/v1
kind: StoragePool
metadata: {name: images}
spec:
  type: dir
  autostart: true
  target: {path: %(images)s}
---
apiVersion: virt-reconcile/v1
kind: Volume
metadata: {name: web-root}
spec: {pool: images, format: qcow2, capacity: %(capacity)s}
---
apiVersion: virt-reconcile/v1
kind: Volume
metadata: {name: web-data}
spec: {pool: images, format: raw, capacity: %(data)s}
"""
MACHINE = """
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: web}
policy: {foreign: %(foreign)s, restart: %(restart)s}
spec:
  type: %(type)s
  description: %(description)s
  autostart: true
  memory: 256MiB
  currentMemory: %(memory)s
  vcpus: 3
  currentVcpus: %(vcpus)s
  cpu: {mode: custom, model: qemu64, check: none}
  kernel: %(kernel)s
  initrd: %(initrd)s
  cmdline: %(cmdline)s
  disks:
    - {name: root, volume: {pool: images, name: web-root}}
  interfaces:
    - {name: lan, network: lan, model: virtio}
  serials:
    - {name: serial0, type: pty, log: {file: %(log)s}}
"""


@dataclass
class Site:
    """`words` fill the manifests' gaps; write() writes them again after a change of words."""

    folder: Path
    host: Host
    guest: Guest
    words: dict[str, str] = field(default_factory=dict)

    def write(self, **words: str) -> None:
        """Write the three manifests, with some of their words changed."""
        self.words |= words
        source = self.folder / "manifests"
        source.mkdir(exist_ok=True)
        for name, text in (("network", NETWORK), ("storage", POOL), ("web", MACHINE)):
            (source / f"{name}.yaml").write_text(text % self.words)

    def run(self, verb: str, *options: str) -> subprocess.CompletedProcess[str]:
        """One command as a user types it."""
        state = ["--state-dir", str(self.folder / "state"), "--connect", self.host.uri]
        command = [sys.executable, "-m", "reconciler", verb, *options, *state]
        environment = os.environ | {"NO_COLOR": "1"}
        return subprocess.run(
            command, capture_output=True, text=True, timeout=300, check=False, env=environment
        )

    def report(self, verb: str, *options: str) -> tuple[int, Json]:
        """A command's exit code and its JSON document."""
        return json_of(self.run(verb, str(self.folder / "manifests"), "-o", "json", *options))

    def apply(self) -> int:
        """Apply without asking; the exit code."""
        return self.report("apply", "--yes")[0]

    @property
    def console(self) -> Console:
        """The guest's serial console."""
        return Console(self.host.log_of("web"))


def json_of(done: subprocess.CompletedProcess[str]) -> tuple[int, Json]:
    """A command's exit code and the JSON document that it printed."""
    assert done.stdout, done.stderr
    document: Json = json.loads(done.stdout)
    return done.returncode, document


def make_site(folder: Path, host: Host, guest: Guest, kind: str) -> Site:
    """A site with its manifests written."""
    words = {
        "images": str(host.images), "type": kind, "kernel": str(guest.kernel), "initrd": str(guest.initrd),
        "cmdline": guest.cmdline, "log": str(host.log_of("web")), "foreign": "remove", "restart": "never",
        "description": "the web server", "memory": "192MiB", "vcpus": "2", "capacity": "64MiB",
        "data": "8MiB",
    }  # fmt: skip
    site = Site(folder, host, guest, words)
    site.write()
    return site


def _objects(document: Json) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = document["objects"]
    return objects


def changed_paths(document: Json) -> set[str]:
    """The paths of every change in a report."""
    return {change["path"] for one in _objects(document) for change in one["changes"]}


def states(document: Json) -> dict[str, str]:
    """Object name to state."""
    return {f"{one['kind']}/{one['name']}": one["state"] for one in _objects(document)}
