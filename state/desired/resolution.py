"""What the manifests of a source ask for, whole: what `state.desired` gives to everybody else.

Why it is a module of its own: who only works with it does not pay for what makes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from schemas.facts import Ref
from schemas.policy import Policy
from state.diagnostics import Diagnostic
from state.world import Desired, Host


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the settings say: libvirt's URI where no Host manifest does, the policy under all others, and the
    source of all manifests: a file that they name is no part of something else.
    """

    uri: str = "qemu:///system"
    policy: Policy = Policy()
    source: Path | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """The desired side of a `World`, whose fields are explained there. What is frozen is not in `desired`."""

    hosts: Mapping[str, Host] = field(default_factory=dict)
    desired: Mapping[Ref, Desired] = field(default_factory=dict)
    frozen: frozenset[Ref] = frozenset()
    complete: bool = True
    partial: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
    revision: str = ""
