from pathlib import Path

import pytest

from reconciler.text.paint import bare
from tests.reconciler.text.golden import TEXTS, cases, expected, report_of, text


@pytest.mark.parametrize(("case", "name"), cases(), ids=lambda part: getattr(part, "stem", part))
def test_people_see_the_text_that_was_agreed(case: Path, name: str) -> None:
    """Every text of every kept report is the kept text, letter for letter."""
    assert text(case, name) == expected(case, name).read_text("utf-8")


@pytest.mark.parametrize(("case", "name"), cases(), ids=lambda part: getattr(part, "stem", part))
def test_colour_adds_nothing_but_colour(case: Path, name: str) -> None:
    """Without its colours a text is whole, and no half escape is left over."""
    painted = TEXTS[name](report_of(case))
    assert "\x1b" in painted
    assert "\x1b" not in bare(painted)


def test_no_secret_is_ever_spelt() -> None:
    """What the report redacted is redacted in every text."""
    shown = [text(case, name) for case, name in cases() if name in ("plan", "drift")]
    assert any("password" in one and "<redacted>" in one for one in shown)
