"""A folder of manifests that a test writes itself, worked on by the command line as a user would.

`tests.libvirt.site` is the same with a network, a pool, volumes and a guest that are there already.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.lab import Host
from tests.libvirt.site import Json, json_of


@dataclass(frozen=True)
class Folder:
    """Manifests below `path`, the ledger beside them, and the host that they are about."""

    path: Path
    host: Host

    @property
    def state(self) -> Path:
        """Where the ledger is."""
        return self.path / "state"

    def write(self, *documents: str) -> None:
        """These manifests, and no others."""
        source = self.path / "manifests"
        source.mkdir(exist_ok=True)
        heads = ("apiVersion: virt-reconcile/v1\n" + document.strip() for document in documents)
        (source / "all.yaml").write_text("\n---\n".join(heads) + "\n")

    def run(self, verb: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One command on the folder, as a user types it."""
        return self.command(verb, str(self.path / "manifests"), *options, **environment)

    def command(self, verb: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One command that reads no manifests."""
        state = ["--state-dir", str(self.state), "--connect", self.host.uri]
        command = [sys.executable, "-m", "reconciler", verb, *options, *state]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=300, check=False,
            env=os.environ | {"NO_COLOR": "1"} | environment,
        )  # fmt: skip

    def report(self, verb: str, *options: str, **environment: str) -> tuple[int, Json]:
        """A command's exit code and its JSON document."""
        return json_of(self.run(verb, "-o", "json", *options, **environment))

    def apply(self, *options: str, **environment: str) -> int:
        """Apply without asking; the exit code."""
        return self.report("apply", "--yes", *options, **environment)[0]
