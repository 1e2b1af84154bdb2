"""The three states side by side, as values: what git says, what we last made so, what libvirt says now.

Built once a cycle by the loop, read by the pure planner. No I/O here and none below it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schemas import kind_named
from schemas.facts import Facts, Ref, sealed
from schemas.form import declares
from schemas.policy import Policy, RunStrategy
from schemas.whole import NO_DOCUMENTS, Whole
from state.diagnostics import Diagnostic, Where


@dataclass(frozen=True, slots=True)
class Deposit:
    """Where the value of a secret is kept: how (a file, a credential), under what name, and who says so.

    path: the fact that it will be.
    """

    path: str
    how: str
    name: str
    where: Where


@dataclass(frozen=True, slots=True, eq=False)
class Desired:
    """One object as its manifest says, with references resolved and identity derived.

    facts: what it must be, secrets in plain (see `schemas.facts.sealed`). uuid: from the manifest, or
    derived.
    pinned: the manifest itself states the uuid. power: whether it must run. references: what must come first.
    content: a local file whose bytes a new volume gets. build: a new pool's blank device may be formatted.
    stop_timeout: seconds a guest is given to shut down; force_stop: whether it is then switched off.
    derived: paths of facts that nobody wrote (a MAC made from the name): what a new object gets, and no
    reason
    to change one that exists. overlay: the raw XML whose leaves are the generic ones of the facts.
    deposits: the secrets whose values are not in the manifest; they become facts when they are read.
    """

    ref: Ref
    uuid: str
    facts: Facts
    policy: Policy
    where: Where
    power: RunStrategy | None = None
    references: frozenset[Ref] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    pinned: bool = False
    derived: frozenset[str] = frozenset()
    content: str | None = None
    build: bool = False
    stop_timeout: float = 120.0
    force_stop: bool = False
    overlay: str = ""
    deposits: tuple[Deposit, ...] = ()

    def sealed(self, key: bytes) -> "Desired":
        """The same with every secret replaced by its digest; itself where it has none."""
        facts = sealed(self.facts, key)
        return self if facts is self.facts else replace(self, facts=facts)


@dataclass(frozen=True, slots=True, eq=False)
class Host:
    """A hypervisor to look after: its name, libvirt URI, default policy, and how many steps run side by
    side.
    """

    name: str
    uri: str
    policy: Policy = Policy()
    concurrency: int = 4
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """One object as libvirt has it.

    persistent: the definition's facts with what libvirt keeps beside it (autostart, active); None for a
    transient object. running: the running document's facts, None where nothing runs. reason: why it is in
    its power state (`crashed`, `shutdown`, …). mark: the ledger identity in our metadata, if it has one.
    whole: both documents as libvirt printed them. keeps: what else there is of it: snapshots, NVRAM and such.
    """

    ref: Ref
    uuid: str
    persistent: Facts | None
    running: Facts | None = None
    reason: str = ""
    mark: str | None = None
    whole: Whole = NO_DOCUMENTS
    keeps: tuple[str, ...] = ()

    def sealed(self, key: bytes) -> "Live":
        """The same with every secret replaced by its digest; itself where it has none."""
        persistent, running = (facts and sealed(facts, key) for facts in (self.persistent, self.running))
        if persistent is self.persistent and running is self.running:
            return self
        return replace(self, persistent=persistent, running=running, whole=self.whole.sealed(key))

    @property
    def active(self) -> bool:
        """Whether it runs (a machine) or is up (a network, a pool). A volume does neither."""
        return self.running is not None


@dataclass(frozen=True, slots=True, eq=False)
class HostView:
    """What one host showed in one look. Where `up` is False nothing is known of it.

    unlisted: kinds whose listing failed. unknown: objects that could not be read. Neither proves absence.
    """

    name: str
    uri: str
    up: bool
    error: str = ""
    objects: Mapping[Ref, Live] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()
    unknown: Mapping[Ref, str] = field(default_factory=dict)

    def certain(self, ref: Ref) -> bool:
        """Whether `ref` not being in `objects` means that it does not exist."""
        return self.up and ref.kind not in self.unlisted and ref not in self.unknown


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What the ledger knows of one object.

    facts: the settled values of what the manifest asked for, secrets as digests. deletion: the policy when it
    was last applied. adopted: it existed before us. intent: the verb of a step begun and not seen to end.
    attempts: how often a path was written and did not settle. since: when its present drift was first seen
    (POSIX seconds). whole: its documents as they were then, less what had been changed outside the manifest.
    """

    ref: Ref
    uuid: str
    facts: Facts
    deletion: str = "orphan"
    adopted: bool = False
    intent: str | None = None
    attempts: Mapping[str, int] = field(default_factory=dict)
    since: float | None = None
    whole: Whole = NO_DOCUMENTS

    def understood(self) -> "Record":
        """The same less what is said of fields that there are no more; itself where there is nothing of it.

        An older version wrote it. It says nothing of the fields that there are: these were never recorded.
        """
        spec = kind_named(self.ref.kind).spec
        told = {path for path in self.facts if path == "active" or declares(spec, path)}
        if len(told) == len(self.facts):
            return self
        return replace(self, facts={path: value for path, value in self.facts.items() if path in told})


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Everything a plan is made from.

    frozen: objects whose manifest is invalid (and their dependents): left as they are. complete: False where
    any manifest failed, so that nothing may be judged to have no manifest; or where the manifests are but a
    part, one file (partial). suspended: pauses by command.
    """

    hosts: Mapping[str, Host]
    desired: Mapping[Ref, Desired]
    recorded: Mapping[Ref, Record]
    views: Mapping[str, HostView]
    frozen: frozenset[Ref] = frozenset()
    complete: bool = True
    partial: bool = False
    suspended: Mapping[Ref, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    revision: str = ""
