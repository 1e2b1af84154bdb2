import tomllib
from pathlib import Path

from reconciler.version import VERSION


def test_the_program_says_the_version_that_is_packaged() -> None:
    """What `--version` and reports say is what pyproject.toml releases."""
    settings = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert settings["project"]["version"] == VERSION
