"""What the tests of refusals share: one file of manifests, applied to a lab host."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab import Host


@dataclass
class Refusing:
    """A folder of one manifest file, applied to a lab host."""

    folder: Path
    host: Host

    def apply(self, text: str) -> tuple[int, dict[str, Any]]:
        """Exit code and report."""
        (self.folder / "all.yaml").write_text(text)
        command = [sys.executable, "-m", "reconciler", "apply", str(self.folder), "--yes", "-o", "json"]
        state = ["--connect", self.host.uri, "--state-dir", str(self.folder / ".state")]
        done = subprocess.run([*command, *state], capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return done.returncode, report


def failures(report: dict[str, Any]) -> dict[str, str]:
    """What failed, and the sentence."""
    return {one["name"]: one["error"] for one in report["outcomes"] if one["result"] == "failed"}
