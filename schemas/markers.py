"""The markers that a spec's fields carry in `Annotated`: place in the XML, spelling and price.

Used by every spec, through `schemas.fields`, which compiles them into a `schemas.form`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from lxml.etree import _Element

from schemas.codecs import TEXT, Codec
from schemas.facts import Value


class Impact(IntEnum):
    """The price of a change to something that runs; `max()` over an object's changes decides."""

    LIVE = 0
    RESTART = 1
    RECREATE = 2

    def __str__(self) -> str:
        return self.name.lower()


LIVE, RESTART, RECREATE = Impact.LIVE, Impact.RESTART, Impact.RECREATE


@dataclass(frozen=True, slots=True)
class ImpactBy:
    """A price that a sibling decides: live where the item's `field` has one of `values`, else a restart.

    A medium, say, is changed in a running machine's CD drive and not on its disk.
    """

    field: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"live where {self.field} is {' or '.join(self.values)}, else restart"

    def price(self, sibling: Value | None) -> Impact:
        """The impact, given the sibling's value."""
        return LIVE if sibling in self.values else RESTART


@dataclass(frozen=True, slots=True)
class Xml:
    """Where a scalar or a group lives, from its parent's element.

    path: `memory`, `os/type@arch`, `@dev`, `.`; steps may be `name[@attribute='value']`, which creation
    honours too. when: (`@type`, `file`): the place counts only while that attribute of the parent has that
    value; writing sets it and clears the place of the variant that was there before. absent: the value
    that a missing place means. absent_from: the path (from the parent) whose value it then has.
    drop: the value that is written by taking the place away: its element, or the attribute where it
    is the parent's own. running: False where the running document says something else by nature, so only
    the definition is compared. runs_as: (wanted, shown) pairs, where it does so for some values only.
    clears: what cannot stand beside a value other than `absent` and is taken out when one is written
    (`iotune/read_bytes_sec`, `model@ram`): from the parent, or from the root where the path begins with a
    slash. bound: the sibling that what runs was built with and that this field cannot exceed before a
    restart. resets: what libvirt had filled in for the value before and refuses beside another (the memory of
    a graphics card): taken out, in the same spelling as `clears`, when the value changes.
    """

    path: str
    codec: Codec = TEXT
    impact: Impact | ImpactBy = RESTART
    when: tuple[str, str] | None = None
    absent: Value | None = None
    absent_from: str = ""
    drop: Value | None = None
    running: bool = True
    runs_as: tuple[tuple[Value, Value], ...] = ()
    clears: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()
    floor: Impact = LIVE
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Many:
    """A repeated scalar (`os/boot@dev`): one fact, a tuple in document order. `clears` as in `Xml`."""

    path: str
    codec: Codec = TEXT
    impact: Impact = RESTART
    running: bool = True
    clears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """A list of items that are matched by key, never by position.

    key: the item's field that names it. also: its fields (first match wins) by which a live item without
    our name is recognised, and shown. impact: the price of adding or removing an item. watched: is an
    item nobody declared worth a report. complete: fills what a new element (its first argument) needs from
    its surroundings (the second: the element that `path` starts from). running: as in `Xml`.
    """

    path: str
    key: str
    also: tuple[str, ...] = ()
    impact: Impact = RESTART
    watched: bool = False
    complete: Callable[[_Element, _Element], None] | None = None
    running: bool = True


@dataclass(frozen=True, slots=True)
class Beside:
    """A fact that libvirt keeps beside the document: autostart, say. Observers add it under this name.

    secret: the value is one, as bytes: each of them is the character of its number (Latin-1).
    """

    impact: Impact = LIVE
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Refers:
    """The field names another object of this kind on the same host: it comes first, and must exist somewhere.

    scope: the sibling field that holds the pool's name, for volumes. optional: the object may be one that no
    manifest declares, such as a filter that libvirt brings along; then nobody waits for it.
    """

    kind: str
    scope: str = ""
    optional: bool = False
