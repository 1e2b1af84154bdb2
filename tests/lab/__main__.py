"""Opens a lab for a person or a script: ``sudo python -m tests.lab [--hosts N] [--directory D] [COMMAND …]``.

Runs the command (else the user's shell) with LIBVIRT_DEFAULT_URI at the first host and LAB_URI_1, LAB_URI_2
and so on at each; the lab ends with it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.lab.errors import LabError
from tests.lab.laboratory import Lab


def main() -> int:
    """Exit status of the command; 2 when the lab cannot come up."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("--hosts", type=int, default=1)
    parser.add_argument("--directory", type=Path, help="where the lab lives; else a temporary folder")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lab-") as temporary:
        try:
            with Lab(chosen.directory or Path(temporary), chosen.hosts) as lab:
                return inside(lab, chosen.command)
        except LabError as error:
            print(error, file=sys.stderr)
            return 2


def inside(lab: Lab, command: list[str]) -> int:
    """Run a command with the URIs of the lab in its environment."""
    uris = {f"LAB_URI_{number}": host.uri for number, host in enumerate(lab.hosts, 1)}
    environment = {**os.environ, **uris, "LIBVIRT_DEFAULT_URI": lab.hosts[0].uri}
    words = command or [os.environ.get("SHELL", "/bin/sh")]
    return subprocess.run(words, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
