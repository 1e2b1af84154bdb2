"""Write a step's paths into a live document: the one way in which a definition is ever changed.

Pure. Called by the kinds, with the document libvirt gave a moment ago, so that whatever no manifest
mentions stays as it is. Secrets must be in the document (read it with the SECURE flag).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element

from reconciler.recognition import christen
from schemas import overlay, xml
from schemas.facts import GENERIC, Facts, Value, is_generic, owner, pattern, under
from schemas.form import Described, Items, Leaf, slot_at
from schemas.whole import unpacked, without_secrets


@dataclass(frozen=True, slots=True)
class Sources:
    """Where what is written comes from: the wanted facts, the overlay that holds the generic ones, and the
    definition as it was settled (packed), of which is put back what was changed outside the manifest.
    remembered: the recorded facts, which tell which device is one that has to go.
    """

    facts: Facts
    overlay: str = ""
    settled: bytes = b""
    remembered: Facts = field(default_factory=dict)


def redefined(spec: Described, document: _Element, paths: Iterable[str], sources: Sources) -> _Element:
    """A definition (changed in place) with these paths as they are wanted, and each device under its name."""
    paths = list(paths)
    christen(spec, document, sources.facts, sources.remembered)
    edited(spec, document, [path for path in paths if not is_generic(path)], sources.facts)
    generic = [path for path in paths if is_generic(path)]
    stated = [path.removeprefix(GENERIC) for path in generic if path in sources.facts]
    moved = [path.removeprefix(GENERIC) for path in generic if path not in sources.facts]
    if stated:
        overlay.graft(document, xml.parse(sources.overlay), stated)
    if moved:
        overlay.graft(document, without_secrets(unpacked(sources.settled)), moved)
    return document


def edited(spec: Described, document: _Element, paths: Iterable[str], wanted: Facts) -> _Element:
    """The document (changed in place) with each path as `wanted` has it; an item nobody wants is taken
    out.
    """
    writing: dict[str, Value] = {}
    for path in paths:
        chosen = selected(spec, path, wanted)
        if chosen:
            writing |= {**_beside(spec, path, wanted), **chosen}
        elif isinstance(slot_at(spec, path), Items):
            xml.remove(spec, document, path)
    xml.write(spec, document, writing)
    return document


def _beside(spec: Described, path: str, wanted: Facts) -> dict[str, Value]:
    """What is wanted beside a field whose writing takes its neighbours out: they are written again."""
    slot, item = slot_at(spec, path), owner(path)
    if not isinstance(slot, Leaf) or not (slot.marker.clears or slot.marker.resets):
        return {}
    group = item or path.rpartition(".")[0]
    return {inner: value for inner, value in under(wanted, group) if owner(inner) == item} if group else {}


def selected(spec: Described, path: str, wanted: Facts) -> Mapping[str, Value]:
    """The facts that writing `path` needs: the whole of an item, or one value with its item's name around
    it.
    """
    if isinstance(slot_at(spec, path), Items):
        return dict(under(wanted, path))
    return {path: wanted[path]} if path in wanted else {}


def built(spec: Described, sources: Sources, identity: Mapping[str, str]) -> _Element:
    """A new document with these facts and the identity elements (`name`, `uuid`) that no field declares."""
    root = xml.create(spec, {path: value for path, value in sources.facts.items() if not is_generic(path)})
    if sources.overlay:
        written = xml.parse(sources.overlay)
        overlay.graft(root, written, overlay.stated(written))
    for position, (tag, text) in enumerate(identity.items()):
        element = root.makeelement(tag, {})
        element.text = text
        root.insert(position, element)
    return root


def touches(paths: Iterable[str], *patterns: str) -> bool:
    """Whether any of the paths is an instance of one of the patterns (`disks[].volume.name`)."""
    return any(pattern(path) in patterns for path in paths)
