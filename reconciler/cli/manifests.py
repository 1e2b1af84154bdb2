"""The manifests of a command: read from its path, resolved under the settings, their faults shown."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.workplace import Workplace
from reconciler.published import Report
from reconciler.text.diagnostic import some
from state.desired import Defaults, Kept, Resolution, read, validated
from state.diagnostics import Diagnostic

if TYPE_CHECKING:
    from reconciler.settings import Settings

URI = "qemu:///system"


def resolution(path: Path, settings: "Settings") -> Resolution:
    """Everything that the manifests below a path ask for, without the values of secrets that they keep
    elsewhere. What is wrong is in its diagnostics.
    """
    return validated(path, _defaults(settings))


def recalled(path: Path, settings: "Settings", *, keep: bool) -> Resolution:
    """All of it, from what `apply` kept of the very same manifests where there is that; `keep` keeps it."""
    return read(path, _defaults(settings), Kept(settings.state_directory), keep=keep)


def _defaults(settings: "Settings") -> Defaults:
    return Defaults(uri(settings), settings.default_policy, settings.source)


def uri(settings: "Settings") -> str:
    """Where libvirt is, where no Host manifest says it."""
    return settings.connect or os.environ.get("LIBVIRT_DEFAULT_URI") or URI


def adopting(found: Resolution) -> Resolution:
    """The same, with every object that exists and differs taken over: `--adopt`."""
    desired = {
        ref: replace(one, policy=replace(one.policy, adopt=True)) for ref, one in found.desired.items()
    }
    return replace(found, desired=desired)


def show_findings(place: Workplace, found: tuple[Diagnostic, ...], path: Path) -> None:
    """Print what is wrong with the manifests beside a result; a document carries it itself, and all of it."""
    if place.console.for_people:
        shown = [seen_from_here(one, path) for one in found]
        place.console.remark(some(shown, f"`virt-reconcile validate {path}` shows them all"))


def seen_from_here(one: Diagnostic, path: Path) -> Diagnostic:
    """A finding with its file as one opens it from the current directory."""
    return replace(one, where=replace(one.where, file=_from_here(one.where.file, path)))


def told_from_here(report: Report, path: Path) -> Report:
    """A report about the manifests of a path, whose files can be opened from the current directory."""
    found = (replace(one, file=_from_here(one.file, path)) for one in report.diagnostics)
    return replace(report, diagnostics=tuple(found))


def _from_here(file: str, path: Path) -> str:
    return os.path.normpath((path if path.is_dir() else path.parent) / file)
