"""The desired side: manifest files in, whole objects out. See `read` for the way through."""

from pathlib import Path

from state.desired.content import with_missing_content
from state.desired.files import read_files
from state.desired.load import Loaded, load
from state.desired.placement import Defaults
from state.desired.resolve import Resolution, resolve

__all__ = ["Defaults", "Loaded", "Resolution", "load", "read", "read_files", "resolve"]


def read(path: Path, defaults: Defaults) -> Resolution:
    """What the manifests below a folder (or in one file) ask for. Never raises for what they say."""
    resolution = resolve(load(read_files(path)), defaults)
    return with_missing_content(resolution)
