"""Who refers to whom: unknown references, circles, objects declared twice, and who depends on what is broken.

Called by `state.desired.resolve` with everything that has a place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from itertools import groupby, pairwise

from schemas.facts import Ref
from schemas.secret.naming import SECRET
from state.desired.document import Problem
from state.desired.excerpt import Fault
from state.desired.filepaths import Files
from state.desired.manifest import Reference
from state.desired.placement import Objection, Placed, Placement, host_of


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """Every object with those declared ones that it refers to, and what is wrong with that."""

    targets: Mapping[Ref, frozenset[Ref]]
    objections: tuple[Objection, ...]


def relate(placement: Placement, unnamed: bool) -> Relations:  # noqa: FBT001 # one fact more about the source
    """Follow every reference. unnamed: there are broken documents of which not even a name is known."""
    declared = frozenset({each.ref for each in placement.placed}) | placement.broken.keys()
    called, files = _by_uuid(placement.placed), Files.of(placement.placed)
    targets: dict[Ref, frozenset[Ref]] = {}
    objections: list[Objection] = []
    for each in placement.placed:
        meant = ((target_of(each.ref, reference), reference) for reference in each.manifest.references)
        named = {called.get(ref, ref): reference for ref, reference in meant}
        meant_too = files.meant_by(each)
        targets[each.ref] = targets.get(each.ref, frozenset()) | (named.keys() & declared) | meant_too
        objections += [
            _unknown(each, named[ref], _remedy(ref, declared, unnamed))
            for ref in sorted(named.keys() - declared)
            if not named[ref].optional
        ]
    return Relations(
        targets, (*objections, *_repeated(placement.placed), *_circles(placement.placed, targets))
    )


def _by_uuid(placed: Iterable[Placed]) -> Mapping[Ref, Ref]:
    """Secrets by the UUIDs that their manifests state: a disk or a pool may name one so."""
    secrets = (each for each in placed if each.ref.kind == SECRET)
    stated = ((each.ref, getattr(each.manifest.spec, "uuid", None)) for each in secrets)
    return {replace(ref, name=uuid): ref for ref, uuid in stated if uuid is not None}


def target_of(ref: Ref, reference: Reference) -> Ref:
    """The object that a reference means: one on the same host."""
    return Ref(reference.kind, ref.host, reference.name, reference.scope)


def _unknown(placed: Placed, reference: Reference, remedy: str) -> Objection:
    within = f" in pool `{reference.scope}`" if reference.scope else ""
    fault = Fault(f"there is no manifest of {reference.kind} `{reference.name}`{within}", remedy)
    return Objection(placed.manifest, _at(placed, reference, fault), (placed.ref,))


def _at(placed: Placed, reference: Reference, fault: Fault) -> Problem:
    path = placed.manifest.document.path_of(type(placed.manifest.spec), reference.path)
    return Problem(path, fault)


def _remedy(ref: Ref, declared: Iterable[Ref], unnamed: bool) -> str:  # noqa: FBT001 # see relate()
    peers = {
        peer.name
        for peer in declared
        if (peer.kind, peer.host, peer.scope) == (ref.kind, ref.host, ref.scope)
    }
    near = get_close_matches(ref.name, sorted(peers), n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    if unnamed:
        return "it may be in a document that has errors: correct those first"
    return f"add one; `virt-reconcile adopt {ref} --out DIR` writes it from what exists"


def _repeated(placed: Iterable[Placed]) -> Iterable[Objection]:
    """Objects that several manifests are about: none of them counts."""
    ordered = sorted(placed, key=lambda each: each.ref)  # a ref's manifests stay in order
    for ref, group in groupby(ordered, key=lambda each: each.ref):
        first, *others = group
        for other in others:
            fault = Fault(
                f"{ref} is declared twice; first at {first.manifest.document.where}", "keep one of the two"
            )
            yield Objection(other.manifest, Problem(("metadata", "name"), fault), (ref,))


def _circles(placed: Iterable[Placed], targets: Mapping[Ref, frozenset[Ref]]) -> Iterable[Objection]:
    """Objects that refer to each other in a circle: none of them can come first."""
    left = {ref: sorted(targets[ref]) for ref in sorted(targets)}
    by_ref = {each.ref: each for each in placed}
    while circle := _circle(left):
        start = circle.index(min(circle))
        circle = [*circle[start:], *circle[:start]]
        told = " -> ".join(str(ref) for ref in (*circle, circle[0]))
        yield _circular(
            by_ref[circle[0]], circle, Fault(f"references in a circle: {told}", "take one of them out")
        )
        left = {ref: to for ref, to in left.items() if ref not in circle}


def _circle(targets: Mapping[Ref, list[Ref]]) -> list[Ref]:
    """One circle, each object before the one that it refers to; empty where there is none."""
    try:
        TopologicalSorter(targets).prepare()
    except CycleError as error:
        found: list[Ref] = error.args[1]
        return [later for _, later in pairwise(found)][::-1]
    return []


def _circular(first: Placed, circle: list[Ref], fault: Fault) -> Objection:
    following = circle[1 % len(circle)]
    references = (each for each in first.manifest.references if target_of(first.ref, each) == following)
    reference = next(references, None)  # none where it is meant by its path
    problem = Problem(("spec",), fault, at_key=True) if reference is None else _at(first, reference, fault)
    return Objection(first.manifest, problem, tuple(circle))


def dependents(causes: Iterable[Ref], relations: Relations) -> Mapping[Ref, tuple[Ref, ...]]:
    """For each cause, every object that needs it, directly or not; each needs its host."""
    needed_by: dict[Ref, list[Ref]] = {}
    for ref, targets in relations.targets.items():
        for target in {*targets, host_of(ref)} - {ref}:
            needed_by.setdefault(target, []).append(ref)
    return {cause: _reached(cause, needed_by) for cause in causes}


def _reached(cause: Ref, needed_by: Mapping[Ref, list[Ref]]) -> tuple[Ref, ...]:
    found: set[Ref] = set()
    fresh = [cause]
    while fresh:
        reached = {ref for near in fresh for ref in needed_by.get(near, ())} - found
        found |= reached
        fresh = list(reached)
    return tuple(sorted(found - {cause}))
