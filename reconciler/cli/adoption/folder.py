"""The files that `adopt` writes: one an object, named safely, whole or not at all, and never another's.

Used by `reconciler.cli.adoption.course`. Names on a host are anybody's: no file is written outside the
folder, hidden, or over another one that was not said to be given up.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from reconciler.cli.failure import Trouble
from schemas.facts import Ref

FOLDERS: Mapping[str, str] = MappingProxyType({
    "Network": "networks", "StoragePool": "pools", "Volume": "volumes", "VirtualMachine": "machines",
    "NetworkFilter": "filters", "Secret": "secrets",
})  # fmt: skip
_UNSAFE = re.compile(r"[^A-Za-z0-9_.@+-]+")
_LONGEST = 120  # letters of a name; a file name has 255 bytes at most


@dataclass(frozen=True, slots=True)
class Folder:
    """Where manifests go. by_host: there are several hosts, each of which gets a folder."""

    path: Path
    by_host: bool = False

    def places(self, refs: Iterable[Ref]) -> dict[Ref, Path]:
        """A file for each object, relative to the folder; the same for the same objects."""
        found: dict[Ref, Path] = {}
        taken: set[str] = set()
        for ref in sorted(refs):
            parts = (_safe(ref.host),) * self.by_host + (FOLDERS.get(ref.kind, f"{ref.kind.lower()}s"),)
            found[ref] = Path(*parts, f"{_free(_safe(ref.name), '/'.join(parts), taken)}.yaml")
        return found

    def make(self) -> None:
        """Have the folder there, also where nothing is written into it. Trouble where that cannot be."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _trouble(self.path, error) from error

    def write(self, place: Path, text: str, *, force: bool = False) -> bool:
        """Write a file, whole or not at all. False where there is one already that is not to be given up.

        Trouble where the system refuses, or where the place is outside the folder.
        """
        target = self.path / place
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(self.path.resolve()):
                raise Trouble(
                    f"{target.parent} is a link out of {self.path}", "take it away, or choose another"
                )
            return _written(target, text, force=force)
        except OSError as error:
            raise _trouble(target, error) from error


def _trouble(path: Path, error: OSError) -> Trouble:
    return Trouble(f"{path} cannot be written: {error.strerror}", "choose another --out")


def _written(target: Path, text: str, *, force: bool) -> bool:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    try:
        if force:
            draft.replace(target)
        else:
            target.hardlink_to(draft)  # unlike a renaming it takes nobody's place
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def _safe(name: str) -> str:
    """A name that is a file's on every system, in a folder, and not hidden."""
    return _UNSAFE.sub("-", name).lstrip(".-")[:_LONGEST] or "object"


def _free(stem: str, folder: str, taken: set[str]) -> str:
    """The stem, or with a number where another differs from it by case alone, or in what is unsafe."""
    name, count = stem, 1
    while f"{folder}/{name}".casefold() in taken:
        count += 1
        name = f"{stem}-{count}"
    taken.add(f"{folder}/{name}".casefold())
    return name
