"""The plan as a tree: host, object, its changes and steps, and one line that sums it up. Pure.

Printed by `plan`, and by `apply` before it asks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from reconciler.published import HostEntry, Identified, ObjectEntry, RefusalEntry, Report, StepEntry
from reconciler.steps import State, Verb
from reconciler.text.changes import planned
from reconciler.text.columns import aligned
from reconciler.text.doubts import doubts
from reconciler.text.paint import Colour, paint
from reconciler.text.values import counted, named, standing

_REMOVING = frozenset({Verb.UNDEFINE, Verb.DELETE})
_LEDGER_ONLY = frozenset({Verb.RECORD, Verb.FORGET})
_EXTRAS = (
    ("record", "to record only"),
    ("restart", "to restart"),
    ("waiting", "waiting for a restart"),
    ("refused", "refused"),
    ("suspended", "suspended"),
    ("left", "differing and left alone"),
    ("unknown", "unknown"),
    ("failed", "failed"),
)
Entry = TypeVar("Entry", bound=Identified)


@dataclass(frozen=True, slots=True)
class Branch:
    """One object with all that is said about it."""

    told: ObjectEntry
    steps: Sequence[StepEntry]
    refusals: Sequence[RefusalEntry]

    @property
    def calm(self) -> bool:
        """Whether it is worth no more than being counted."""
        settled = self.told.state in {State.IN_SYNC, State.UNMANAGED}
        return settled and not (self.told.changes or self.steps)

    @property
    def word(self) -> str:
        """Under which word of the summary it is counted."""
        verbs = {step.verb for step in self.steps}
        if verbs & _REMOVING:
            return "delete"
        for verb, word in ((Verb.CREATE, "create"), (Verb.RESTART, "restart")):
            if verb in verbs:
                return word
        if verbs:
            return "record" if verbs <= _LEDGER_ONLY else "change"
        return _idle(self.told)


def plan(told: Report) -> str:
    """Everything that differs or will be done; objects in sync and those nobody manages are only counted."""
    branches = _branches(told)
    lines = [line for host in told.hosts for line in _host(told, host, branches)]
    strangers = sum(branch.told.state is State.UNMANAGED for branch in branches)
    if strangers:
        lines.append(paint(f"{counted(strangers, 'object')} that no manifest mentions: left alone", "dim"))
    return "\n".join([*lines, _summary(told, branches)]) + "\n"


def _branches(told: Report) -> list[Branch]:
    steps, refusals = _by_object(told.steps), _by_object(told.refusals)
    return [Branch(one, steps.get(_key(one), ()), refusals.get(_key(one), ())) for one in told.objects]


def _by_object(entries: Iterable[Entry]) -> dict[tuple[str, ...], list[Entry]]:
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        found.setdefault(_key(entry), []).append(entry)
    return found


def _key(entry: Identified) -> tuple[str, ...]:
    return entry.kind, entry.host, entry.pool, entry.name


def _summary(told: Report, branches: Iterable[Branch]) -> str:
    """`Plan: 2 to create, 1 to change, 0 to delete, 1 waiting for a restart.` (or nothing to do)."""
    counts = Counter(branch.word for branch in branches)
    main = [f"{counts[word]} to {word}" for word in ("create", "change", "delete")]
    extra = [f"{counts[word]} {words}" for word, words in _EXTRAS if counts[word]]
    if counts.keys() <= {"calm", "unmanaged"}:
        return _nothing(told, counts["calm"])
    return paint("Plan: " + ", ".join([*main, *extra]) + ".", "bold")


def _nothing(told: Report, calm: int) -> str:
    """That nothing is to be done is good news only where all that was to be read could be read."""
    doubted = doubts(told)
    if not doubted:
        return paint(f"Nothing to do: {counted(calm, 'object')} in sync.", "green")
    rest = f"; {counted(calm, 'object')} in sync" if calm else ""
    return paint(f"Nothing is planned: {', '.join(doubted)}{rest}.", "red")


def _idle(told: ObjectEntry) -> str:
    """The word for an object about which nothing will be done."""
    words = {
        State.IN_SYNC: "calm", State.UNMANAGED: "unmanaged", State.PENDING_RESTART: "waiting",
        State.REFUSED: "refused", State.SUSPENDED: "suspended", State.UNKNOWN: "unknown",
        State.FAILED: "failed",
    }  # fmt: skip
    return words.get(told.state, "left")


def _host(told: Report, host: HostEntry, branches: Iterable[Branch]) -> Iterator[str]:
    title = f"{paint(host.name, 'bold')}  {paint(host.uri, 'dim')}"
    here = [branch for branch in branches if branch.told.host == host.name]
    if not host.up:
        yield f"{title}  {paint('does not answer', 'red')}: {host.error}"
        yield f"  nothing is known of {counted(len(here), 'object')} on it, so nothing will be done there"
        return
    worth = [branch for branch in here if not branch.calm]
    if worth:
        yield title
    for branch in worth:
        yield from _object(branch, told.generated_at)


def _object(branch: Branch, now: str) -> Iterator[str]:
    one = branch.told
    symbol, colour = _symbol(branch.word)
    yield f"  {paint(f'{symbol} {named(one)}', colour)}  {standing(one, now)}"
    yield from aligned(list(planned(one)), indent=6)
    yield from (f"      {paint('!', 'red')} {found.guard}: {found.reason}" for found in branch.refusals)
    yield from (f"      {paint('▸', colour)} {_step(step)}" for step in branch.steps)


def _symbol(word: str) -> tuple[str, Colour]:
    symbols: dict[str, tuple[str, Colour]] = {
        "create": ("+", "green"), "change": ("~", "yellow"), "restart": ("±", "yellow"),
        "delete": ("-", "red"), "record": ("=", "cyan"), "waiting": ("*", "yellow"),
        "suspended": ("|", "dim"), "unknown": ("?", "red"),
    }  # fmt: skip
    return symbols.get(word, ("!", "red"))


def _step(step: StepEntry) -> str:
    return f"{step.verb} {paint(f'({step.detail})', 'dim')}" if step.detail else step.verb
