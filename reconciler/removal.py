"""What is not taken away although its manifest is gone: what others mean or name, and too much at once.

Pure. Called by `reconciler.plan` once there is a verdict on every object.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from reconciler import guards
from reconciler.case import Limits
from reconciler.steps import Refusal, State, Verb, Verdict
from schemas.facts import Facts, Ref, Value
from state.world import Live, World

_REMOVING = frozenset({Verb.UNDEFINE, Verb.DELETE})


def removed(verdicts: Mapping[Ref, Verdict]) -> list[Ref]:
    """What is to be undefined or deleted."""
    return [ref for ref, verdict in verdicts.items() if _has(verdict, _REMOVING)]


def too_bold(world: World, verdicts: Mapping[Ref, Verdict], limits: Limits) -> dict[Ref, Verdict]:
    """Deletions, and objects to be given up, that are too many for nobody to have confirmed them."""
    going, recorded, desired = removed(verdicts), len(world.recorded), len(world.desired)
    view = {ref for each in world.views.values() for ref in each.objects}
    given_up = [ref for ref in view if ref in verdicts and _has(verdicts[ref], frozenset({Verb.FORGET}))]
    reasons = {
        **dict.fromkeys(given_up, guards.too_many_given_up(len(given_up), desired, limits)),
        **dict.fromkeys(going, guards.too_many_deletions(len(going), recorded, limits)),
    }
    refused = {ref: reason for ref, reason in reasons.items() if reason is not None}
    return {  # each host has a limit of its own
        ref: _kept(verdicts[ref], "mass-deletion", f"on {ref.host} {reason}")
        for ref, reason in refused.items()
    }


def renamed(world: World, verdicts: Mapping[Ref, Verdict]) -> dict[Ref, Verdict]:
    """What a manifest of another name means by its UUID: it is the same object, and not to go."""
    meant = {(one.uuid, ref.kind, ref.host): ref for ref, one in world.desired.items() if one.pinned}
    found = {ref: meant.get((world.recorded[ref].uuid, ref.kind, ref.host)) for ref in removed(verdicts)}
    return {
        ref: _kept(verdicts[ref], "renamed", f"the manifest of {other} states its UUID, so it stays")
        for ref, other in found.items()
        if other is not None
    }


def named_elsewhere(world: World, verdicts: Mapping[Ref, Verdict]) -> dict[Ref, Verdict]:
    """Volumes that somebody names, in a manifest or on the host."""
    going = removed(verdicts)
    deleted = [ref for ref in going if _has(verdicts[ref], frozenset({Verb.DELETE}))]
    found = {ref: users(world, ref, going) for ref in deleted}
    return {
        ref: _kept(verdicts[ref], "in-use", f"its data stays: it is named by {', '.join(map(str, by))}")
        for ref, by in found.items()
        if by
    }


def _kept(verdict: Verdict, guard: str, reason: str) -> Verdict:
    return replace(verdict, state=State.ORPHANED, steps=(), refusals=(Refusal(guard, verdict.ref, reason),))


def _has(verdict: Verdict, verbs: frozenset[Verb]) -> bool:
    return any(step.verb in verbs for step in verdict.steps)


def users(world: World, volume: Ref, leaving: Collection[Ref]) -> list[Ref]:
    """Every other object that names the volume, by its path or by its pool and name.

    leaving: what goes in the same plan, and does not count.
    """
    objects = world.views[volume.host].objects
    names = _Names.of(volume, objects.get(volume), objects.get(Ref("StoragePool", volume.host, volume.scope)))
    found = {
        ref
        for ref, desired in world.desired.items()
        if ref.host == volume.host and (names.within(desired.facts) or names.in_text(desired.overlay))
    }
    found |= {
        ref
        for ref, live in objects.items()
        if ref not in leaving and any(names.within(facts or {}) for facts in (live.persistent, live.running))
    }
    return sorted(found - {volume})


@dataclass(frozen=True, slots=True)
class _Names:
    """Everything that somebody may call the volume."""

    paths: frozenset[str]
    pool: str
    name: str

    @classmethod
    def of(cls, volume: Ref, live: Live | None, pool: Live | None) -> "_Names":
        """Of a volume as it is there: its key is its path where it is a file."""
        folder = (pool.persistent or {}).get("target.path") if pool else None
        paths = {live.uuid if live else "", f"{folder}/{volume.name}" if folder else ""}
        return cls(frozenset(path for path in paths if path.startswith("/")), volume.scope, volume.name)

    def within(self, facts: Facts) -> bool:
        """Whether any fact is about the volume."""
        return any(self._meant(facts, path, value) for path, value in facts.items())

    def _meant(self, facts: Facts, path: str, value: Value) -> bool:
        if value == self.name and path.endswith(".name"):
            return facts.get(f"{path.removesuffix('name')}pool") == self.pool
        return any(self.in_text(text) for text in _texts(value))

    def in_text(self, text: str) -> bool:
        """Whether one of its paths is a word of the text."""
        return any(_is_word(path, text) for path in self.paths)


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (item for item in value if isinstance(item, str))


def _is_word(path: str, text: str) -> bool:
    """Whether a path stands in the text as a whole, and not as the beginning of a longer one."""
    return any(not rest or rest[0] in " '\"<," for rest in text.split(path)[1:])
