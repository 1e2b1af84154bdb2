"""Which Debian and Ubuntu packages the lab needs; read by the installer script and by error messages."""

from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).resolve().parents[2] / "deploy" / "packages-lab.txt"


class Packages(NamedTuple):
    """Package names by need; an optional one may not exist in every release."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


def lab_packages(path: Path = LIST) -> Packages:
    """Read the list: one name a line, ``#`` starts a comment, a leading ``?`` marks an optional package."""
    lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    return Packages(
        required=tuple(line for line in lines if line and not line.startswith("?")),
        optional=tuple(line[1:].strip() for line in lines if line.startswith("?")),
    )


def install_command() -> str:
    """The command a reader can copy to get everything that is required."""
    return "apt-get install --no-install-recommends " + " ".join(lab_packages().required)
