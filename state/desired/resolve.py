"""From valid manifests to what every object must be: hosts, policies, references, identities, reservations.

Why it exists: a manifest says little and refers to others; the planner wants each object whole. Called by
`state.desired.read` and the daemon's loop. Pure.

One bad manifest freezes its object and all that need it, and nothing else. `Resolution.complete` then is
False, and nothing may be taken away: neither an object nor, say, a network's reservation whose machine
could not be read.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import groupby

from schemas.facts import Facts, Ref, Value, join, owner
from schemas.form import table
from schemas.policy import RunStrategy
from schemas.spec import Spec
from schemas.vm.power import Shutdown
from state.desired.identity import Identified, clashes, identify
from state.desired.load import Loaded
from state.desired.placement import Objection, Placement, place
from state.desired.relations import Relations, dependents, relate, target_of
from state.desired.reservations import reserve
from state.desired.resolution import Defaults, Resolution
from state.diagnostics import Diagnostic, Severity
from state.world import Desired

_SAME = (("currentMemory", "memory"), ("currentVcpus", "vcpus"))  # all of it, unless the manifest says less
_NAMED = 5  # objects named in one sentence


def resolve(loaded: Loaded, defaults: Defaults) -> Resolution:
    """Make every object whole. Never raises: what is wrong is in the diagnostics."""
    placement = place(loaded, defaults)
    relations = relate(placement, unnamed=any(not each.name for each in loaded.broken))
    objects = [identify(each) for each in placement.placed if each.ref.kind != "Host"]
    reservations = reserve(objects)
    objections = (*placement.objections, *relations.objections, *clashes(objects), *reservations.objections)
    bad = {ref for objection in objections for ref in objection.refs} | placement.broken.keys()
    left_alone = dependents(sorted(bad), relations)
    frozen = bad.union(*left_alone.values())
    whole = _whole([each for each in objects if each.ref not in frozen], relations, reservations.facts)
    diagnostics = (*loaded.diagnostics, *_told(objections), *_consequences(left_alone, placement, bad))
    return Resolution(
        {name: host for name, host in placement.hosts.items() if Ref("Host", name, name) not in frozen},
        whole,
        frozenset(ref for ref in frozen if ref.kind != "Host"),
        not loaded.broken and not objections and not loaded.partial,
        loaded.partial,
        tuple(sorted(diagnostics, key=lambda each: (each.where, each.severity, each.message))),
        loaded.revision,
    )


def _whole(
    objects: Iterable[Identified], relations: Relations, reserved: Mapping[Ref, Facts]
) -> dict[Ref, Desired]:
    by_ref = {each.ref: each for each in sorted(objects, key=lambda each: each.ref)}
    return {
        ref: _desired(each, relations.targets[ref], {**_completed(each, by_ref), **reserved.get(ref, {})})
        for ref, each in by_ref.items()
    }


def _desired(each: Identified, targets: frozenset[Ref], facts: Facts) -> Desired:
    manifest = each.placed.manifest
    spec = manifest.spec
    shutdown: Shutdown = getattr(spec, "shutdown", None) or Shutdown()  # only what has a guest in it says how
    return Desired(
        each.ref,
        each.uuid,
        facts,
        each.placed.policy,
        manifest.document.where,
        power=_power(spec),
        references=targets,
        labels=manifest.metadata.labels,
        pinned=each.pinned,
        derived=each.derived,
        content=getattr(spec, "content", None),
        build=getattr(spec, "build", False),
        stop_timeout=shutdown.timeout,
        force_stop=shutdown.force,
        overlay=getattr(spec, "xml", None) or "",
        deposits=manifest.deposits,
    )


def _power(spec: Spec) -> RunStrategy | None:
    """Whether it must run: machines have a strategy, networks and pools are up or down, volumes just are."""
    strategy: str | None = getattr(spec, "run_strategy", None)
    active: bool | None = getattr(spec, "active", None)
    if strategy is not None:
        return RunStrategy(strategy)
    return None if active is None else RunStrategy.ALWAYS if active else RunStrategy.HALTED


def _completed(each: Identified, objects: Mapping[Ref, Identified]) -> Facts:
    """The facts with what follows from others: all memory and CPUs in use, a disk in its volume's format."""
    facts, known = each.facts, table(type(each.placed.manifest.spec))
    same = {part: facts[whole] for part, whole in _SAME if part in known and whole in facts}
    return {**same, **_formats(each, objects), **facts}


def _formats(each: Identified, objects: Mapping[Ref, Identified]) -> dict[str, Value]:
    found = {}
    for reference in each.placed.manifest.references:
        if reference.kind == "Volume" and reference.path.startswith("disks["):
            volume = objects[target_of(each.ref, reference)]
            if "format" in volume.facts:
                found[join(owner(reference.path), "format")] = volume.facts["format"]
    return found


def _told(objections: Iterable[Objection]) -> Iterator[Diagnostic]:
    """The objections as people see them, each document parsed but once."""
    ordered = sorted(objections, key=lambda each: each.manifest.document.where)
    for _, group in groupby(ordered, key=lambda each: each.manifest.document.where):
        found = list(group)
        yield from found[0].manifest.document.diagnose(each.problem for each in found)


def _consequences(
    left_alone: Mapping[Ref, tuple[Ref, ...]], placement: Placement, bad: AbstractSet[Ref]
) -> Iterator[Diagnostic]:
    """What is left alone though nothing is wrong with it, said where the cause is."""
    places = {each.ref: each.manifest.document.where for each in placement.placed}
    places |= {ref: each.where for ref, each in placement.broken.items()}
    told = set(bad)
    for cause, needing in left_alone.items():
        innocent = [str(ref) for ref in needing if ref not in told]
        told.update(needing)
        if innocent and cause in places:
            others = f" and {len(innocent) - _NAMED} more" if len(innocent) > _NAMED else ""
            message = f"left as they are, because they need {cause}: {', '.join(innocent[:_NAMED])}{others}"
            yield Diagnostic(Severity.WARNING, places[cause], message, f"correct {cause}")
