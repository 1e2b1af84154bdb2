"""A host on which there is nothing of all that was recorded there: it is another one, or has lost everything.

Why it exists: behind a mistyped URI, or a name that leads to another machine now, everything would be made a
second time, with the same UUIDs and MACs and perhaps on the same shared disks. Pure. Called by
`reconciler.plan` once there is a verdict on every object.
"""

from collections.abc import Mapping
from dataclasses import replace

from reconciler.case import Limits
from reconciler.steps import Refusal, Verdict
from schemas import kind_named
from schemas.facts import Ref
from state.world import HostView, World

_FEW = 2  # objects; less may well have been taken away by hand


def elsewhere(world: World, verdicts: Mapping[Ref, Verdict], limits: Limits) -> dict[Ref, Verdict]:
    """The verdicts on what would be done on such a host, held back until a person says that it is the one."""
    bare = {name: view for name, view in world.views.items() if _is_bare(world, view)}
    strange = {name: view for name, view in bare.items() if f"Host/{name}" not in limits.losses}
    return {
        ref: replace(verdict, steps=(), refusals=(Refusal("another-host", ref, _reason(strange[ref.host])),))
        for ref, verdict in verdicts.items()
        if ref.host in strange and verdict.steps
    }


def _is_bare(world: World, view: HostView) -> bool:
    """Whether several objects were recorded, and surely none of them is there. Volumes go with their pool."""
    known = [
        ref
        for ref, record in world.recorded.items()
        if ref.host == view.name and record.facts and not kind_named(ref.kind).holds_data
    ]
    return len(known) >= _FEW and all(view.certain(ref) and ref not in view.objects for ref in known)


def _reason(view: HostView) -> str:
    return (
        f"nothing of what was recorded on {view.name} is there: is {view.uri} that host? If it has lost "
        f"everything, `virt-reconcile apply --accept-loss host/{view.name}` makes it again"
    )
