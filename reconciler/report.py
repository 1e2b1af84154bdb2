"""From what one cycle saw, decided and did to what is published: one pure function, called once a cycle
by whoever ran it. Metrics, page, drift report and every `-o json` are computed from its result alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from reconciler.published import (
    REDACTED,
    ChangeEntry,
    DiagnosticEntry,
    HostEntry,
    ObjectEntry,
    OutcomeEntry,
    Price,
    RefusalEntry,
    Report,
    Shown,
    StepEntry,
    exit_code,
    moment,
)  # fmt: skip
from reconciler.steps import Change, Outcome, Plan, Refusal, Result, State, Step, Verdict
from reconciler.version import VERSION
from schemas import KINDS
from schemas.facts import Digest, Ref, Secret, Value
from schemas.markers import Impact
from state.diagnostics import Diagnostic
from state.world import World


def report(world: World, plan: Plan, outcomes: Sequence[Outcome], now: float) -> Report:
    """What a cycle saw, decided and did, at `now` (POSIX seconds).

    With outcomes, `world` and `plan` are those of the look after them: objects say what is so now, steps what
    is left to do.
    """
    keeps = {ref: live.keeps for view in world.views.values() for ref, live in view.objects.items()}
    failures = {outcome.step.ref: outcome for outcome in outcomes if outcome.result is not Result.DONE}
    verdicts = sorted(plan.verdicts.values(), key=lambda verdict: _order(verdict.ref))
    told = Report(
        version=VERSION,
        revision=world.revision,
        generated_at=moment(now),
        in_sync=False,
        hosts=_hosts(world),
        objects=tuple(
            _object(verdict, failures.get(verdict.ref), keeps.get(verdict.ref, ())) for verdict in verdicts
        ),
        steps=tuple(_step(step) for step in plan.steps),
        refusals=tuple(_refusal(refusal) for refusal in plan.refusals),
        diagnostics=tuple(diagnostic_entry(found) for found in world.diagnostics),
        outcomes=tuple(outcome_entry(outcome) for outcome in outcomes),
    )
    return _judged(told)


def joined(reports: Sequence[Report], moment_of_all: float) -> Report:
    """One report of several hosts' reports, which share their manifests and so their findings about them."""
    told = Report(
        version=VERSION,
        revision=next((one.revision for one in reports), ""),
        generated_at=moment(moment_of_all),
        in_sync=False,
        hosts=tuple(host for one in reports for host in one.hosts),
        objects=tuple(entry for one in reports for entry in one.objects),
        steps=tuple(entry for one in reports for entry in one.steps),
        refusals=tuple(entry for one in reports for entry in one.refusals),
        diagnostics=tuple(dict.fromkeys(entry for one in reports for entry in one.diagnostics)),
        outcomes=tuple(entry for one in reports for entry in one.outcomes),
    )
    return _judged(told)


def _judged(told: Report) -> Report:
    return replace(told, in_sync=exit_code(told) == 0)


def shown(value: Value | None) -> Shown:
    """A fact's value as people and scripts may see it."""
    match value:
        case Secret() | Digest():
            return REDACTED
        case tuple():
            return tuple(part if isinstance(part, (bool, int, float, str)) else str(part) for part in value)
        case _:
            return value


def _order(ref: Ref) -> tuple[str, int, str, str]:
    """Hosts by name, on each the kinds as `KINDS` lists them, then names."""
    kinds = [kind.name for kind in KINDS]
    return ref.host, kinds.index(ref.kind) if ref.kind in kinds else len(kinds), ref.scope, ref.name


def _identity(ref: Ref) -> dict[str, str]:
    return {"kind": ref.kind, "host": ref.host, "name": ref.name, "pool": ref.scope}


def _hosts(world: World) -> tuple[HostEntry, ...]:
    looked = (
        HostEntry(name=view.name, uri=view.uri, up=view.up, error=view.error) for view in world.views.values()
    )
    unseen = (host for name, host in world.hosts.items() if name not in world.views)
    missed = (HostEntry(name=host.name, uri=host.uri, up=False, error="not looked at") for host in unseen)
    return tuple(sorted((*looked, *missed), key=lambda host: host.name))


def _object(verdict: Verdict, failure: Outcome | None, keeps: tuple[str, ...]) -> ObjectEntry:
    return ObjectEntry(
        **_identity(verdict.ref),
        state=verdict.state if failure is None else State.FAILED,
        since=None if verdict.since is None else moment(verdict.since),
        reason=verdict.reason if failure is None else _failure(failure),
        keeps=keeps,
        changes=tuple(change_entry(change) for change in verdict.changes),
    )


def _failure(outcome: Outcome) -> str:
    return f"{outcome.step.verb} {outcome.result}: {outcome.error}"


def change_entry(change: Change) -> ChangeEntry:
    """One fact that differs, as published."""
    return ChangeEntry(
        path=change.path,
        want=shown(change.want),
        have=shown(change.have),
        document=change.document,
        impact=_price(change.impact),
        cause=change.cause,
        reason=change.reason,
    )


def _price(impact: Impact) -> Price:
    match impact:
        case Impact.LIVE:
            return "live"
        case Impact.RESTART:
            return "restart"
        case Impact.RECREATE:
            return "recreate"
        case _:
            assert_never(impact)


def _step(step: Step) -> StepEntry:
    return StepEntry(**_identity(step.ref), verb=step.verb, detail=step.detail or ", ".join(step.paths))


def _refusal(refusal: Refusal) -> RefusalEntry:
    return RefusalEntry(**_identity(refusal.ref), guard=refusal.guard, reason=refusal.reason)


def outcome_entry(outcome: Outcome) -> OutcomeEntry:
    """How one step ended, as published."""
    return OutcomeEntry(
        **_identity(outcome.step.ref),
        verb=outcome.step.verb,
        result=outcome.result,
        error=outcome.error,
        seconds=round(outcome.seconds, 3),
    )


def diagnostic_entry(found: Diagnostic) -> DiagnosticEntry:
    """A finding, as published."""
    return DiagnosticEntry(
        severity=found.severity,
        file=found.where.file,
        line=found.where.line,
        column=found.where.column,
        message=found.message,
        remedy=found.remedy,
    )
