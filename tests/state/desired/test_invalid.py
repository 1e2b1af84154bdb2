from pathlib import Path

import pytest

from state.desired import Defaults, read
from tests.state.desired.invalid import EXPECTED, cases, told


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_bad_input_is_told_as_expected(case: Path) -> None:
    """Each kind of mistake is reported with place, words, remedy and excerpt, exactly as its case says."""
    assert told(case) == (case / EXPECTED).read_text("utf-8")


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_mistake_is_never_taken_for_an_empty_source(case: Path) -> None:
    """Whatever is wrong makes the result incomplete, so that nothing is judged to have no manifest."""
    resolution = read(case, Defaults())
    assert not resolution.complete
    assert not resolution.frozen & resolution.desired.keys()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_finding_has_a_place_and_a_remedy(case: Path) -> None:
    """Nobody is told that something is wrong without being told where and what to do."""
    for found in read(case, Defaults()).diagnostics:
        assert found.where.line > 0
        assert found.message
        assert found.remedy


def test_no_secret_is_in_anything_that_is_said() -> None:
    """Passwords are not in messages or excerpts: misplaced, misspelt, multi-line or in broken YAML."""
    (case,) = (case for case in cases() if case.name == "secrets")
    assert "hunter2" in (case / "manifest.yaml").read_text("utf-8")
    assert "hunter2" not in told(case)
