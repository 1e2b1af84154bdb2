"""A digest of all that a plan was made from, so that a saved plan is refused when the world has moved.

Pure. Called by the command line when it saves and when it carries out a saved plan.
"""

import hashlib
from collections.abc import Iterable, Iterator

from schemas import kind_named
from schemas.facts import Facts, Ref
from schemas.walk import walk
from schemas.whole import unpacked
from state.world import Live, World


def fingerprint(world: World, refs: Iterable[Ref]) -> str:
    """A digest of all that a plan for these objects was made from: it differs when any of it moved."""
    digest = hashlib.sha256()
    for ref in sorted(refs):
        for part in _parts(world, ref):
            digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _parts(world: World, ref: Ref) -> Iterator[str]:
    desired, record, live = world.desired.get(ref), world.recorded.get(ref), _live(world, ref)
    yield str(ref)
    yield _spelt(desired.facts) + str(desired.policy) + str(desired.power) if desired else ""
    yield record.uuid + _spelt(record.facts) if record else ""
    yield live.uuid + _spelt(live.persistent) + _spelt(live.running) + _whole(live) if live else ""


def _whole(live: Live) -> str:
    """What is set anywhere in its definition. Of a volume's file libvirt learns more whenever it looks."""
    packed = live.whole.persistent
    if not packed or not kind_named(live.ref.kind).redefined:
        return ""
    return repr(sorted(walk(unpacked(packed)).items()))


def _spelt(facts: Facts | None) -> str:
    return "-" if facts is None else repr(sorted((path, _plain(value)) for path, value in facts.items()))


def _plain(value: object) -> str:
    return getattr(value, "hexadecimal", None) or repr(value)


def _live(world: World, ref: Ref) -> Live | None:
    view = world.views.get(ref.host)
    return view.objects.get(ref) if view is not None else None
