"""A libvirt of facts: what each step does to an object when everything goes well. For the convergence law
only.
"""

from collections.abc import Iterable
from dataclasses import replace

from reconciler.readback import Job, settled
from reconciler.steps import Plan, Step, Verb
from schemas.facts import Facts, Ref, Value, under
from state.world import HostView, Live, Record, World
from tests.laws.worlds import HOST, MARK


def carried_out(world: World, plan: Plan) -> World:
    """The world after every step of the plan, with the ledger as apply leaves it."""
    live = dict(world.views[HOST].objects)
    recorded = dict(world.recorded)
    for ref, verdict in plan.verdicts.items():
        job = Job(verdict, world.desired.get(ref), recorded.get(ref), live.get(ref))
        for step in verdict.steps:
            _done(step, job, live, recorded)
        if verdict.steps and job.desired is not None:
            recorded[ref] = _entered(job, live[ref])
    view = replace(world.views[HOST], objects=live)
    return replace(world, views={HOST: view}, recorded=recorded)


def _entered(job: Job, now: Live) -> Record:
    assert job.desired is not None
    facts = settled(job, job.desired.facts, now)
    return Record(now.ref, now.uuid, facts, job.desired.policy.parting)


def _done(step: Step, job: Job, live: dict[Ref, Live], recorded: dict[Ref, Record]) -> None:
    wanted = job.desired.facts if job.desired else {}
    now = live.get(step.ref)
    match step.verb:
        case Verb.FORGET:
            recorded.pop(step.ref)
        case Verb.UNDEFINE | Verb.DELETE:
            live.pop(step.ref)
            recorded.pop(step.ref)
        case Verb.CREATE:
            live[step.ref] = Live(step.ref, job.uuid, dict(wanted), mark=MARK)
        case Verb.RECORD:
            pass
        case _:
            assert now is not None
            live[step.ref] = _changed(step, now, wanted)


def _changed(step: Step, now: Live, wanted: Facts) -> Live:
    match step.verb:
        case Verb.DEFINE:
            return replace(now, persistent=_written(now.persistent or {}, step.paths, wanted))
        case Verb.START | Verb.RESTART:
            return replace(now, running=dict(now.persistent or {}))
        case Verb.STOP:
            return replace(now, running=None)
        case Verb.TUNE if now.running is None:
            return replace(now, persistent=_written(now.persistent or {}, step.paths, wanted))
        case _:
            beside = {path for path in step.paths if path in ("autostart", "value")}
            persistent = _written(now.persistent or {}, beside, wanted)
            return replace(
                now, persistent=persistent, running=_written(now.running or {}, step.paths, wanted)
            )


def _written(facts: Facts, paths: Iterable[str], wanted: Facts) -> dict[str, Value]:
    found = dict(facts)
    for path in paths:
        if path.endswith("]"):
            for gone, _ in list(under(found, path)):
                del found[gone]
            found |= dict(under(wanted, path))
        else:
            found[path] = wanted[path]
    return found


def nothing_hidden(view: HostView) -> HostView:
    """The same host, answering for everything."""
    return replace(view, up=True, error="", unlisted=frozenset(), unknown={})
