"""The desired side: manifest files in, whole objects out. See `read` for the way through."""

from pathlib import Path

from state.desired.content import with_missing_content
from state.desired.files import read_files
from state.desired.resolution import Defaults, Resolution

__all__ = ["Defaults", "Resolution", "read"]


def read(path: Path, defaults: Defaults) -> Resolution:
    """What the manifests below a folder (or in one file) ask for. Never raises for what they say."""
    from state.desired.load import load  # the parser and the validator are loaded with the first manifest
    from state.desired.resolve import resolve

    return with_missing_content(resolve(load(read_files(path)), defaults))
