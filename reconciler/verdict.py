"""From one case to one verdict: its changes weighed by the guards, its steps in order. Pure; called by
`reconciler.plan`.
"""

from collections.abc import Iterable
from dataclasses import replace

from reconciler import guards
from reconciler.case import Case
from reconciler.steps import Cause, Change, Document, Refusal, State, Step, Verb, Verdict
from reconciler.windows import restart_allowed
from schemas.facts import owner
from schemas.form import Items, Setting, slot_at
from schemas.markers import Impact
from schemas.policy import Deletion, Mode
from schemas.whole import NO_DOCUMENTS, Whole
from state.world import Live


def decide(case: Case) -> Verdict:
    """The verdict on an object that has a manifest and a host that answered for it."""
    veto = guards.first(guards.OBJECT, case)
    if veto is not None:
        return _refused(case, veto)
    if case.live is None:
        return _missing(case)
    if case.unfinished and case.desired is not None and case.desired.content is not None:
        return _resumed(case)
    case = case.with_changes((*_power_change(case), *_undefined(case.live), *case.changes))
    changes, refusals = _weighed(case)
    changes = _priced(case, changes)
    verdict = Verdict(
        case.ref, _state(changes), changes, _steps(case, changes), refusals, _since(case, changes)
    )
    return _held_back(case, verdict)


def leave(case: Case, deletion: str) -> Verdict:
    """The verdict on an object whose manifest is gone: forgotten, or deleted where its last policy said
    so.
    """
    if case.live is None or deletion != Deletion.DELETE:
        detail = "left as it is" if case.live else "it is gone already"
        return Verdict(case.ref, State.ORPHANED, steps=(Step(Verb.FORGET, case.ref, detail=detail),))
    strange = case.live.mark != case.mark and (case.kind.marked or case.live.mark is not None)
    if not case.ours or strange:
        reason = "its UUID or its mark is not the one recorded, so it is not ours to delete"
        return Verdict(case.ref, State.ORPHANED, refusals=(Refusal("ownership", case.ref, reason),))
    verbs = [Verb.DELETE if case.kind.holds_data else Verb.UNDEFINE]
    if case.kind.has_power and case.live.active:
        verbs.insert(0, Verb.STOP)
    along = f", with its {', '.join(case.live.keeps)}" if case.live.keeps else ""
    steps = tuple(Step(verb, case.ref, detail=f"policy.deletion: delete{along}") for verb in verbs)
    return Verdict(case.ref, State.ORPHANED, steps=steps)


def _refused(case: Case, veto: tuple[str, str]) -> Verdict:
    state = State.MISSING if case.live is None else State.REFUSED
    changes = tuple(replace(change, reason=change.reason or "refused") for change in case.changes)
    return Verdict(
        case.ref, state, changes, refusals=(Refusal(veto[0], case.ref, veto[1]),), since=_first_seen(case)
    )


def _missing(case: Case) -> Verdict:
    """It has to be made. A machine that ran and was undefined comes back under the identity it had."""
    steps = [Step(Verb.CREATE, case.ref)]
    if case.must_run:
        steps.append(Step(Verb.START, case.ref))
    cause = Cause.DRIFTED if case.record is not None else Cause.EDITED
    change = Change("", "present", None, Document.PERSISTENT, Impact.LIVE, cause)
    verdict = Verdict(case.ref, State.MISSING, (change,), tuple(steps), since=_first_seen(case))
    return _held_back(case, verdict)


def _resumed(case: Case) -> Verdict:
    """A volume whose filling was cut off holds part of its content: it is filled again from the start."""
    change = Change("content", "complete", "cut off", Document.PERSISTENT, Impact.LIVE, Cause.EDITED)
    step = Step(Verb.CREATE, case.ref, detail="filling it was cut off")
    return _held_back(case, Verdict(case.ref, State.MISSING, (change,), (step,), since=_first_seen(case)))


def _power_change(case: Case) -> tuple[Change, ...]:
    must, live = case.must_run, case.live
    if live is None or must is None or must is live.active or not case.kind.has_power:
        return ()
    known = case.record is not None and case.record.facts.get("active") is must
    cause = Cause.DRIFTED if known else Cause.EDITED
    return (Change("active", must, live.active, Document.RUNNING, Impact.LIVE, cause),)


def _undefined(live: Live) -> tuple[Change, ...]:
    """What runs without a definition would be gone when it stops."""
    if live.persistent is not None:
        return ()
    return (Change("", "defined", None, Document.PERSISTENT, Impact.LIVE, Cause.DRIFTED),)


def _weighed(case: Case) -> tuple[tuple[Change, ...], tuple[Refusal, ...]]:
    """Each change with the reason of the first guard that vetoes it, and the refusals worth saying aloud."""
    changes: list[Change] = []
    refusals: list[Refusal] = []
    for change in case.changes:
        if ignored(change.path, case.policy.ignore):
            continue
        guard, reason = guards.first_against(case, change)
        changes.append(replace(change, reason=reason))
        if reason and guard not in guards.QUIET:
            refusals.append(Refusal(guard, case.ref, f"{change.path}: {reason}"))
    return tuple(changes), tuple(refusals)


def ignored(path: str, patterns: Iterable[str]) -> bool:
    """Whether `policy.ignore` names the path, or a group or item that it lies in."""
    return any(
        path == named or path.startswith((f"{named}.", f"{named}[", f"{named}/", f"{named}@"))
        for named in patterns
    )


