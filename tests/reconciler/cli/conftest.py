"""A shell to try the command line in: its own home and ledger, libvirt's test driver as the host.

The test driver's default host lives as long as a connection to it, so the fixture holds one open, and what
one command makes the next one sees.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libvirt
import pytest

from reconciler.__main__ import run

URI = "test:///default"
MACHINE = """\
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {{name: {name}}}
{policy}
spec:
  type: test
  memory: {memory}
  vcpus: 1
"""
HOST = """\
apiVersion: virt-reconcile/v1
kind: Host
metadata: {{name: {name}}}
spec: {{uri: "{uri}"}}
"""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.out)
        return found


@dataclass(frozen=True)
class Shell:
    """Runs command lines in this process, and writes manifests below its home."""

    home: Path
    host: libvirt.virConnect
    capture: pytest.CaptureFixture[str]

    @property
    def state(self) -> Path:
        return self.home / "state" / "virt-reconcile"

    @property
    def manifests(self) -> Path:
        return self.home / "manifests"

    def __call__(self, *arguments: object) -> Result:
        self.capture.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = self.capture.readouterr()
        return Result(code, captured.out, captured.err)

    def write(self, name: str, text: str) -> Path:
        path = self.manifests / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def machine(self, name: str, memory: str = "64MiB", policy: str = "") -> Path:
        return self.write(f"{name}.yaml", MACHINE.format(name=name, memory=memory, policy=policy))

    def hypervisor(self, name: str, uri: str = URI) -> Path:
        return self.write(f"{name}.yaml", HOST.format(name=name, uri=uri))

    def silent_hypervisor(self, name: str) -> Path:
        return self.hypervisor(name, f"qemu+unix:///system?socket={self.home}/nobody")


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    for name in [name for name in os.environ if name.startswith("VIRT_RECONCILE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VIRT_RECONCILE_CONNECT", URI)
    monkeypatch.setenv("VIRT_RECONCILE_STATE_DIR", str(tmp_path / "state" / "virt-reconcile"))
    host = libvirt.open(URI)
    (tmp_path / "manifests").mkdir()
    monkeypatch.chdir(tmp_path / "manifests")
    try:
        yield Shell(tmp_path, host, capsys)
    finally:
        host.close()
