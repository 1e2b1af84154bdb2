"""Names of list items that would be mistaken for each other: two disks called `root`, say.

Why it exists: items are matched by name in everything that follows, and facts are kept by it. Called by
`state.desired.check` for every valid spec.
"""

from collections.abc import Iterator
from functools import cache

from schemas.flat import key_of
from schemas.form import Group, Items, slots
from schemas.spec import Spec
from state.desired.document import Problem
from state.desired.excerpt import Fault, brief
from state.desired.nodes import Path


def misnamed(spec: Spec) -> list[Problem]:
    """Every item whose name another item of its list has, or that no path could name."""
    return list(_misnamed(spec, ("spec",)))


def _misnamed(spec: Spec, path: Path) -> Iterator[Problem]:
    for slot, field in _parts(type(spec)):
        value = getattr(spec, field)
        match slot:
            case Group() if isinstance(value, Spec):
                yield from _misnamed(value, (*path, slot.name))
            case Items():
                yield from _in_list(slot, value or (), (*path, slot.name))
            case _:
                pass


@cache
def _parts(spec: type[Spec]) -> tuple[tuple[Group | Items, str], ...]:
    """The groups and lists of a spec, with the attributes that hold them."""
    fields = {info.alias or name: name for name, info in spec.model_fields.items()}
    return tuple((slot, fields[slot.name]) for slot in slots(spec) if isinstance(slot, Group | Items))


def _in_list(slot: Items, items: tuple[Spec, ...], path: Path) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, inner in enumerate(items):
        key = str(key_of(inner, slot))
        place = (*path, position, slot.key.name)
        if key in seen:
            fault = Fault(
                f"`{path[-1]}` has two items named `{brief(key)}`", f"give one another `{slot.key.name}`"
            )
            yield Problem(place, fault)
        if not key or key.startswith("@") or not {"[", "]"}.isdisjoint(key):
            remedy = "a name is not empty, has no brackets and does not begin with `@`"
            yield Problem(place, Fault(f"`{brief(key)}` cannot name an item", remedy))
        seen.add(key)
        yield from _misnamed(inner, (*path, position))
