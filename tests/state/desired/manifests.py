"""Small manifests for the tests of this folder, and the short way from text to a resolution."""

from collections.abc import Mapping

from state.desired import Defaults
from state.desired.files import source_of
from state.desired.load import load
from state.desired.resolution import Resolution
from state.desired.resolve import resolve
from state.world import Desired

HEAD = "apiVersion: virt-reconcile/v1\nkind: {kind}\nmetadata: {{name: {name}{more}}}\n"
MACHINE = "spec:\n  memory: 2GiB\n  vcpus: 2\n"


def manifest(kind: str, name: str, spec: str, more: str = "") -> str:
    """One document; `more` goes into its metadata."""
    return HEAD.format(kind=kind, name=name, more=more) + spec


def machine(name: str, spec: str = "", more: str = "") -> str:
    """A machine; `spec` is lines indented by two that are added to the least that one needs."""
    return manifest("VirtualMachine", name, MACHINE + spec, more)


def resolved(*documents: str, defaults: Defaults | None = None) -> Resolution:
    """What a file of these documents comes to."""
    return resolved_files({"f.yaml": "\n---\n".join(documents)}, defaults)


def resolved_files(files: Mapping[str, str], defaults: Defaults | None = None) -> Resolution:
    """What these files come to."""
    source = source_of("", {name: text.encode() for name, text in files.items()})
    return resolve(load(source), defaults or Defaults())


def named(resolution: Resolution, name: str) -> Desired:
    """The one object of this name."""
    assert not resolution.diagnostics, [str(found) for found in resolution.diagnostics]
    (found,) = (desired for ref, desired in resolution.desired.items() if ref.name == name)
    return found
