"""From an object's documents to `Live`; and from an unchanged document to the `Live` of the last time.

Used by `state.live.observe`. What is kept of a document is a hash of its text: where it is the same, nothing
is parsed and the very same object is given again, so that whatever was computed from it still holds.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import libvirt
from lxml.etree import XMLSyntaxError, _Element

from schemas import kind_named, xml
from schemas.facts import Facts, Ref, Value
from schemas.form import Described
from schemas.whole import Whole, pack
from state.live import mark
from state.live.errors import Failure, Terminal, translate
from state.live.listing import MACHINE, NETWORK, POOL, VOLUME, Found
from state.world import Live

AUTOSTART = "autostart"  # the field of every kind that has one
_DEFINITION: Mapping[str, int] = {
    MACHINE: libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE,
    NETWORK: libvirt.VIR_NETWORK_XML_INACTIVE,
    POOL: libvirt.VIR_STORAGE_XML_INACTIVE,
}
_RUNNING: Mapping[str, int] = {MACHINE: libvirt.VIR_DOMAIN_XML_SECURE}


@dataclass(frozen=True, slots=True)
class Reading:
    """How one object was read: its stamp and what it is, or why it could not be read.

    stamp: see `_stamp`.
    """

    ref: Ref
    stamp: int = 0
    live: Live | None = None
    failure: Failure | None = None


def readings(found: Sequence[Found], known: Mapping[Ref, int], objects: Mapping[Ref, Live]) -> list[Reading]:
    """Read each object, taking over from `objects` what has the stamp that is `known` of it."""
    return [_reading(one, known.get(one.ref), objects) for one in found]


def reader(
    known: Mapping[Ref, int], objects: Mapping[Ref, Live]
) -> Callable[[Sequence[Found]], list[Reading]]:
    """`readings` for `Connection.each`."""
    return partial(readings, known=known, objects=objects)


def _reading(found: Found, stamp: int | None, objects: Mapping[Ref, Live]) -> Reading:
    try:
        texts, beside = documents(found), _beside(found)
        fresh = _stamp(found, texts, beside)
        before = objects.get(found.ref)
        if fresh == stamp and before is not None:
            return Reading(found.ref, fresh, before)
        return Reading(found.ref, fresh, _same(_live(found, texts, beside), before))
    except libvirt.libvirtError as error:
        return Reading(found.ref, failure=_failure(found.ref, error))
    except (XMLSyntaxError, ValueError, KeyError) as error:
        return Reading(found.ref, failure=Terminal(f"its document cannot be understood: {error}"))


def _failure(ref: Ref, error: libvirt.libvirtError) -> Failure:
    """Why it could not be read. That its pool went away meanwhile says nothing of a volume: no NotFound."""
    if ref.kind == VOLUME and error.get_error_code() == libvirt.VIR_ERR_NO_STORAGE_POOL:
        return Terminal(f"the pool {ref.scope} does not exist")
    return translate(error)


def read(found: Found) -> Live:
    """One object. libvirtError, XMLSyntaxError, ValueError or KeyError where it cannot be read."""
    return _live(found, documents(found), _beside(found))


def _beside(found: Found) -> Facts:
    """What libvirt keeps beside the document."""
    asked = found.ask()
    return asked if found.autostart is None else {**asked, AUTOSTART: found.autostart}


def documents(found: Found) -> tuple[str, str]:
    """The definition and the running document; empty where there is none, as always for what never runs."""
    if found.ref.kind not in _DEFINITION:
        return found.read(0), ""
    definition = _definition(found) if found.persistent else ""
    return definition, found.read(_RUNNING.get(found.ref.kind, 0)) if found.active else ""


def _definition(found: Found) -> str:
    try:
        return found.read(_DEFINITION[found.ref.kind])
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_INVALID_ARG:
            raise
        return found.read(
            0
        )  # libvirt's test driver keeps one document of a network or pool, and takes no flag


def _stamp(found: Found, texts: tuple[str, str], beside: Facts) -> int:
    """A hash of everything that a `Live` is made from: 64 bits, keyed anew in each process (SipHash).

    Enough to see a change (one in 10^19 would be missed), and a real digest cost a tenth of the look.
    """
    return hash((found.active, found.persistent, found.reason, found.keeps, texts, *beside.items()))


def _live(found: Found, texts: tuple[str, str], beside: Facts) -> Live:
    spec = kind_named(found.ref.kind).spec
    definition, running = (xml.parse(text) if text else None for text in texts)
    told = definition if definition is not None else running
    persistent = None if definition is None else _facts(spec, definition, beside)
    return Live(
        ref=found.ref,
        uuid=_identity(told),
        persistent=persistent,
        running=None if running is None else _facts(spec, running, {}),
        reason=found.reason,
        keeps=found.keeps + (("NVRAM",) if told is not None and told.find("os/nvram") is not None else ()),
        mark=None if told is None else mark.read(told),
        whole=Whole(pack(texts[0]), pack(texts[1]), "" if running is None else running.get("id", "")),
    )


def _identity(document: _Element | None) -> str:
    """The UUID; of a volume, which has none, libvirt's key (for a file its path)."""
    return "" if document is None else document.findtext("uuid") or document.findtext("key") or ""


def _facts(spec: Described, document: _Element, beside: Facts) -> Facts:
    """The facts, with paths and words that thousands of objects share kept once in memory."""
    facts = {sys.intern(path): _shared(value) for path, value in xml.read(spec, document).items()}
    return MappingProxyType({**facts, **beside})


def _shared(value: Value) -> Value:
    return sys.intern(value) if type(value) is str else value


def _same(live: Live, before: Live | None) -> Live:
    """The object of the last time where nothing of it changed after all."""
    if before is None:
        return live
    parts = ("uuid", "persistent", "running", "reason", "keeps", "mark", "whole")
    return before if all(getattr(live, part) == getattr(before, part) for part in parts) else live
