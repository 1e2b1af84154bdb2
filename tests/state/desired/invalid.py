"""The cases of bad input: what each folder of tests/cases/invalid holds, and what a person is told about it.

`python -m tests.state.desired.invalid --regenerate` writes every expected.txt anew; read the difference.
"""

import sys
from pathlib import Path

from state.desired import Defaults, read
from state.desired.resolution import Resolution

FOLDER = Path(__file__).parents[2] / "cases" / "invalid"
EXPECTED = "expected.txt"


def cases() -> list[Path]:
    """The folder of every case."""
    return sorted(path for path in FOLDER.iterdir() if path.is_dir())


def told(case: Path) -> str:
    """What is said about a case, with the objects it leaves alone and those it does not."""
    resolution = read(case, Defaults())
    findings = [f"{found}\n{found.excerpt}".strip() for found in resolution.diagnostics]
    return "\n\n".join([*findings, _summary(resolution)]) + "\n"


def _summary(resolution: Resolution) -> str:
    refs = {"left alone": resolution.frozen, "wanted": resolution.desired}
    lines = [f"{name}: {', '.join(sorted(map(str, found))) or 'nothing'}" for name, found in refs.items()]
    return "\n".join([*lines, f"complete: {'yes' if resolution.complete else 'no'}"])


if __name__ == "__main__":
    if sys.argv[1:] != ["--regenerate"]:
        sys.exit(__doc__)
    for folder in cases():
        (folder / EXPECTED).write_text(told(folder), "utf-8")
