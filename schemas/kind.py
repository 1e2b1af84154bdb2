"""What a kind is: its name, its spec, and the few facts about it that are not fields. See `schemas.KINDS`."""

from dataclasses import dataclass

from schemas.fields import Spec


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of manifest.

    short: the word people type (`vm`). holds_data: deleting one destroys data, so that a missing one is an
    alarm and never made anew unasked. has_power: it can be started and stopped. redefined: its definition
    can be replaced in place. grow_only: sizes that never shrink, because what is cut off is lost.
    """

    name: str
    short: str
    spec: type[Spec]
    holds_data: bool = False
    has_power: bool = True
    redefined: bool = True
    grow_only: frozenset[str] = frozenset()
