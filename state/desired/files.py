"""Manifest files from a folder, or a single one, read as a whole: the only I/O of this package.

Called by `state.desired.read` and the daemon's loop. A git work tree is a folder like any other here; a
source that checks a repository out gives its own `Source`, with the commit as the revision.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from state.desired.excerpt import brief
from state.desired.text import MAX_BYTES, too_large
from state.diagnostics import Diagnostic, Severity, Where

MAX_FILES = 20_000
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class File:
    """One file. path: relative to the source's root. digest: SHA-256 of its bytes, hexadecimal."""

    path: str
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Source:
    """Everything a source holds at one moment. revision: changes whenever any of it does."""

    root: str
    revision: str
    files: tuple[File, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def source_of(root: str, contents: Mapping[str, bytes], diagnostics: Iterable[Diagnostic] = ()) -> Source:
    """A source of these files, by path; for what does not come from a folder, too."""
    files = tuple(File(path, data, hashlib.sha256(data).hexdigest()) for path, data in sorted(contents.items()))
    found = tuple(diagnostics)
    tree = hashlib.sha256()
    for line in (*(f"{file.path}\0{file.digest}" for file in files), *map(str, found)):
        tree.update(line.encode("utf-8", "surrogateescape") + b"\0")
    return Source(root, tree.hexdigest()[:16], files, found)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file that was found, and what tells whether it has changed since."""

    path: Path
    size: int
    stamp: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Listing:
    files: tuple[_Listed, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_files(path: Path) -> Source:
    """All manifests below a folder (`*.yaml`, `*.yml`, nothing hidden), or the one file. Never raises.

    The tree is listed again after it was read: half of a change that somebody is just writing would look as
    if the other half's manifests were gone.
    """
    root = path if os.path.isdir(path) else path.parent  # noqa: PTH112 # pathlib's raises for what may not be looked at
    before = _list(path, root)
    for _ in range(_ATTEMPTS):
        contents, unread = _contents(root, before.files)
        after = _list(path, root)
        if after == before:
            return source_of(str(root), contents, (*before.diagnostics, *unread))
        before = after
    moving = Diagnostic(
        Severity.ERROR, Where("."), "the files change while they are being read", "try again when they are written"
    )
    return source_of(str(root), {}, (moving,))


def _contents(root: Path, files: Iterable[_Listed]) -> tuple[dict[str, bytes], list[Diagnostic]]:
    contents: dict[str, bytes] = {}
    unread: list[Diagnostic] = []
    for file in files:
        name = _shown(file.path, root)
        if file.size > MAX_BYTES:
            unread.append(too_large(name, file.size))
            continue
        try:
            with file.path.open("rb") as stream:
                contents[name] = stream.read(MAX_BYTES + 1)
        except OSError as error:
            unread.append(_unreadable(name, error))
    return contents, unread


def _list(path: Path, root: Path) -> _Listing:
    found = _Walk(root, [], [])
    found.visit(path, frozenset())
    return _Listing(tuple(found.files), tuple(found.diagnostics))


@dataclass(frozen=True, slots=True)
class _Walk:
    """One look at a tree, depth first and in the order of names."""

    root: Path
    files: list[_Listed]
    diagnostics: list[Diagnostic]

    def visit(self, path: Path, above: frozenset[tuple[int, int]]) -> None:
        """List a file, or a folder's files; `above` are the folders that it is in."""
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                self._folder(path, above, (status.st_dev, status.st_ino))
            elif not stat.S_ISREG(status.st_mode):
                self._refuse(path, "not a regular file", "only files and folders are read")
            else:
                stamp = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
                self.files.append(_Listed(path, status.st_size, stamp))
        except OSError as error:
            self.diagnostics.append(_unreadable(_shown(path, self.root), error))

    def _folder(self, path: Path, above: frozenset[tuple[int, int]], own: tuple[int, int]) -> None:
        if own in above:
            self._refuse(path, "a symbolic link to a folder that it is in", "take the link out")
            return
        for name in sorted(os.listdir(path)):
            if len(self.files) + len(self.diagnostics) >= MAX_FILES:
                self._refuse(path, f"more than {MAX_FILES} files", "keep the manifests in a folder of their own")
                return
            if _counts(path / name):
                self.visit(path / name, above | {own})

    def _refuse(self, path: Path, message: str, remedy: str) -> None:
        self.diagnostics.append(Diagnostic(Severity.ERROR, Where(_shown(path, self.root)), message, remedy))


def _counts(path: Path) -> bool:
    """Whether a name in a folder is a manifest's or a folder's, or could be: then it is looked at, and reported."""
    if path.name.startswith("."):
        return False
    if path.suffix in (".yaml", ".yml"):
        return True
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        return False  # a dangling link that does not look like a manifest
    except OSError:
        return True


def _shown(path: Path, root: Path) -> str:
    """The path in the source, as text that can be printed."""
    relative = path.relative_to(root) if path != root else path
    return os.fsencode(relative).decode("utf-8", "backslashreplace").replace("\n", "\\n")


def _unreadable(name: str, error: OSError) -> Diagnostic:
    remedies = {FileNotFoundError: "check the path", PermissionError: "let the program read it"}
    what = (error.strerror or str(error)).lower()
    return Diagnostic(Severity.ERROR, Where(name), f"cannot be read: {what}", remedies.get(type(error), ""))
