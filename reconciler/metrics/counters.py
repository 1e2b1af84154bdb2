"""Counters and histograms: what turns add up to. Used by `reconciler.metrics` alone.

Every label value that can occur is there from the start with 0: a counter that appears with 1 has no rise
that Prometheus could see.
"""

from collections.abc import Iterator
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Histogram

from reconciler.daemon.board import Ending, Turn
from reconciler.daemon.inbox import Trigger, Wake
from reconciler.steps import Cause, Outcome, Plan, Result, Verb
from schemas import KINDS
from schemas.kind import Kind

_PREFIX = "virt_reconcile"
_PHASES = ("observe", "plan", "apply")
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
_CAUSES = ("drift", "desired")
_LOOK = "observe"
_CODES = ("unreachable", Result.FAILED, Result.UNSETTLED)
_LOSSES = ("error", "end of file", "keepalive", "client", "unknown")
_EVENTS = ("lifecycle", "device", "metadata", "tunable", "refreshed", "other")
_POWER = frozenset({Verb.START, Verb.STOP, Verb.RESTART})
_SECTIONS = frozenset({Verb.ATTACH, Verb.DETACH, Verb.UPDATE})
_ALWAYS = frozenset({Verb.CREATE, Verb.DEFINE, Verb.TUNE})


class Counters:
    """Everything that only rises."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, help_: str, *labels: str) -> Counter:
            return Counter(f"{_PREFIX}_{name}", help_, labels, registry=registry)

        self._reconciles = counter("reconciles", "Cycles, by what made them run and how they ended.",
                                   "host", "trigger", "result")  # fmt: skip
        self._changes = counter("changes", "Steps taken, by why they were needed and how they ended.",
                                "host", "kind", "action", "trigger", "result")  # fmt: skip
        self._events = counter(
            "libvirt_events", "Events of libvirt that woke a host's cycle.", "host", "class"
        )
        self._reconnects = counter(
            "libvirt_reconnects", "Connections made after one was lost.", "host", "reason"
        )
        self._overflows = counter(
            "watch_overflows", "Bursts of events too large to name each object.", "host"
        )
        self._errors = counter(
            "libvirt_call_errors", "Calls of a look or a step that libvirt did not carry out.", "host", "code"
        )
        self._calls = Histogram(
            f"{_PREFIX}_libvirt_call_duration_seconds", "How long the calls of a look or a step took.",
            ("host", "call"), buckets=_BUCKETS, registry=registry,
        )  # fmt: skip
        self._duration = Histogram(
            f"{_PREFIX}_reconcile_duration_seconds", "How long the phases of a cycle took.",
            ("host", "phase"), buckets=_BUCKETS, registry=registry,
        )  # fmt: skip

    def introduce(self, host: str) -> None:
        """Start every counter of a host at 0."""
        for trigger, ending in product(Trigger, Ending):
            self._reconciles.labels(host, trigger, ending)
        for kind, verb in _possible():
            for cause, result in product(_CAUSES, Result):
                self._changes.labels(host, kind.name, verb, cause, result)
        for what in _EVENTS:
            self._events.labels(host, what)
        for reason in _LOSSES:
            self._reconnects.labels(host, reason)
        for phase in _PHASES:
            self._duration.labels(host, phase)
        self._overflows.labels(host)
        for call in (_LOOK, *sorted({verb for _, verb in _possible()})):
            self._calls.labels(host, call)
        for code in _CODES:
            self._errors.labels(host, code)

    def count(self, turn: Turn) -> None:
        """Add one turn."""
        host = turn.host
        self._count_wake(host, turn.wake, turn.ending)
        if turn.lost:
            self._reconnects.labels(host, turn.lost if turn.lost in _LOSSES else "unknown").inc()
        for phase, seconds in turn.left.phases.items():
            self._duration.labels(host, phase).observe(seconds)
        self._count_changes(turn)
        self._count_calls(turn)

    def count_crash(self, host: str, wake: Wake) -> None:
        """Add a cycle that came to no end."""
        self._count_wake(host, wake, Ending.FAILED)

    def _count_wake(self, host: str, wake: Wake, ending: Ending) -> None:
        self._reconciles.labels(host, wake.trigger, ending).inc()
        self._overflows.labels(host).inc(wake.overflows)
        for what, number in wake.events.items():
            self._events.labels(host, event_class(what)).inc(number)

    def count_reading(self, seconds: float) -> None:
        """Add one reading of the manifests, which is no single host's."""
        self._duration.labels("", "source").observe(seconds)

    def _count_calls(self, turn: Turn) -> None:
        """The calls of the look and of each step, together: what a cycle measures of libvirt."""
        host = turn.host
        self._calls.labels(host, _LOOK).observe(turn.seen.phases.get("observe", 0.0))
        if turn.ending is Ending.UNREACHABLE:
            self._errors.labels(host, "unreachable").inc()
        for outcome in turn.left.outcomes:
            if outcome.result is Result.BLOCKED or outcome.step.verb in (Verb.RECORD, Verb.FORGET):
                continue
            self._calls.labels(host, outcome.step.verb).observe(outcome.seconds)
            if outcome.result in (Result.FAILED, Result.UNSETTLED):
                self._errors.labels(host, outcome.result).inc()

    def _count_changes(self, turn: Turn) -> None:
        for outcome in turn.left.outcomes:
            step = outcome.step
            if step.verb in (Verb.RECORD, Verb.FORGET):
                continue
            trigger = cause_of(outcome, turn.seen.plan)
            self._changes.labels(turn.host, step.ref.kind, step.verb, trigger, outcome.result).inc()


def event_class(what: str) -> str:
    """The first word of what an event told (`lifecycle started`), where it is one that we count by itself."""
    word = what.partition(" ")[0]
    return word if word in _EVENTS else "other"


def cause_of(outcome: Outcome, plan: Plan) -> str:
    """Why a step was needed: drift where the live object had moved, desired where the manifest had."""
    step = outcome.step
    changes = plan.verdicts[step.ref].changes
    concerned = [change for change in changes if not step.paths or change.path in step.paths] or changes
    return "drift" if any(change.cause is not Cause.EDITED for change in concerned) else "desired"


def _possible() -> Iterator[tuple[Kind, Verb]]:
    """What can be done to what."""
    for kind in KINDS[1:]:
        verbs = {*_ALWAYS, Verb.DELETE if kind.holds_data else Verb.UNDEFINE}
        verbs |= _POWER if kind.has_power else set()
        verbs |= _SECTIONS if kind.has_power and kind.redefined else set()
        yield from ((kind, verb) for verb in Verb if verb in verbs)