def _priced(case: Case, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """What cannot be had live waits for a restart, and says so, unless policy allows one now."""
    if restart_allowed(case.policy, case.now) and case.kind.has_power:
        return changes
    return tuple(
        replace(change, reason="needs a restart") if guards.waits(change) and not change.reason else change
        for change in changes
    )


def _state(changes: tuple[Change, ...]) -> State:
    """The worst that is to be said of it: a drift, an edit, a restart that is due, a device left alone."""
    causes = {change.cause for change in changes if change.reason != "needs a restart"}
    if causes & {Cause.DRIFTED, Cause.CONFLICT}:
        return State.DRIFTED
    if causes:
        return State.EDITED
    return State.PENDING_RESTART if changes else State.IN_SYNC


def _steps(case: Case, changes: tuple[Change, ...]) -> tuple[Step, ...]:
    """Definition first, so that nothing is lost; then what is beside it, the running document, and power."""
    todo = [change for change in changes if not change.reason]
    if not todo:
        return _recording(case)
    restart = any(guards.waits(change) for change in todo)
    running = [change for change in todo if change.document is Document.RUNNING and change.path != "active"]
    steps = _persistent_steps(case, [c for c in todo if c.document is Document.PERSISTENT])
    if restart and case.live is not None and case.live.active and case.must_run is not False:
        return (
            *steps,
            Step(Verb.RESTART, case.ref, tuple(c.path for c in running), "policy.restart allows it"),
        )
    if case.must_run is False and case.live is not None and case.live.active:
        return (*steps, Step(Verb.STOP, case.ref))
    steps += _running_steps(case, running)
    if any(change.path == "active" for change in todo):
        steps.append(Step(Verb.START, case.ref))
    return tuple(steps)


def _recording(case: Case) -> tuple[Step, ...]:
    """What is so already is entered; what the manifest no longer states is released, and said so."""
    stated = case.desired.facts if case.desired is not None else {}
    mine = (change for change in case.changes if not change.outside(stated) and not guards.waits(change))
    if case.desired is None or any(change.want is not None for change in mine):
        return ()
    if case.record is None or case.unfinished or case.record.intent is not None:
        return (Step(Verb.RECORD, case.ref, detail="it matches its manifest"),)
    if case.live is not None and _unwatched(case.record.whole, case.live.whole):
        return (Step(Verb.RECORD, case.ref, detail="its documents are kept, to see whatever moves in them"),)
    waiting = {change.path for change in case.changes}
    released = case.record.facts.keys() - case.desired.facts.keys() - waiting - {"active"}
    if released:
        return (Step(Verb.RECORD, case.ref, tuple(sorted(released)), "released: left as they are"),)
    stale = (
        case.record.deletion != case.policy.parting or case.desired.facts.keys() - case.record.facts.keys()
    )
    return (Step(Verb.RECORD, case.ref, detail="its policy changed"),) if stale else ()


def _unwatched(settled: Whole, live: Whole) -> bool:
    """Whether there is a document of which none was kept: an older ledger's object, or a new run."""
    return (settled == NO_DOCUMENTS and live != NO_DOCUMENTS) or (bool(live.run) and settled.run != live.run)


def _persistent_steps(case: Case, changes: list[Change]) -> list[Step]:
    spec, paths = case.kind.spec, [change.path for change in changes]
    if "" in paths and case.desired is not None:
        paths = [path for path in case.desired.facts if owner(path) in {"", path}]
    beside = [path for path in paths if isinstance(slot_at(spec, path), Setting) or not case.kind.redefined]
    within = [path for path in paths if path not in beside]
    steps = [Step(Verb.DEFINE, case.ref, tuple(within))] if within else []
    return steps + ([Step(Verb.TUNE, case.ref, tuple(beside))] if beside else [])


def _running_steps(case: Case, changes: list[Change]) -> list[Step]:
    """One step for each device or section, then one for the facts of no item."""
    steps: list[Step] = []
    updates: dict[str, list[str]] = {}
    for change in changes:
        if isinstance(slot_at(case.kind.spec, change.path), Items):
            verb = Verb.DETACH if change.want is None else Verb.ATTACH
            steps.append(Step(verb, case.ref, (change.path,)))
        else:
            updates.setdefault(owner(change.path), []).append(change.path)
    tuned = updates.pop("", [])
    steps += [Step(Verb.UPDATE, case.ref, tuple(paths)) for paths in updates.values()]
    return steps + ([Step(Verb.TUNE, case.ref, tuple(tuned))] if tuned else [])


def _first_seen(case: Case) -> float:
    return case.record.since if case.record is not None and case.record.since is not None else case.now


def _since(case: Case, changes: tuple[Change, ...]) -> float | None:
    return _first_seen(case) if changes else None


def _held_back(case: Case, verdict: Verdict) -> Verdict:
    """Under `observe` or a suspension everything is said and nothing is done."""
    suspend = case.policy.suspend
    if suspend is not None and (suspend.until is None or suspend.until.timestamp() > case.now):
        state = State.SUSPENDED if verdict.changes else verdict.state
        return replace(verdict, state=state, steps=(), reason=f"suspended: {suspend.reason}")
    if case.policy.mode is Mode.OBSERVE and any(step.verb is not Verb.RECORD for step in verdict.steps):
        return replace(verdict, steps=(), reason="mode: observe")
    return verdict
