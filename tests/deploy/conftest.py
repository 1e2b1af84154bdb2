"""The machine on which the service is installed. It fails, and never skips, where it cannot come up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.machine import Machine
from tests.deploy.rules import ROOT
from tests.examples.pages import blocks

PAGE = ROOT / "docs" / "how-to" / "run-as-a-service.md"


def installation() -> str:
    """The commands that the page tells people to type, where it says that they are tested."""
    text = PAGE.read_text("utf-8")
    line = text.count("\n", 0, text.index("<!-- The next block is what tests/deploy carries out. -->"))
    return next(block.text for block in blocks(PAGE) if block.line > line)


@pytest.fixture(scope="package")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which the service was installed as the page says, and not yet started."""
    with Machine(tmp_path_factory.mktemp("machine")) as machine:
        machine.said("bash", "-ec", installation())
        yield machine


@pytest.fixture
def own_machine(tmp_path: Path) -> Iterator[Machine]:
    """The same, for one test alone."""
    with Machine(tmp_path) as machine:
        machine.said("bash", "-ec", installation())
        yield machine
