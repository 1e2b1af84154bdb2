"""A digest of all that a plan was made from, so that a saved plan is refused when the world has moved.

Pure. Called by the command line when it saves and when it carries out a saved plan.
"""

import hashlib
from collections.abc import Iterable, Iterator

from schemas import kind_named
from schemas.facts import Facts, Ref
from schemas.walk import walk
from schemas.whole import unpacked
from state.world import Desired, Live, Record, World


def fingerprint(world: World, refs: Iterable[Ref]) -> str:
    """A digest of all that a plan for these objects was made from: it differs when any of it moved."""
    digest = hashlib.sha256()
    for ref in sorted(refs):
        for part in _parts(world, ref):
            digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _parts(world: World, ref: Ref) -> Iterator[str]:
    desired, record, live = world.desired.get(ref), world.recorded.get(ref), _live(world, ref)
    yield repr(ref)
    yield _asked(desired) if desired else ""
    yield _known(record) if record else ""
    yield _found(live) if live else ""


def _asked(desired: Desired) -> str:
    """What it is to be, and how it is to be got there; not where that is written."""
    identity = (desired.uuid, desired.pinned, sorted(desired.references), sorted(desired.derived))
    making = (desired.content, desired.build, desired.overlay)
    running = (desired.power, desired.stop_timeout, desired.force_stop)
    return _spelt(desired.facts) + repr((desired.policy, identity, making, running))


def _known(record: Record) -> str:
    """What was made of it; not since when it differs, which every look may note."""
    return _spelt(record.facts) + repr((record.uuid, record.deletion, record.intent, record.whole))


def _found(live: Live) -> str:
    """What is there, and what would go with it."""
    return (
        _spelt(live.persistent)
        + _spelt(live.running)
        + repr((live.uuid, live.mark, live.keeps))
        + _whole(live)
    )


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
