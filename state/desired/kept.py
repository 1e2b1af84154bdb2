"""What a source's manifests come to, kept in the state directory for who reads the very same again.

Why it exists: to parse, validate and resolve is the greater part of a short run, and mostly nothing has
changed since `apply`. Called by `state.desired.read`. What is kept is used for the same files, under the same
defaults, by the same program; what has findings or a secret in its manifests
is not kept at all (one that is kept elsewhere is read each time). It can be deleted any time.
No file is believed that others could have written, and none can run code.
"""

import hashlib
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from pickle import PicklingError, Unpickler, UnpicklingError, dumps

from schemas.facts import Secret
from schemas.store import versions
from state.desired.files import Source
from state.desired.resolution import Defaults, Resolution

FILE = "desired.cache"
_DIGEST = hashlib.sha256().digest_size
_FOLDERS = tuple(Path(__file__).parents[2] / name for name in ("schemas", "state"))  # what makes it
# Everything that a resolution is made of: values, which do nothing when they are made.
_VALUES = frozenset({
    ("builtins", "frozenset"),
    ("schemas.facts", "Ref"),
    ("schemas.policy", "Deletion"),
    ("schemas.policy", "Foreign"),
    ("schemas.policy", "Mode"),
    ("schemas.policy", "Policy"),
    ("schemas.policy", "Restart"),
    ("schemas.policy", "RunStrategy"),
    ("schemas.policy", "Window"),
    ("state.desired.resolution", "Resolution"),
    ("state.diagnostics", "Where"),
    ("state.world", "Deposit"),
    ("state.world", "Desired"),
    ("state.world", "Host"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder in which the last resolution is kept."""

    folder: Path

    def recall(self, source: Source, defaults: Defaults) -> Resolution | None:
        """What was kept of this very source under these defaults; None where nothing (sound) was."""
        try:
            content = _content(self.folder / FILE)
        except OSError:
            return None
        key, digest, data = content[:_DIGEST], content[_DIGEST : 2 * _DIGEST], content[2 * _DIGEST :]
        if key != _key(source, defaults) or digest != hashlib.sha256(data).digest():
            return None
        try:
            return _loaded(data)
        except UnpicklingError:
            return None

    def keep(self, source: Source, defaults: Defaults, found: Resolution) -> None:
        """Keep this in place of what was there. What cannot be kept is not, and nobody is told."""
        if not found.complete or found.diagnostics or _secret(found):
            return
        with suppress(OSError, PicklingError, UnpicklingError, TypeError):
            data = dumps(found, protocol=5)
            _loaded(data)  # a value that is not among those which may be kept
            _put(self.folder / FILE, _key(source, defaults) + hashlib.sha256(data).digest() + data)


def _key(source: Source, defaults: Defaults) -> bytes:
    """A digest of all that a resolution depends on: the files, the defaults and the program."""
    digest = hashlib.sha256()
    files = (f"{file.path}\0{file.digest}" for file in source.files)
    for part in (source.revision, str(source.partial), repr(defaults), *_program(), *files):
        digest.update(part.encode() + b"\0\0")
    return digest.digest()


@cache
def _program() -> tuple[str, ...]:
    """Which program this is. Asked once: an update that comes while it runs does not make it another one."""
    return (sys.version, *(line for folder in _FOLDERS for line in versions(folder)))


def _secret(found: Resolution) -> bool:
    return any(isinstance(value, Secret) for one in found.desired.values() for value in one.facts.values())


def _content(path: Path) -> bytes:
    """The file's bytes. OSError where it is not ours, or others may write to it."""
    with open(path, "rb", opener=_open) as stream:
        status = os.fstat(stream.fileno())
        ours = stat.S_ISREG(status.st_mode) and status.st_uid in (os.geteuid(), 0)
        if not ours or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(f"{path} may be another user's")
        return stream.read()


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)  # neither another file nor a pipe


def _put(path: Path, content: bytes) -> None:
    from tempfile import NamedTemporaryFile  # who only recalls need not wait for it

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}", delete=False) as stream:
        try:
            stream.write(content)
            stream.flush()
            Path(stream.name).replace(path)
        except OSError:
            Path(stream.name).unlink()
            raise


def _loaded(data: bytes) -> Resolution:
    found: Resolution = _Values(BytesIO(data)).load()
    return found


class _Values(Unpickler):
    """Makes values and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        """A class of `_VALUES`. UnpicklingError for everything else."""
        if (module, name) not in _VALUES:
            raise UnpicklingError(f"{module}.{name} is not kept")
        return getattr(import_module(module), name)
