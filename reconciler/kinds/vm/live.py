"""A step on the running machine: attach, detach, update or tune, each path by the way that `ways` has for it.

Called by `reconciler.kinds.vm.perform`.
"""

from collections.abc import Iterable, Mapping

from reconciler.kinds.vm import devices
from reconciler.kinds.vm.machine import Machine
from reconciler.kinds.vm.ways import PLUGGED, Way, way_of
from reconciler.steps import Verb
from schemas.facts import owner, pattern


def change(machine: Machine, verb: Verb, paths: tuple[str, ...]) -> None:
    """Make what the paths name as it is wanted; the first failure ends it.

    Terminal for a field that cannot be changed while the machine runs.
    """
    for path in paths:
        if pattern(path) in PLUGGED:
            (devices.detach if verb is Verb.DETACH else devices.attach)(machine, path)
    for (way, _), inner in _grouped(path for path in paths if pattern(path) not in PLUGGED).items():
        way(machine, tuple(inner))


def _grouped(paths: Iterable[str]) -> Mapping[tuple[Way, str], list[str]]:
    """The paths that one call takes together, in the order in which they came."""
    groups: dict[tuple[Way, str], list[str]] = {}
    for path in paths:
        way = way_of(path)
        device = devices.device_of(path) if way is devices.update else owner(path)
        groups.setdefault((way, device), []).append(path)
    return groups
