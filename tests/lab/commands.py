"""Runs the programs that the lab is made of, with an environment of its own and one kind of error.

Called by every other module of the lab.
"""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tests.lab.errors import LabError
from tests.lab.packages import install_command

# Nothing of the caller's environment (bus addresses, notify sockets, proxies) may leak into a host.
ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
)


def run(
    command: Sequence[str],
    timeout: float = 60.0,
    folder: Path | None = None,
    environment: Mapping[str, str] = ENVIRONMENT,
) -> subprocess.CompletedProcess[str]:
    """A command that has run, failed or not.

    LabError when the program is missing or takes longer than `timeout` seconds.
    """
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )
    except FileNotFoundError:
        raise LabError(f"{command[0]} not found", install_command()) from None
    except subprocess.TimeoutExpired:
        raise LabError(
            f"{' '.join(command)}: no end within {timeout:g} s", "is the machine overloaded?"
        ) from None


def output(
    command: Sequence[str],
    timeout: float = 60.0,
    folder: Path | None = None,
    environment: Mapping[str, str] = ENVIRONMENT,
) -> str:
    """What a command prints; LabError when it fails, too."""
    done = run(command, timeout, folder, environment)
    if done.returncode != 0:
        complaint = done.stderr.strip()[-1000:]
        raise LabError(f"{' '.join(command)} failed: {complaint}", "repair what it complains about")
    return done.stdout
