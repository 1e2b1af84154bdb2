"""What a step changed, for the history: each fact with the value it had and the one it got.

Why it exists: the history outlives manifests and reports, so it has to tell the values itself. Pure. Made for
whoever ends a step in the ledger; secrets are redacted as in every report.
"""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from reconciler.published import WrittenEntry
from reconciler.report import shown
from reconciler.steps import Change, Document, Outcome, Result, Step, Verb, Verdict
from reconciler.text.values import human
from schemas.facts import Value

_WRITES: Mapping[Verb, tuple[Document, ...]] = MappingProxyType({
    Verb.DEFINE: (Document.PERSISTENT,),
    Verb.TUNE: (Document.RUNNING, Document.PERSISTENT),
    Verb.ATTACH: (Document.RUNNING,),
    Verb.DETACH: (Document.RUNNING,),
    Verb.UPDATE: (Document.RUNNING,),
    Verb.RESTART: (Document.RUNNING,),
    Verb.START: (Document.RUNNING,),
    Verb.STOP: (Document.RUNNING,),
})  # fmt: skip
_POWER = frozenset({Verb.START, Verb.STOP})


def changed(verdict: Verdict, outcome: Outcome) -> tuple[WrittenEntry, ...]:
    """The facts that a step changed, in the verdict's order; none of one that was not done.

    An object that is made or goes as a whole has no facts to tell: the step's verb says it.
    """
    if outcome.result is not Result.DONE:
        return ()
    step = outcome.step
    return tuple(
        WrittenEntry(
            path=change.path,
            want=_spelt(step, change.path, change.want),
            have=_spelt(step, change.path, change.have),
        )
        for change in _made(verdict, step)
    )


def _made(verdict: Verdict, step: Step) -> Iterator[Change]:
    """One change for each path of the step, from the document that it writes: for what is tuned, the running
    one where both differ.
    """
    paths: Collection[str] = ("active",) if step.verb in _POWER else step.paths
    todo = [change for change in verdict.changes if change.path in paths and not change.reason]
    told: set[str] = set()
    for document in _WRITES.get(step.verb, ()):
        found = [change for change in todo if change.document is document and change.path not in told]
        told |= {change.path for change in found}
        yield from found


def _spelt(step: Step, path: str, value: Value | None) -> str | None:
    return None if value is None else human(step.ref.kind, path, shown(value))
