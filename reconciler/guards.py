"""What may veto a step, one rule a function: a guard sees one case and answers with a reason, or None.

Pure. `OBJECT` guards stop everything about an object; `CHANGE` guards stop one change and let the rest go on;
`too_many_deletions` looks at the whole plan. Called by `reconciler.plan` only.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from reconciler.case import Case, Limits
from reconciler.steps import Change, Document
from reconciler.windows import restart_allowed
from schemas.facts import pattern
from schemas.markers import Impact
from schemas.overlay import is_secret
from schemas.policy import Foreign
from state.world import Desired

_OUTSIDE, _FOREIGN = "outside the manifest", f"foreign: {Foreign.KEEP}"
KEPT = frozenset({_OUTSIDE, _FOREIGN})  # why what nobody wrote down stays as it is

ObjectGuard: TypeAlias = Callable[[Case], str | None]
ChangeGuard: TypeAlias = Callable[[Case, Change], str | None]


def identity(case: Case) -> str | None:
    """Another object under the name we know is not ours to change."""
    if case.live is None or case.desired is None or case.policy.adopt:
        return None
    if case.kind.holds_data and case.unfinished:
        return None  # a volume gets its key only by being made, so the intent could not name it
    if case.record is not None and not case.ours and case.record.uuid:
        return (
            f"{case.ref} has UUID {case.live.uuid}, the one recorded had {case.record.uuid}: somebody put "
            "another object in its place; set policy.adopt to take it over"
        )
    return None


def pinned_identity(case: Case) -> str | None:
    """A UUID cannot be changed in place, so one that is stated must be the live one, and nobody else's."""
    desired, live = case.desired, case.live
    if desired is None or not desired.pinned:
        return None
    if live is None:
        return _belongs_to_another(case, desired)
    if desired.uuid == live.uuid:
        return None
    return f"the manifest states UUID {desired.uuid}, the live object has {live.uuid}; correct spec.uuid"


def _belongs_to_another(case: Case, desired: Desired) -> str | None:
    like = (live for live in case.view.objects.values() if live.ref.kind == case.ref.kind)
    has = next((live.ref for live in like if live.uuid == desired.uuid), None)
    if has is None:
        return None
    return (
        f"{has} has the UUID that its manifest states; if it is to have another name, rename it "
        f"(`virsh domrename {has.name} {case.ref.name}`), else state another UUID or none"
    )


def adoption(case: Case) -> str | None:
    """An existing object that nobody recorded and that differs is not changed unasked."""
    if case.live is None or case.record is not None or case.policy.adopt:
        return None
    if any(_leads_to_more(case, change) for change in case.changes):
        return (
            "it exists, was not made from these manifests and differs; "
            "set policy.adopt (or --adopt) to take it over"
        )
    return None


def _leads_to_more(case: Case, change: Change) -> bool:
    """Whether an object that is recorded would be changed. A foreign device stays as it is in any case, and
    what runs as it was before its definition was changed waits for its restart.
    """
    return change.want is not None and (not waits(change) or restart_allowed(case.policy, case.now))


def waits(change: Change) -> bool:
    """Whether the definition is as it should be, and the running object has it after its next start."""
    return change.document is Document.RUNNING and change.impact is Impact.RESTART


def missing_data(case: Case) -> str | None:
    """Data that was there and is gone is an alarm: an empty volume in its place would hide the loss."""
    if case.live is not None or case.record is None or not case.kind.holds_data or case.unfinished:
        return None
    if str(case.ref) in case.limits.losses:
        return None
    return (
        f"{case.ref} was here and is gone with its data; restore it, or have an empty one made with "
        f"`virt-reconcile apply --accept-loss {case.ref}`"
    )


def recreation(_case: Case, change: Change) -> str | None:
    """What only a new object could have is never got by destroying the old one."""
    return "it can only be set when the object is made" if change.impact is Impact.RECREATE else None


def shrinking(case: Case, change: Change) -> str | None:
    """Data beyond the new end would be lost."""
    if pattern(change.path) not in case.kind.grow_only or not isinstance(change.have, int):
        return None
    if isinstance(change.want, int) and change.want < change.have:
        return f"shrinking from {change.have} to {change.want} bytes would cut off data; correct the manifest"
    return None


def outside(case: Case, change: Change) -> str | None:
    """What moved outside the manifest is put back only where policy says so, and a secret never."""
    if not change.outside(case.desired.facts if case.desired is not None else {}):
        return None
    if case.policy.foreign is Foreign.REMOVE and not is_secret(change.path):
        return None
    return _OUTSIDE


def foreign(case: Case, change: Change) -> str | None:
    """A device nobody declared stays unless policy says otherwise."""
    ours = case.record is not None and change.path in case.record.facts
    if change.want is not None or ours or case.policy.foreign is Foreign.REMOVE:
        return None
    return _FOREIGN


def incomplete(case: Case, change: Change) -> str | None:
    """What nobody mentions may be in a manifest that could not be read."""
    if change.want is not None or case.complete:
        return None
    return "nothing is taken away while a manifest is invalid, or by one file alone"


def unsettled(case: Case, change: Change) -> str | None:
    """A field that would not settle is reported, not fought."""
    written = case.record.attempts.get(change.path, 0) if case.record else 0
    if written >= case.limits.writes:
        return (
            f"it did not settle after {written} writes; correct the manifest or the host, "
            f"then `virt-reconcile resume {case.ref}`"
        )
    return None


OBJECT: tuple[ObjectGuard, ...] = (identity, pinned_identity, adoption, missing_data)
CHANGE: tuple[ChangeGuard, ...] = (recreation, shrinking, outside, foreign, incomplete, unsettled)
# What people need not be told again: the change itself is in the report with its reason.
QUIET = frozenset({"outside", "foreign", "incomplete"})


def too_many_deletions(deletions: int, recorded: int, limits: Limits) -> str | None:
    """A mass deletion is more often a mistake (an empty checkout, a wrong path) than a wish."""
    if deletions == 0 or deletions <= limits.allowed:
        return None
    if deletions > limits.deletions or (deletions > 1 and deletions > limits.ratio * recorded):
        return (
            f"{deletions} of {recorded} objects would be deleted; confirm with --allow-deletions {deletions}"
        )
    return None


def too_many_given_up(given_up: int, desired: int, limits: Limits) -> str | None:
    """It costs no data, but nobody watches them any more; an empty folder is a mistake here, too."""
    if given_up <= max(1, limits.allowed) or (desired and given_up <= limits.deletions):
        return None
    return (
        f"{given_up} objects would be given up, and {desired} kept; are these all the manifests? "
        f"confirm with --allow-deletions {given_up}"
    )


def first(guards: Iterable[ObjectGuard], case: Case) -> tuple[str, str] | None:
    """The first veto: the guard's name and its reason."""
    for guard in guards:
        reason = guard(case)
        if reason is not None:
            return guard.__name__, reason
    return None


def first_against(case: Case, change: Change) -> tuple[str, str]:
    """The first veto of one change: the guard's name and its reason, both empty where there is none."""
    vetoes = ((guard.__name__, guard(case, change)) for guard in CHANGE)
    return next(((name, reason) for name, reason in vetoes if reason is not None), ("", ""))
