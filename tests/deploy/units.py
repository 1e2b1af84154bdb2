"""Reads the unit and the user's file as systemd's own tools see them, for the tests beside this."""

import subprocess
from pathlib import Path

from tests.deploy.rules import ROOT

UNIT = ROOT / "deploy" / "systemd" / "virt-reconcile.service"
SYSUSERS = ROOT / "deploy" / "sysusers" / "virt-reconcile.conf"


def said(*command: str | Path, given: str = "") -> tuple[int, str]:
    """Exit code of a command and all it printed. given: its standard input."""
    words = [str(word) for word in command]
    done = subprocess.run(words, input=given, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def complaints(text: str, folder: Path) -> list[str]:
    """What `systemd-analyze verify` says of a unit; it exits with 0 whatever it finds, so its words count.

    The program of the unit need not be installed here, so one that exists takes its place.
    """
    unit = folder / UNIT.name
    unit.write_text(text.replace("/opt/virt-reconcile/bin/virt-reconcile", "/bin/true"))
    _, lines = said("systemd-analyze", "verify", "--man=no", unit)
    return [line for line in lines.splitlines() if UNIT.name in line]


def exposure(text: str, folder: Path, threshold: int) -> tuple[int, str]:
    """Exit code and last words of `systemd-analyze security`; threshold: ten times the score that passes."""
    unit = folder / UNIT.name
    unit.write_text(text)
    code, lines = said(
        "systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={threshold}", unit
    )
    return code, lines.rstrip().splitlines()[-1]


def settings(text: str) -> dict[str, list[str]]:
    """The unit's settings: every value given to a name, in order."""
    lines = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    found: dict[str, list[str]] = {}
    for name, _, value in lines:
        found.setdefault(name, []).append(value)
    return found
