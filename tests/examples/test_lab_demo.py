import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.pages import ROOT

DEMO = [sys.executable, "-m", "examples.demo"]


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize("options", [[], ["--test-driver"]], ids=["qemu", "test-driver"])
def test_the_demonstration_keeps_its_promises(options: list[str], tmp_path: Path) -> None:
    """On either stage each of its claims comes true, and nothing is left behind."""
    done = subprocess.run(
        [*DEMO, *options], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True,
        timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "claims, all true" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_demonstration_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C while machines run: every process ends and the folder goes.

    It is pressed while the guest boots, which takes seconds, so that the story cannot be over before.
    """
    process = subprocess.Popen(DEMO, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "libvirt says that the machine runs" in line:
            break
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=60)[0]
    assert process.returncode == 130, rest
    assert "every process has ended" in rest
    assert list(tmp_path.iterdir()) == []
