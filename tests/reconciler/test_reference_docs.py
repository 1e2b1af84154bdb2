import subprocess
import sys
from pathlib import Path

import pytest

from tests.reconciler.golden import KEPT


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_the_reference_says_what_the_program_says(kept: Path) -> None:
    """The kept document is the derived one: `python -m tests.reconciler.golden --write` derives it."""
    command = [sys.executable, "-m", "tests.reconciler.golden", "--print", kept.name]
    derived = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert kept.read_text("utf-8") == derived
