"""Gauges: what is so now, computed from the board's snapshot at each scrape. Used by `reconciler.metrics`.

Everything is a timestamp, never an age. Only what has drifted has a series of its own.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from reconciler import guards
from reconciler.daemon.board import HostStatus, Snapshot
from reconciler.loop import Cycle
from reconciler.steps import Document, State, Verdict
from reconciler.version import VERSION
from schemas import KINDS
from schemas.facts import Ref
from schemas.policy import Mode
from state.world import World

_PREFIX = "virt_reconcile"
_KINDS = tuple(kind.name for kind in KINDS[1:])
_REASONS = ("missing", "modified", "unmanaged", "running_only")
_POLICIES = ("enforce", "observe")
_SETTLED = frozenset({State.IN_SYNC, State.UNKNOWN, State.ORPHANED, State.PENDING_RESTART})
_TIMES = (
    ("reconcile_last_started_timestamp_seconds", "When the last cycle began.", "started"),
    ("reconcile_last_completed_timestamp_seconds", "When a cycle last came to its end.", "completed"),
    (
        "reconcile_last_success_timestamp_seconds",
        "When a cycle last ended in which nothing failed.",
        "succeeded",
    ),
    ("reconcile_interval_seconds", "Time between two full looks where nothing happens.", "interval"),
)


class Gauges(Collector):
    """A collector over the latest snapshot."""

    def __init__(self, snapshot: Callable[[], Snapshot], libvirt: str) -> None:
        self._snapshot = snapshot
        self._libvirt = libvirt

    def collect(self) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
        """Every gauge, from one snapshot."""
        snapshot = self._snapshot()
        hosts = [status for _, status in sorted(snapshot.hosts.items())]
        info = {"version": VERSION, "libvirt": self._libvirt}
        yield InfoMetricFamily(f"{_PREFIX}_build", "The program and its libvirt client library.", info)
        yield from _of_source(snapshot)
        yield from _of_hosts(hosts)
        yield _counted("managed_resources", "Objects that a manifest describes.", hosts, _managed)
        yield _drift(hosts)
        yield _since(hosts)
        pending = "Objects whose new definition waits for a restart."
        yield _counted("pending_restart_domains", pending, hosts, _pending)
        yield _counted("paused_resources", "Objects that somebody suspended.", hosts, _paused)


def _gauge(name: str, help_: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", help_, labels=labels)


def _of_source(snapshot: Snapshot) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
    source = snapshot.source
    fetched = _gauge(
        "source_last_fetch_success_timestamp_seconds", "When the manifests were last read.", "source"
    )
    fetched.add_metric([source.name], source.fetched)
    yield fetched
    valid = _gauge("source_valid", "Whether every manifest was read and understood.", "source")
    valid.add_metric([source.name], float(source.valid))
    yield valid
    info = InfoMetricFamily(
        f"{_PREFIX}_source", "The revision of the manifests that counts.", labels=["source"]
    )
    info.add_metric([source.name], {"revision": source.revision})
    yield info


def _of_hosts(hosts: Iterable[HostStatus]) -> Iterator[GaugeMetricFamily]:
    up = _gauge("host_up", "Whether the host answered when it was last looked at.", "host")
    depth = _gauge("watch_queue_depth", "Wakes that wait for the host's next cycle.", "host")
    times = [(_gauge(name, help_, "host"), field) for name, help_, field in _TIMES]
    for status in hosts:
        up.add_metric([status.name], float(status.up))
        depth.add_metric([status.name], float(status.waiting))
        for family, field in times:
            family.add_metric([status.name], getattr(status, field))
    yield up
    yield depth
    yield from (family for family, _ in times)


def _counted(
    name: str, help_: str, hosts: Iterable[HostStatus], chosen: Callable[[Cycle], Iterable[Ref]]
) -> GaugeMetricFamily:
    """How many objects of each kind on each host are among the chosen."""
    family = _gauge(name, help_, "host", "kind")
    for status in hosts:
        tally = Tally(ref.kind for ref in chosen(status.cycle)) if status.cycle else Tally()
        for kind in _KINDS:
            family.add_metric([status.name, kind], tally[kind])
    return family


def _managed(cycle: Cycle) -> Iterable[Ref]:
    return cycle.world.desired


def _pending(cycle: Cycle) -> Iterable[Ref]:
    waiting = "needs a restart"
    verdicts = cycle.plan.verdicts.items()
    return [ref for ref, verdict in verdicts if any(change.reason == waiting for change in verdict.changes)]


def _paused(cycle: Cycle) -> Iterable[Ref]:
    known = {*cycle.world.desired, *cycle.world.recorded}
    return [ref for ref in known if ref in cycle.world.suspended or _policy_pauses(cycle, ref)]


def _policy_pauses(cycle: Cycle, ref: Ref) -> bool:
    desired = cycle.world.desired.get(ref)
    pause = desired.policy.suspend if desired else None
    return pause is not None and (pause.until is None or pause.until.timestamp() > cycle.now)


def _drift(hosts: Iterable[HostStatus]) -> GaugeMetricFamily:
    family = _gauge(
        "drift_resources", "Objects that are not as they should be.", "host", "kind", "reason", "policy"
    )
    for status in hosts:
        verdicts = status.cycle.plan.verdicts.values() if status.cycle else ()
        world = status.cycle.world if status.cycle else None
        tally = Tally(
            (v.ref.kind, why, policy_of(world, v)) for v in verdicts if world and (why := drift_of(v))
        )
        for labels in product(_KINDS, _REASONS, _POLICIES):
            family.add_metric([status.name, *labels], tally[labels])
    return family


def _since(hosts: Iterable[HostStatus]) -> GaugeMetricFamily:
    name, help_ = "resource_drifted_since_timestamp_seconds", "When an object's present drift was first seen."
    family = _gauge(name, help_, "host", "kind", "name")
    for status in hosts:
        for verdict in status.cycle.plan.verdicts.values() if status.cycle else ():
            if verdict.since is not None and drift_of(verdict):
                ref = verdict.ref
                family.add_metric([status.name, ref.kind, str(ref).partition("/")[2]], verdict.since)
    return family


def drift_of(verdict: Verdict) -> str:
    """In which way an object is not as it should be; empty where it is, or where nobody knows."""
    if verdict.state is State.UNMANAGED:
        return "unmanaged"
    if verdict.state is State.MISSING:
        return "missing"
    if not verdict.changes or verdict.state in _SETTLED:
        return ""
    running = all(change.document is Document.RUNNING for change in verdict.changes)
    return "running_only" if running else "modified"


def policy_of(world: World, verdict: Verdict) -> str:
    """Whether anybody wants the drift put right: `observe` where policy or a pause says only to report."""
    desired = world.desired.get(verdict.ref)
    if desired is None or desired.policy.mode is Mode.OBSERVE or verdict.state is State.SUSPENDED:
        return "observe"
    merely_kept = bool(verdict.changes) and all(change.reason in guards.KEPT for change in verdict.changes)
    return "observe" if merely_kept else "enforce"
