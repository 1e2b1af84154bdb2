"""The law of the next version: a changed manifest makes the object what it would be, had it been made so.

Pairs of versions are documents of one folder whose names say that one is the other with something more, as
libvirt's tests have them (`disk-cdrom`, `disk-cdrom-network`). Called by the harness.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from reconciler.recognition import christen
from schemas import kind_named, overlay, xml
from schemas.facts import Ref
from schemas.policy import Foreign
from schemas.walk import walk
from tests.corpus.adaptation import variants
from tests.corpus.adoption import Adoption
from tests.corpus.documents import Document
from tests.corpus.keeper import Keeper, Taken, UnadoptableError, changes, failures, told
from tests.corpus.naming import Sides
from tests.corpus.shelf import RefusedError
from tests.corpus.subject import Subject, kind_of, ref_of
from tests.corpus.verdict import Verdict

_ITEM = re.compile(r"devices/(disk|interface)\[[^\]]*\]")  # what goes with its entry in the manifest
_ALONE, _NUMBER = re.compile(r"\[#\d+\]"), re.compile(r"#\d+(?=\])")
_KEPT = "foreign: keep"


def successors(documents: Iterable[Document]) -> Mapping[str, tuple[Document, ...]]:
    """The next versions of documents, by path."""
    stems = {each.path.removesuffix(".xml"): each for each in documents}
    found: dict[str, tuple[Document, ...]] = {}
    for stem, document in stems.items():
        older = stem.rpartition("-")[0]
        while older and older not in stems:
            older = older.rpartition("-")[0]
        if older and stems[older].tag == document.tag and "/" in older:
            found[stems[older].path] = (*found.get(stems[older].path, ()), document)
    return found


@dataclass(frozen=True)
class Versions:
    """The law."""

    keeper: Keeper
    adoption: Adoption
    next: Mapping[str, tuple[Document, ...]]

    def __call__(self, subject: Subject) -> Verdict:
        """For each next version of a document that was adopted."""
        kind, adopted = kind_of(subject.document.tag), self.adoption.kept
        newer = self.next.get(subject.document.path, ())
        if kind is None or adopted is None or kind.holds_data:
            return Verdict()
        ref, start = ref_of(subject, kind), subject.shelf.text(subject.name)
        found: list[str] = []
        counts = Counter[str]()
        for document in (each for each in newer if same_sort(each.root(), subject.document.root())):
            text = put_over(subject, document)
            if text is not None and _has_password(text) > _has_password(start):
                counts["with a password that only the host has"] += 1
            elif text is not None:
                counts["next versions"] += 1
                found += [f"{document.path}: {line}" for line in self._become(subject, (start, text), ref)]
            subject.shelf.put(xml.parse(start))
            self.keeper.forget([ref])
            self.keeper.apply(adopted)
        return Verdict(tuple(found), counts)

    def _become(self, subject: Subject, texts: tuple[str, str], ref: Ref) -> list[str]:
        start, text = texts
        try:
            taken = self.keeper.adopted(ref)
        except UnadoptableError as error:
            return [f"adopt: {error}"]
        subject.shelf.put(xml.parse(start))
        wanted = self.keeper.resolution(taken.manifests)
        if any(change.reason == _KEPT for change in changes(self.keeper.look(wanted), ref)):
            wanted = self.keeper.resolution(
                taken.manifests, Foreign.REMOVE
            )  # a device that raw XML had stated
        if failed := failures(self.keeper.apply(wanted)):
            return [f"apply: {failed[0]}"]
        if left := changes(self.keeper.look(wanted), ref):
            return [f"still to do: {told(left[0])}"]
        result = xml.parse(subject.shelf.text(subject.name))
        return unlike(Sides(kind_named(ref.kind).spec, result, xml.parse(text)), taken)


def _has_password(text: str) -> bool:
    """Whether a screen has one: `adopt` writes none, and libvirt forgets until when no password is valid."""
    return "passwd=" in text


def same_sort(one: _Element, other: _Element) -> bool:
    """Whether a machine may become the other one: nobody edits a PC into a mainframe."""
    if one.tag == "pool" and one.get("type") != other.get("type"):
        return False
    places = [each.find("os/type") for each in (one, other)]
    return len({tuple(place.items()) if place is not None else () for place in places}) == 1


def put_over(subject: Subject, document: Document) -> str | None:
    """Define the other document over this object; what it settles as, or None where libvirt refuses it."""
    own = subject.root()
    for root in variants(document):
        for tag in ("name", "uuid"):
            place, mine = root.find(tag), own.find(tag)
            if place is not None and mine is not None:
                place.text = mine.text
        try:
            return subject.shelf.put(xml.parse(subject.shelf.put(root)))
        except RefusedError:
            continue
    return None


def unlike(sides: Sides, taken: Taken) -> list[str]:
    """What the manifest states and the result (before) has not as the new version (after) has it; what should
    be gone. Two spellings of a field's value, such as sizes that QEMU rounds to one, are no difference.
    """
    for document in (sides.before, sides.after):
        christen(sides.spec, document, taken.found.facts)
    have, want = walk(sides.before), walk(sides.after)
    stated = set(walk(xml.create(sides.spec, taken.found.facts))) - sides.respelt()
    if taken.found.overlay is not None:
        stated |= overlay.stated(taken.found.overlay).keys()
    wrong = _gathered({path: want[path] for path in want if path in stated}) - _gathered(have)
    stale = [path for path in have if _ITEM.fullmatch(path) and path not in want]
    return [
        *(f"{path} is nowhere {value!r}" for path, value in [*wrong][:1]),
        *(f"{path} is still there" for path in stale[:1]),
    ]


def _gathered(leaves: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """The leaves with their values; those of elements that nothing but their order tells apart, together."""
    return Counter((_unnumbered(path), value) for path, value in leaves.items())


def _unnumbered(path: str) -> str:
    return _NUMBER.sub("", _ALONE.sub("", path))
