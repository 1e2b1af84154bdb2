"""Documents that are derived and kept: `python -m tests.reconciler.golden --write` derives them again."""

import json
import sys
from pathlib import Path

from reconciler.cli.keeping import report_schema

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "report.schema.json"


def schema_text() -> str:
    return json.dumps(report_schema(), indent=2) + "\n"


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    SCHEMA.write_text(schema_text(), "utf-8")
