"""The texts that people see, kept beside the reports they were made from in `tests/cases/text`.

After a wanted change of a text: `python -m tests.reconciler.text.golden --write`, and read the difference.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from reconciler.cli.keeping import report_from
from reconciler.published import Report
from reconciler.text.drift import drift
from reconciler.text.paint import bare
from reconciler.text.result import result
from reconciler.text.status import status
from reconciler.text.tree import plan

CASES = Path(__file__).parents[2] / "cases" / "text"
TEXTS: Mapping[str, Callable[[Report], str]] = {
    "plan": plan,
    "drift": drift,
    "status": status,
    "result": result,
}


def report_of(case: Path) -> Report:
    told = report_from(case.read_text("utf-8"))
    assert told is not None, f"{case} is no report"
    return told


def cases() -> list[tuple[Path, str]]:
    return [(path, name) for path in sorted(CASES.glob("*.json")) for name in TEXTS]


def expected(case: Path, name: str) -> Path:
    return case.with_suffix(f".{name}.txt")


def text(case: Path, name: str) -> str:
    return bare(TEXTS[name](report_of(case)))


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    for case, name in cases():
        expected(case, name).write_text(text(case, name), "utf-8")
