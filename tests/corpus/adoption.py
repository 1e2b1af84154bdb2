"""The law that whatever libvirt has can be taken over: adopted, planned and applied without a change.

Called by the harness; the law of drifts starts from what it leaves.
"""

from dataclasses import dataclass, field

from lxml.etree import _Element

from schemas import xml
from schemas.facts import Ref
from state.desired import Resolution
from state.live.mark import URI
from tests.corpus.coverage import shares
from tests.corpus.keeper import Keeper, UnadoptableError, changes, failures, faults, steps, told
from tests.corpus.settling import difference
from tests.corpus.subject import Subject, kind_of, ref_of
from tests.corpus.verdict import Verdict


@dataclass
class Adoption:
    """The law. kept: what the last object's manifests ask for, where it holds."""

    keeper: Keeper
    kept: Resolution | None = field(default=None, init=False)

    def __call__(self, subject: Subject) -> Verdict:
        """Nothing of the document changes, but for our own mark in it."""
        self.kept = None
        kind = kind_of(subject.document.tag)
        if kind is None:
            return Verdict(counts={"of no kind that the product has": 1})
        ref = ref_of(subject, kind)
        self.keeper.forget([ref])
        try:
            taken = self.keeper.adopted(ref)
        except UnadoptableError as error:
            return Verdict((f"adopt: {error}",))
        wanted = self.keeper.resolution(taken.manifests)
        wrong = self._found(subject, wanted, ref)
        if not wrong:
            self.kept = wanted
        found = shares(xml.parse(subject.written), subject.root(), taken.found)
        return Verdict(tuple(wrong), {"with xml": int(taken.found.overlay is not None)}, found)

    def _found(self, subject: Subject, wanted: Resolution, ref: Ref) -> list[str]:
        if wrong := faults(wanted):
            return [f"the manifest is not valid: {wrong[0]}"]
        cycle = self.keeper.look(wanted)
        if differing := changes(cycle, ref):
            return [f"the plan has changes: {told(one)}" for one in differing[:1]]
        if doing := steps(cycle, ref):
            return [f"the plan has steps: {doing[0]}"]
        if failed := failures(self.keeper.apply(wanted)):
            return [f"apply: {failed[0]}"]
        before, after = subject.root(), xml.parse(subject.shelf.text(subject.name))
        texts = [xml.text_of(unmarked(each)) for each in (before, after)]
        moved = difference(*texts)
        if texts[0] != texts[1] and ref.kind != "Volume":  # whose file has its times
            moved.append("its elements are in another order")
        return [f"apply changed the document: {moved[0]}"] if moved else []


def unmarked(root: _Element) -> _Element:
    """The document (changed in place) without our mark, and without metadata that had nothing else in it."""
    for metadata in root.findall("metadata"):
        for mark in metadata.findall(f"{{{URI}}}*"):
            metadata.remove(mark)
        if not len(metadata):
            root.remove(metadata)
    return root
