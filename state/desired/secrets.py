"""The values of secrets that are kept elsewhere: read each time, never kept, and told nobody.

Called by `state.desired.read` and by the daemon's thread of manifests, after all that can be kept from one
reading to the next. A value that is not there freezes the object and what needs it, as any mistake in its
manifest would.
"""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from schemas import kind_named
from schemas.facts import Facts, Ref, Secret
from schemas.form import Setting, slot_at
from state.desired.resolution import Resolution
from state.diagnostics import Diagnostic, Severity
from state.world import Deposit, Desired

MAX_BYTES = 65_536  # what libvirt takes
_DIRECTORY = "CREDENTIALS_DIRECTORY"
_Finding: TypeAlias = tuple[str, str]  # what is wrong, and what to do about it
_Read: TypeAlias = Mapping[Ref, tuple[Facts, tuple[Diagnostic, ...]]]


@dataclass(slots=True)
class Secrets:
    """Reads values; gives the same objects, and the same resolution, again while none of them moved."""

    given: Resolution | None = None
    read: _Read = field(default_factory=dict)
    whole: Resolution | None = None

    def added(self, resolution: Resolution) -> Resolution:
        """The resolution with every value in its place, and without what lacks one."""
        asking = [one for one in resolution.desired.values() if one.deposits]
        if not asking:
            return resolution
        read = {one.ref: _values(one) for one in asking}
        if self.whole is None or self.given is not resolution or self.read != read:
            known = self._known(resolution, read)
            self.given, self.read, self.whole = resolution, read, _whole(resolution, read, known)
        return self.whole

    def _known(self, resolution: Resolution, read: _Read) -> Mapping[Ref, Desired]:
        """The objects of the last time whose manifests and values are what they were."""
        if self.given is not resolution or self.whole is None:
            return {}
        return {ref: one for ref, one in self.whole.desired.items() if self.read.get(ref) == read.get(ref)}


def looked_for(resolution: Resolution) -> Resolution:
    """The resolution with a warning for each value that is not here: manifests may be checked elsewhere."""
    found = (one for desired in resolution.desired.values() for one in _values(desired)[1])
    warnings = tuple(replace(one, severity=Severity.WARNING) for one in found)
    return replace(resolution, diagnostics=(*resolution.diagnostics, *warnings)) if warnings else resolution


def _whole(resolution: Resolution, read: _Read, known: Mapping[Ref, Desired]) -> Resolution:
    lacking = {ref for ref, (_, found) in read.items() if found}
    frozen = _with_dependents(lacking, resolution.desired.values())
    desired = {
        ref: known.get(ref) or (replace(one, facts={**one.facts, **read[ref][0]}) if ref in read else one)
        for ref, one in resolution.desired.items()
        if ref not in frozen
    }
    told = [one for _, found in read.values() for one in found]
    return replace(
        resolution,
        desired=desired,
        frozen=resolution.frozen | frozen,
        complete=resolution.complete and not lacking,
        diagnostics=(*resolution.diagnostics, *sorted(told, key=lambda one: one.where)),
    )


def _with_dependents(causes: set[Ref], desired: Iterable[Desired]) -> frozenset[Ref]:
    """The objects, and all that need one of them, directly or not."""
    everything, found = list(desired), set(causes)
    while more := {one.ref for one in everything if one.references & found} - found:
        found |= more
    return frozenset(found)


def _values(one: Desired) -> tuple[Facts, tuple[Diagnostic, ...]]:
    """The facts that an object's values are, and what is wrong with those that are none."""
    found: dict[str, Secret] = {}
    wrong: list[Diagnostic] = []
    for deposit in one.deposits:
        match value(one.ref, deposit):
            case Secret() as secret:
                found[deposit.path] = secret
            case message, remedy:
                wrong.append(Diagnostic(Severity.ERROR, deposit.where, message, remedy))
    return found, tuple(wrong)


def value(ref: Ref, deposit: Deposit) -> Secret | _Finding:
    """The secret's value, or why there is none and what to do about it."""
    path = _path(deposit)
    if path is None:
        return (
            f"there is no credential `{deposit.name}`: systemd gave this process none",
            f"have systemd give it: LoadCredential={deposit.name}:/path/of/a/file",
        )
    try:
        content = _content(path)
    except OSError as error:
        return _unreadable(deposit, error)
    if len(content) > MAX_BYTES:
        return (
            f"the {deposit.how} `{deposit.name}` has more than {MAX_BYTES} bytes",
            "it is not the value of a secret",
        )
    content = content.removesuffix(b"\n")
    if not content:
        return f"the {deposit.how} `{deposit.name}` is empty", "put the value into it"
    return _spelt(
        deposit, content, binary=isinstance(slot_at(kind_named(ref.kind).spec, deposit.path), Setting)
    )


def _path(deposit: Deposit) -> Path | None:
    if deposit.how == "file":
        return Path(deposit.name)
    directory = os.environ.get(_DIRECTORY)
    return Path(directory, deposit.name) if directory else None


def _content(path: Path) -> bytes:
    """A file's bytes, one more than may be at most. OSError where it is no file, or cannot be read."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(0, "it is no regular file")
        return stream.read(MAX_BYTES + 1)


def _unreadable(deposit: Deposit, error: OSError) -> _Finding:
    remedies = {
        FileNotFoundError: f"put the value there, or correct the {deposit.how}",
        PermissionError: "let the user that virt-reconcile runs as read it",
    }
    what = (error.strerror or str(error)).lower()
    message = f"the value of a secret cannot be read from the {deposit.how} `{deposit.name}`: {what}"
    return message, remedies.get(type(error), f"correct the {deposit.how}")


def _spelt(deposit: Deposit, content: bytes, *, binary: bool) -> Secret | _Finding:
    """Bytes as libvirt keeps them beside a document, or as a line of text that can stand in one."""
    if binary:
        return Secret(content.decode("latin-1"))
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\0"
    if not all(map(_printed, text)):
        return (
            f"the {deposit.how} `{deposit.name}` is no single line of text",
            "write the password into it, and no more",
        )
    return Secret(text)


def _printed(letter: str) -> bool:
    """Whether it can stand in a line of XML."""
    return letter >= " " and letter not in "\x7f\ufffe\uffff"
