"""Manifest files from a folder, or a single one, read as a whole: the only I/O of this package.

Called by `state.desired.read` and the daemon's loop. A git work tree is a folder like any other here; a
source that checks a repository out gives its own `Source`, with the commit as the revision.
"""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from state.diagnostics import Diagnostic, Severity, Where

MAX_BYTES = 4 * 2**20
MAX_FILES = 20_000
_ATTEMPTS = 3
_BLOCKS = 16  # of MAX_BYTES: 64 MiB


@dataclass(frozen=True, slots=True)
class File:
    """One file. path: relative to the source's root. digest: SHA-256 of its bytes, hexadecimal."""

    path: str
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Source:
    """Everything a source holds at one moment. revision: changes whenever any of it does.

    files: in the order of their paths. diagnostics: what could not be read. blind: a Host may be in that.
    partial: it is one file, and others may lie beside it.
    """

    root: str
    revision: str
    files: tuple[File, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    blind: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, and whether a Host manifest may be in it."""

    diagnostics: tuple[Diagnostic, ...] = ()
    blind: bool = False


def source_of(root: str, contents: Mapping[str, bytes], unread: Unread = Unread()) -> Source:  # frozen
    """A source of these files, by path: also for what does not come from a folder."""
    files = tuple(
        File(path, data, hashlib.sha256(data).hexdigest()) for path, data in sorted(contents.items())
    )
    tree = hashlib.sha256()
    for line in (*(f"{file.path}\0{file.digest}" for file in files), *map(str, unread.diagnostics)):
        tree.update(line.encode() + b"\0")
    return Source(root, tree.hexdigest()[:16], files, unread.diagnostics, unread.blind)


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
    if the manifests of the other half were gone.
    """
    folder = os.path.isdir(path)  # noqa: PTH112 # pathlib's raises without permission
    root = path if folder else path.parent
    listing = _list(path, root)
    for _ in range(_ATTEMPTS):
        contents, unread = _contents(root, listing)
        again = _list(path, root)
        if again == listing:
            partial = not folder and bool(contents)
            return replace(source_of(str(root), contents, unread), partial=partial)
        listing = again
    fault = Diagnostic(
        Severity.ERROR,
        Where("."),
        "the files change while they are being read",
        "wait until they are written",
    )
    return source_of(str(root), {}, Unread((fault,), blind=True))


def _contents(root: Path, listing: _Listing) -> tuple[dict[str, bytes], Unread]:
    contents: dict[str, bytes] = {}
    diagnostics, blind = list(listing.diagnostics), bool(listing.diagnostics)
    for file in listing.files:
        name = _shown(file.path, root)
        try:
            if file.size > MAX_BYTES:
                diagnostics.append(too_large(name, file.size))
                blind = blind or _mentions(file.path, b"Host")
            else:
                contents[name] = file.path.read_bytes()
        except OSError as error:
            diagnostics.append(_unreadable(name, error))
            blind = True
    return contents, Unread(tuple(diagnostics), blind)


def too_large(file: str, size: int) -> Diagnostic:
    """The refusal of a file by its size in bytes, which need not have been read."""
    return Diagnostic(
        Severity.ERROR,
        Where(file),
        f"the file has {size / 2**20:.1f} MiB; manifests of more than {MAX_BYTES // 2**20} MiB are not read",
        "split it into several files",
    )


def _mentions(path: Path, word: bytes) -> bool:
    """Whether the word is in a file that is too large to parse. Where that is not soon told, it may be."""
    tail = b""
    with path.open("rb") as stream:
        for _ in range(_BLOCKS):
            block = stream.read(MAX_BYTES)
            if word in tail + block or not block:
                return bool(block)
            tail = block[-len(word) :]
    return True


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
        for inner in sorted(path.iterdir()):
            if len(self.files) + len(self.diagnostics) >= MAX_FILES:
                self._refuse(
                    path, f"more than {MAX_FILES} files", "keep the manifests in a folder of their own"
                )
                return
            if _counts(inner):
                self.visit(inner, above | {own})

    def _refuse(self, path: Path, message: str, remedy: str) -> None:
        self.diagnostics.append(Diagnostic(Severity.ERROR, Where(_shown(path, self.root)), message, remedy))


def _counts(path: Path) -> bool:
    """Whether it is a manifest, a folder, or may be a folder: then looking into it tells what is wrong."""
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
    return Diagnostic(
        Severity.ERROR,
        Where(name),
        f"cannot be read: {what}",
        remedies.get(type(error), "make it readable, or take it out"),
    )
