"""The one shape in which everything is compared: an object flattened to paths and values.

Why it exists: manifests, libvirt's persistent and running documents and the ledger all become `Facts`,
so that diffing, planning, recording and reporting never look at YAML or XML. Everybody calls it.

Path grammar: `field`, `group.field`, `list[key]` (the item is there: True), `list[key].field`.
A key that begins with `@` names a live item that carries no name of ours (`disks[@vdb]`).
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

_KEY = re.compile(r"\[[^\]]*\]")
GENERIC = "xml:"  # before the path of what no field declares; such paths are `schemas.walk`'s


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that people must not see. Printing it prints `<redacted>`; `digest` may be stored."""

    value: str

    def __repr__(self) -> str:
        return "<redacted>"

    def digest(self, key: bytes) -> "Digest":
        """The keyed digest (HMAC-SHA256, hex) that stands for this value wherever it is kept."""
        return Digest(hmac.new(key, self.value.encode(), hashlib.sha256).hexdigest())


@dataclass(frozen=True, slots=True)
class Digest:
    """What is kept of a secret: enough to see that it changed, nothing to learn it from."""

    hexadecimal: str

    def __repr__(self) -> str:
        return "<redacted>"


UNSEEN = Digest("")  # a secret's value that libvirt tells nobody: it counts as what was last written

Value: TypeAlias = str | int | float | bool | Secret | Digest | tuple["Value", ...]
Facts: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Which object: kind, host and libvirt's own name; `scope` is the pool's name for a volume, else
    empty.
    """

    kind: str
    host: str
    name: str
    scope: str = ""

    def __str__(self) -> str:
        inner = f"{self.scope}/{self.name}" if self.scope else self.name
        return f"{self.kind}/{inner}"


def is_generic(path: str) -> bool:
    """Whether the path is that of a generic fact (`xml:devices/disk[vda]/geometry@cyls`)."""
    return path.startswith(GENERIC)


def join(prefix: str, name: str) -> str:
    """`join("cpu", "mode")` is `cpu.mode`; an empty prefix adds nothing."""
    return f"{prefix}.{name}" if prefix else name


def item(path: str, key: str) -> str:
    """`item("disks", "root")` is `disks[root]`."""
    return f"{path}[{key}]"


def pattern(path: str) -> str:
    """The path with its keys taken out: `disks[root].bus` is `disks[].bus`; one pattern, one declared
    field.
    """
    return _KEY.sub("[]", path) if "[" in path else path


def owner(path: str) -> str:
    """The innermost item that a path lies in (`disks[root].io.read` -> `disks[root]`), or an empty string."""
    cut = path.rfind("]")
    return path[: cut + 1]


def under(facts: Facts, prefix: str) -> Iterator[tuple[str, Value]]:
    """The facts of one item or group, the item itself included."""
    ends = (".", "[", "/", "@")
    for path, value in facts.items():
        if path == prefix or (path.startswith(prefix) and path[len(prefix)] in ends):
            yield path, value


def sealed(facts: Facts, key: bytes) -> Facts:
    """The facts with every secret replaced by its digest; what the ledger, a plan and a report may hold."""
    if not any(isinstance(value, Secret) for value in facts.values()):
        return facts
    return {path: value.digest(key) if isinstance(value, Secret) else value for path, value in facts.items()}
