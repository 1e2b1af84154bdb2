"""The desired side: manifest files in, whole objects out. See `read` for the way through."""

from dataclasses import replace
from pathlib import Path

from state.desired.content import with_missing_content
from state.desired.files import Source, read_files
from state.desired.kept import Kept
from state.desired.resolution import Defaults, Resolution
from state.desired.secrets import Secrets, looked_for

__all__ = ["Defaults", "Kept", "Resolution", "read", "validated"]


def read(path: Path, defaults: Defaults, kept: Kept | None = None, *, keep: bool = False) -> Resolution:
    """What the manifests below a folder (or in one file) ask for. Never raises for what they say.

    kept: where what they asked for the last time may be found. keep: keep it there for the next time.
    """
    source = _source(path, defaults)
    found = kept.recall(source, defaults) if kept else None
    if found is None:
        found = _made(source, defaults)
        if kept and keep:
            kept.keep(source, defaults, found)
    return Secrets().added(with_missing_content(found))


def validated(path: Path, defaults: Defaults) -> Resolution:
    """The same, on a machine that may have neither the files nor the credentials that secrets are kept in."""
    return looked_for(with_missing_content(_made(_source(path, defaults), defaults)))


def _source(path: Path, defaults: Defaults) -> Source:
    source = read_files(path)
    return replace(source, partial=False) if path == defaults.source else source


def _made(source: Source, defaults: Defaults) -> Resolution:
    from state.desired.load import load  # the parser and the validator are loaded where they are needed
    from state.desired.resolve import resolve

    return resolve(load(source), defaults)
