"""What reading an object back says of the steps just done: what settled, what is left, which step is not
confirmed.

Pure. Called by `reconciler.acting` with the object as libvirt shows it after the last step. libvirt answers
"done" to a detach, a balloon or a shutdown that the guest ignored, so only this makes an outcome final.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reconciler.diff import Sides, seen
from reconciler.outside import differences
from reconciler.recognition import holds, recognised
from reconciler.steps import Change, Document, Outcome, Result, Step, Verb, Verdict
from schemas import kind_named, xml
from schemas.facts import GENERIC, Facts, Value, owner, under
from schemas.overlay import graft
from schemas.whole import NO_DOCUMENTS, Whole, pack, unpacked
from state.world import Desired, Live, Record


@dataclass(frozen=True, slots=True)
class Job:
    """One object to work on: the verdict, and all sides of it (desired with secrets in plain)."""

    verdict: Verdict
    desired: Desired | None
    record: Record | None
    live: Live | None

    @property
    def uuid(self) -> str:
        """The identity to create with or to expect: what is there, else what was, else what the manifest
        says.
        """
        if self.live is not None:
            return self.live.uuid
        if self.desired is not None and self.desired.pinned:
            return self.desired.uuid
        if self.record is not None and self.record.uuid:
            return self.record.uuid
        return self.desired.uuid if self.desired is not None else ""


def left(job: Job, asked: Facts, live: Live) -> tuple[Change, ...]:
    """What still differs of what the steps were to change."""
    meant = {(change.path, change.document) for change in job.verdict.changes if not change.reason}
    fresh = any(step.verb is Verb.CREATE for step in job.verdict.steps)
    changes = differences(_sides(job, asked, live))
    return tuple(
        change
        for change in changes
        if (change.path, change.document) in meant or (fresh and change.document is Document.PERSISTENT)
    )


def parted(job: Job, asked: Facts, outcomes: Iterable[Outcome], live: Live) -> Job:
    """The job with nothing recorded of items that its steps took out of the definition and that run no more.
    What is like them in the definition now is libvirt's: it adds a USB controller, say, where there is none.
    """
    if job.record is None:
        return job
    done = [each.step for each in outcomes if each.result is Result.DONE and each.step.verb is Verb.DEFINE]
    defined = {path for step in done for path in step.paths if path.endswith("]")}
    running, back = (_still_ours(job, asked, [facts]) for facts in (live.running, live.persistent))
    gone = defined - asked.keys() - (running - back)
    lost = {inner for path in gone for inner, _ in under(job.record.facts, path)}
    facts = {path: value for path, value in job.record.facts.items() if path not in lost}
    return replace(job, record=replace(job.record, facts=facts))


def _sides(job: Job, asked: Facts, live: Live) -> Sides:
    recorded, whole = (job.record.facts, job.record.whole) if job.record else (None, NO_DOCUMENTS)
    overlay = job.desired.overlay if job.desired else ""
    return Sides(kind_named(live.ref.kind).spec, asked, recorded, live, overlay, whole)


def baseline(job: Job, asked: Facts, live: Live) -> Whole:
    """The documents to hold later ones against: as they are now, but for what had moved outside the manifest
    before the steps and was left so. That keeps its old value, so that no step of ours hides a drift.
    """
    before = job.record.whole if job.record else NO_DOCUMENTS
    left_alone = [change for change in job.verdict.changes if change.outside(asked) and change.reason]
    kept = {
        document: [change.path.removeprefix(GENERIC) for change in left_alone if change.document is document]
        for document in Document
    }
    return Whole(
        _kept(before.persistent, live.whole.persistent, kept[Document.PERSISTENT]),
        _kept(before.running, live.whole.running, kept[Document.RUNNING]),
        live.whole.run,
    )


def _kept(before: bytes, now: bytes, paths: list[str]) -> bytes:
    if not (before and now and paths):
        return now
    root = unpacked(now)
    graft(root, unpacked(before), paths)
    return pack(xml.text_of(root))


def settled(job: Job, asked: Facts, live: Live) -> Facts:
    """The facts to record: as asked where that is how it is, as recorded before where it is not."""
    spec = kind_named(live.ref.kind).spec
    document = Document.RUNNING if live.persistent is None else Document.PERSISTENT
    have = seen(_sides(job, asked, live), live.persistent or live.running or {}, document)
    before = job.record.facts if job.record else {}
    found: dict[str, Value] = {}
    for path, want in asked.items():
        value = have.get(path)
        if value is not None if path.endswith("]") else holds(spec, path, want, have):
            found[path] = want if value is None else value
        elif path in before:
            found[path] = before[path]
    kept = [under(before, item) for item in _still_ours(job, asked, (live.persistent, live.running))]
    return {**{path: value for facts in kept for path, value in facts}, **found, "active": live.active}


def written(job: Job, asked: Facts, outcomes: Iterable[Outcome]) -> Facts:
    """What is said of an object: what was recorded, and over it what the steps that were done wrote."""
    before = job.record.facts if job.record else {}
    done = [outcome.step for outcome in outcomes if outcome.result is Result.DONE]
    if any(step.verb is Verb.CREATE for step in done):
        return asked
    return {**before, **{path: asked[path] for step in done for path in step.paths if path in asked}}


def _still_ours(job: Job, asked: Facts, documents: Iterable[Facts | None]) -> set[str]:
    """The recorded items whose entry is gone and that are in one of the documents, by our name or not: they
    stay ours until they are gone there, too; else they would become foreign ones.
    """
    if job.record is None:
        return set()
    spec, before = kind_named(job.record.ref.kind).spec, job.record.facts
    there = {path for facts in documents for path in recognised(spec, asked, facts or {}, before)}
    return {path for path in before if path.endswith("]") and path not in asked and path in there}


def judged(outcome: Outcome, remaining: Iterable[Change]) -> Outcome:
    """A step that libvirt called done and that reading back does not confirm is not done."""
    if outcome.result is not Result.DONE or outcome.step.verb not in _CONFIRMED:
        return outcome
    document = _CONFIRMED[outcome.step.verb]
    unmet = [
        change.path for change in remaining if _concerns(outcome.step, change) and change.document in document
    ]
    if not unmet:
        return outcome
    return replace(
        outcome, result=Result.UNSETTLED, error="libvirt agreed, but it is not so: " + ", ".join(unmet)
    )


_CONFIRMED: Mapping[Verb, tuple[Document, ...]] = {
    Verb.CREATE: (Document.PERSISTENT,),
    Verb.DEFINE: (Document.PERSISTENT,),
    Verb.ATTACH: (Document.RUNNING,),
    Verb.DETACH: (Document.RUNNING,),
    Verb.UPDATE: (Document.RUNNING,),
    Verb.TUNE: (Document.RUNNING, Document.PERSISTENT),
    Verb.RESTART: (Document.RUNNING,),
}


def _concerns(step: Step, change: Change) -> bool:
    return not step.paths or change.path in step.paths or owner(change.path) in step.paths
