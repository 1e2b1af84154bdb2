"""From a source's files to manifests that say what their kinds may say, and every error of those that do not.

Called by `state.desired.read` and by the daemon's loop, which passes what it loaded before: a file whose
bytes have not changed is not looked at again. No I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from state.desired.check import check
from state.desired.files import File, Source
from state.desired.guess import known
from state.desired.manifest import Broken, Manifest, unreadable
from state.desired.text import cut
from state.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What one file said. digest: of its bytes."""

    digest: str
    manifests: tuple[Manifest, ...] = ()
    broken: tuple[Broken, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What a source said, file by file. unread, blind, partial: see `Source` (diagnostics)."""

    revision: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    unread: tuple[Diagnostic, ...] = ()
    blind: bool = False
    partial: bool = False

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """Every valid manifest, in the order of files and lines."""
        return tuple(manifest for entry in self.entries.values() for manifest in entry.manifests)

    @property
    def broken(self) -> tuple[Broken, ...]:
        """What is known of every manifest that is not valid, or could not be read."""
        unread = (unreadable(may_be_host=self.blind),) * bool(self.unread)
        return unread + tuple(each for entry in self.entries.values() for each in entry.broken)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong, in the order of files and lines."""
        found = (diagnostic for entry in self.entries.values() for diagnostic in entry.diagnostics)
        return (*self.unread, *found)


def load(source: Source, previous: Loaded | None = None) -> Loaded:
    """Read every manifest of a source. Never raises: what is wrong is in the diagnostics."""
    known = previous.entries if previous else {}
    entries = {file.path: _again(known.get(file.path), file) or _entry(file) for file in source.files}
    return Loaded(source.revision, entries, source.diagnostics, source.blind, source.partial)


def _again(entry: Entry | None, file: File) -> Entry | None:
    """What was loaded from the file before, if it still says the same."""
    return entry if entry and entry.digest == file.digest else None


def _entry(file: File) -> Entry:
    pieces = cut(file.path, file.content)
    checked = [check(chunk) for chunk in pieces.chunks]
    broken = [known(chunk, None) for chunk in pieces.unreadable]
    if pieces.diagnostics and not broken:  # the file as a whole was refused
        broken.append(unreadable(may_be_host=b"Host" in file.content))
    return Entry(
        file.digest,
        tuple(each.manifest for each in checked if each.manifest),
        (*broken, *(each.broken for each in checked if each.broken)),
        (*pieces.diagnostics, *(diagnostic for each in checked for diagnostic in each.diagnostics)),
    )
