"""The vocabulary of decisions: changes, steps and refusals, all plain values. Made by `reconciler.plan`,
printed by the command line, carried out by `reconciler.apply`; what is shown is what is done.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from schemas.facts import Facts, Ref, Value, is_generic
from schemas.markers import Impact


class Document(StrEnum):
    """Which of libvirt's two documents of an object a change is in."""

    PERSISTENT = "persistent"
    RUNNING = "running"


class Cause(StrEnum):
    """edited: the manifest moved. drifted: the live object moved. conflict: both."""

    EDITED = "edited"
    DRIFTED = "drifted"
    CONFLICT = "conflict"


class State(StrEnum):
    """Where one object stands."""

    IN_SYNC = "in_sync"
    DRIFTED = "drifted"
    EDITED = "edited"
    MISSING = "missing"
    ORPHANED = "orphaned"
    UNMANAGED = "unmanaged"
    PENDING_RESTART = "pending_restart"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Change:
    """One fact whose live value is not the desired one. want None: it should go. have None: it is not there.

    reason: why nothing is done about it, if so ("foreign: keep", "needs a restart", "ignored").
    """

    path: str
    want: Value | None
    have: Value | None
    document: Document
    impact: Impact
    cause: Cause
    reason: str = ""

    def outside(self, stated: Facts) -> bool:
        """Whether it is in a part of the document of which the manifest (these facts) says nothing."""
        return is_generic(self.path) and self.path not in stated


class Verb(StrEnum):
    """What a step does to one object; `reconciler.kinds` turns each into libvirt calls.

    create: make it from nothing (define; for a volume, allocate). define: write `paths` into the persistent
    definition, and take out what they name and nobody wants. attach, detach, update: one device or network
    section of the running document (each path an item). tune: facts changed live, or kept beside the
    document (autostart), or a volume's capacity. start, stop, restart: power, or a network or pool up and
    down. undefine: take the definition away. delete: destroy a volume's data. record: enter into the ledger
    what is so already. forget: take it out of the ledger and leave the object alone.
    """

    CREATE = "create"
    DEFINE = "define"
    ATTACH = "attach"
    DETACH = "detach"
    UPDATE = "update"
    TUNE = "tune"
    START = "start"
    STOP = "stop"
    RESTART = "restart"
    UNDEFINE = "undefine"
    DELETE = "delete"
    RECORD = "record"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Step:
    """One libvirt action on one object. paths: the facts or items it concerns; detail: for people."""

    verb: Verb
    ref: Ref
    paths: tuple[str, ...] = ()
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.ref}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A guard's veto, with the reason a person needs."""

    guard: str
    ref: Ref
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one object and what is to be done: its state, changes, steps and refusals, in
    order.

    observed: the facts that the decision was made from are fingerprinted in `Plan.digest`.
    """

    ref: Ref
    state: State
    changes: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    since: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every verdict, in the order in which objects are to be worked on; `after` says which must wait for
    which.

    digest: of the world the plan was made from; a saved plan is refused when the world has moved.
    """

    verdicts: Mapping[Ref, Verdict]
    after: Mapping[Ref, frozenset[Ref]] = field(default_factory=dict)
    digest: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, objects in order."""
        return tuple(step for verdict in self.verdicts.values() for step in verdict.steps)

    def only(self, refs: Collection[Ref]) -> "Plan":
        """The same plan with steps for these objects alone."""
        verdicts = {ref: one if ref in refs else replace(one, steps=()) for ref, one in self.verdicts.items()}
        return replace(self, verdicts=verdicts)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """All refusals, objects in order."""
        return tuple(refusal for verdict in self.verdicts.values() for refusal in verdict.refusals)


class Result(StrEnum):
    """How a step ended. done: libvirt agreed, and reading back said so. unsettled: libvirt agreed and it
    is not so.
    failed: an error. blocked: something it depends on failed, so it was not tried.
    """

    DONE = "done"
    UNSETTLED = "unsettled"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step ended. error: one line for people; unfinished: it may be half done."""

    step: Step
    result: Result
    error: str = ""
    seconds: float = 0.0
    unfinished: bool = False

    @property
    def half_made(self) -> bool:
        """Whether making or restarting it was cut off: what is there must not be taken for what was asked."""
        return self.unfinished and self.step.verb in {Verb.CREATE, Verb.RESTART}


# Told of a step that is begun (""), under way (a line) or ended (the outcome).
Watcher: TypeAlias = Callable[[Step, str | Outcome], None]
