"""The law that nothing moves unseen: each mutation that libvirt takes is reported by name, and nothing else.

Called by the harness for each object.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml.etree import _Element

from reconciler.edit import Sources, redefined
from reconciler.recognition import christen
from reconciler.steps import Change
from schemas import xml
from schemas.facts import Ref
from schemas.form import Form
from schemas.whole import pack
from state.desired import Resolution
from tests.corpus.adoption import Adoption
from tests.corpus.keeper import Keeper, UnadoptableError, changes, failures
from tests.corpus.mutation import Mutation, Mutations
from tests.corpus.naming import Sides, moved, nameless, unfounded, unnamed
from tests.corpus.shelf import RefusedError
from tests.corpus.subject import Subject, kind_of, ref_of
from tests.corpus.verdict import Verdict

_SHOWN = 3  # of what is wrong with one mutation


@dataclass
class Drifting:
    """The law."""

    keeper: Keeper
    adoption: Adoption
    mutations: Mutations
    _counts: Counter[str] = field(default_factory=Counter, init=False)

    def __call__(self, subject: Subject) -> Verdict:
        """For each mutation of the document as it stands, with our mark in it."""
        kind = kind_of(subject.document.tag)
        if kind is None:
            return Verdict()
        self._counts = Counter()
        ref = ref_of(subject, kind)
        try:
            wanted = self._taken_over(ref, subject)
        except UnadoptableError as error:
            return Verdict((str(error),))
        eye = _Eye(self.keeper, wanted, ref, kind.spec, frozenset(changes(self.keeper.look(wanted), ref)))
        start = subject.shelf.text(subject.name)
        told = [
            line
            for one in self.mutations.of(xml.parse(start))
            for line in self._try(subject, eye, start, one)
        ]
        told += eye.reported("after all of it")
        self.keeper.forget([ref])
        return Verdict(tuple(told), self._counts)

    def _taken_over(self, ref: Ref, subject: Subject) -> Resolution:
        """As adoption left it; where it did not, with a manifest that says nothing of it."""
        if self.adoption.kept is not None:
            return self.adoption.kept
        self._counts["with nothing stated"] += 1
        wanted = self.keeper.watching(ref, subject.identity)
        if failed := failures(self.keeper.apply(wanted)):
            raise UnadoptableError(f"it cannot be taken over: {failed[0]}")
        return wanted

    def _try(self, subject: Subject, eye: "_Eye", start: str, one: Mutation) -> Iterator[str]:
        self._counts["mutations"] += 1
        try:
            now = subject.shelf.put(one.root)
        except RefusedError:
            self._counts["refused by libvirt"] += 1
            return
        before, after = xml.parse(start), xml.parse(now)
        self._counts["kept" if moved(before, after) else "undone by libvirt"] += 1
        for line in eye.verdict(before, after, lambda root: xml.parse(subject.shelf.put(root))):
            yield f"{one}: {line}"
        if _restored(subject, start) != start:
            yield from eye.reported(f"{one}, restored in another order")


def _restored(subject: Subject, text: str) -> str:
    root = xml.parse(text)
    try:
        return subject.shelf.put(root)
    except RefusedError:
        subject.shelf.clear(subject.name)
        return subject.shelf.put(root)


@dataclass(frozen=True)
class _Eye:
    """What the product sees of one object. usual: what it says of it anyway, as nobody stated its devices."""

    keeper: Keeper
    wanted: Resolution
    ref: Ref
    spec: Form
    usual: frozenset[Change]

    def verdict(
        self, before: _Element, after: _Element, define: Callable[[_Element], _Element]
    ) -> Iterator[str]:
        """Nothing unnamed, nothing named that did not move. What libvirt does about a change (without a boot
        order a machine boots from its disks) needs no name of its own, where it is undone with that.
        """
        paths = moved(before, after)
        facts = self.wanted.desired[self.ref].facts
        for document in (before, after):
            christen(self.spec, document, facts)
        sides = Sides(self.spec, before, after)
        paths -= sides.respelt()
        named = sorted({change.path for change in self._news()})
        if paths and nameless((*paths, *named)):
            yield from () if named else [f"not reported: {_some(paths)}"]
            return
        missed = unnamed(sides, paths, named)
        missed = missed and missed - sides.unmoved(missed)
        if missed and missed & self._left(before, after, named, define):
            yield f"not reported: {_some(missed)}; reported: {_some(named)}"
        if idle := unfounded(sides, paths, named):
            yield f"reported without reason: {_some(idle)}"

    def _left(
        self, before: _Element, after: _Element, named: Sequence[str], define: Callable[[_Element], _Element]
    ) -> frozenset[str]:
        """What is still other than before when what was named has been put right."""
        desired, settled = self.wanted.desired[self.ref], pack(xml.text_of(before))
        sources = Sources(desired.facts, desired.overlay, settled, desired.facts)
        restored = redefined(self.spec, deepcopy(after), named, sources)
        return moved(before, define(restored))

    def reported(self, when: str) -> Iterator[str]:
        """What is reported where nothing differs."""
        for change in self._news():
            yield f"{when}, still reported: {change.path}: {change.want!r}, {change.have!r}"

    def _news(self) -> frozenset[Change]:
        return frozenset(changes(self.keeper.look(self.wanted), self.ref)) - self.usual


def _some(paths: Iterable[str]) -> str:
    return ", ".join(sorted(paths)[:_SHOWN]) or "nothing"
