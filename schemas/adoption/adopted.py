"""From one live document to a manifest, step by step. See `schemas.adoption`."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml.etree import _Element
from pydantic import ValidationError

from schemas import xml
from schemas.adoption.bare import secrets, seen
from schemas.adoption.names import name_devices
from schemas.adoption.rest import Rest, rest
from schemas.adoption.statement import Data, Field, Path, fields, worth_saying
from schemas.adoption.validity import Unstatable, Wanted, settle
from schemas.facts import Facts, Secret, Value
from schemas.form import Setting
from schemas.kind import Kind
from schemas.manifest import API_VERSION, NAME_RULE, Metadata
from schemas.overlay import stated
from schemas.policy import RunStrategy
from schemas.spec import Spec

_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_NAMED = 5  # parts in one sentence
_AUTOSTART = "autostart"  # the field of every kind that has one


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One object as it was seen. document: the definition; of an object without one what runs (`running`).

    host: its Host manifest's name, where there are several. scope: the pool of a volume. autostart: None
    where there is no such thing. given_up: facts that the manifest must leave to the overlay.
    """

    kind: Kind
    name: str
    document: _Element
    host: str | None = None
    scope: str = ""
    active: bool = True
    autostart: bool | None = None
    running: bool = False
    given_up: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing, for a comment. path: what it is about, in the manifest; () for all of it."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Adopted:
    """A manifest for what was seen. data: what YAML shows. facts: what its fields say. overlay: the XML
    beyond them, which `data` has as text; None where there is none.
    """

    spec: Spec
    data: Data
    facts: Facts
    overlay: _Element | None = None
    notes: tuple[Note, ...] = ()


def adopted(sighting: Sighting) -> Adopted:
    """The manifest that says what was seen, and nothing that is not so. `Unstatable` where there is none."""
    kind, form = sighting.kind, sighting.kind.spec
    both = seen(deepcopy(sighting.document), running=sighting.running)
    name_devices(form, both)
    beside = _beside(sighting)
    full = {**xml.read(form, both.full), **beside}
    secret = {path: value for path, value in full.items() if isinstance(value, Secret)}
    worth = worth_saying(kind.model, {**xml.read(form, both.bare), **beside, **secret})
    so = {path: value for path, value in worth.items() if full.get(path) == value}
    wanted = Wanted(kind, so, full, _given(sighting))
    settled = settle(wanted, sighting.given_up)
    remaining = rest(form, both, settled.facts)
    spec, data = settled.spec, settled.data
    if remaining.overlay is not None and "xml" not in kind.model.model_fields:
        remaining = Rest(None, tuple(sorted({*stated(remaining.overlay), *remaining.unsaid})))
    if remaining.overlay is not None:
        data = {**data, "xml": text(remaining.overlay)}
        spec = spec.model_copy(update={"xml": data["xml"]})
    return Adopted(
        spec,
        {"apiVersion": API_VERSION, "kind": kind.name, "metadata": _metadata(sighting), "spec": data},
        settled.facts,
        remaining.overlay,
        tuple(_notes(sighting, remaining)),
    )


def text(overlay: _Element) -> str:
    """An overlay as a manifest shows it; what YAML takes in no text, or for an end of a line, as XML does."""
    return _UNSEEN.sub(lambda found: f"&#x{ord(found[0]):x};", xml.text_of(overlay))


def _beside(sighting: Sighting) -> dict[str, Value]:
    """What libvirt keeps beside the document; that nothing starts by itself needs no word."""
    return {_AUTOSTART: True} if sighting.autostart else {}


def _given(sighting: Sighting) -> Data:
    """Fields that are no facts: who it is, and whether it is up. Of a machine's power nothing is asked."""
    known: Data = {
        "uuid": (sighting.document.findtext("uuid") or "").strip() or None,
        "pool": sighting.scope or None,
        "active": sighting.active,
        "runStrategy": RunStrategy.MANUAL.value,
        "value": {"host": True},  # a secret's
    }
    steering = {field.name for field in fields(sighting.kind.model) if field.slot is None or _hidden(field)}
    return {name: value for name, value in known.items() if name in steering}


def _hidden(field: Field) -> bool:
    """Whether it is a secret that libvirt keeps beside the document."""
    return isinstance(field.slot, Setting) and field.slot.marker.secret


def _metadata(sighting: Sighting) -> Data:
    metadata: Data = {"name": sighting.name}
    if sighting.host is not None:
        metadata["host"] = sighting.host
    try:
        Metadata.model_validate(metadata)
    except ValidationError:
        raise Unstatable(f"no manifest can state its name: it would have to {NAME_RULE}") from None
    return metadata


def _notes(sighting: Sighting, remaining: Rest) -> Iterator[Note]:
    if sighting.running:
        yield Note((), "It runs without a definition, and is gone when it stops; this is what runs.")
    for secret in secrets(sighting.document):
        yield Note((), f"On the host it has {secret}, which is not written out; what is set there stays.")
    if remaining.overlay is not None:
        yield Note(("spec", "xml"), "What no field covers, as libvirt has it.")
    if remaining.unsaid:
        yield Note(
            (), f"Neither a field nor `xml` can state all of it; left as it is: {_few(remaining.unsaid)}"
        )


def _few(paths: tuple[str, ...]) -> str:
    """The elements in which these paths are, as far as one sentence takes them."""
    found = list(dict.fromkeys(path.partition("]")[0] + "]" * ("]" in path) for path in paths))
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return ", ".join(found[:_NAMED]) + more
