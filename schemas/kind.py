"""What a kind is: its name, its spec, and the few facts about it that are not fields. See `schemas.KINDS`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.form import Form
from schemas.store import kept

if TYPE_CHECKING:
    from schemas.spec import Spec


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of manifest.

    short: the word people type (`vm`). place: `module:Class` of its spec. declared: imports that.
    holds_data: deleting one destroys data, so that a missing one is an alarm and never made anew unasked.
    has_power: it can be started and stopped. redefined: its definition can be replaced in place. grow_only:
    sizes that never shrink, because what is cut off is lost. marked: libvirt keeps our mark in it, without
    which it is not ours to take away.
    """

    name: str
    short: str
    place: str
    declared: "Callable[[], type[Spec]]"
    holds_data: bool = False
    has_power: bool = True
    redefined: bool = True
    marked: bool = False
    grow_only: frozenset[str] = frozenset()

    @property
    def spec(self) -> Form:
        """Its fields in compiled form: all that reading, writing and comparing need."""
        return kept()[self.place]

    @property
    def model(self) -> "type[Spec]":
        """Its fields as pydantic's model, which validates manifests. Loads pydantic."""
        return self.declared()
