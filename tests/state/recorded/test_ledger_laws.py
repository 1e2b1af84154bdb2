"""The ledger against a plain dictionary: any sequence of calls, re-opened at any point, says the same."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from reconciler.steps import Outcome, Result, Step, Verb
from schemas.facts import Digest, Ref, Secret, Value
from state.recorded.ledger import FILE, Ledger, Suspension, Target
from state.world import Record

REFS = st.sampled_from([  # few, so that steps meet; each differs from the first in one column only
    Ref("Volume", "kvm01", "a", "pool"), Ref("Volume", "kvm01", "b c", "pool"), Ref("Volume", "kvm01", "a"),
    Ref("Volume", "kvm02", "a", "pool"), Ref("VirtualMachine", "kvm01", "a", "pool"),
])  # fmt: skip
TARGETS: st.SearchStrategy[Target] = st.one_of(REFS, st.sampled_from(["kvm01", "kvm02"]), st.none())
VALUES: st.SearchStrategy[Value] = st.sampled_from(["x", 1, 1.5, True, (1, "y"), Digest("ab")])
FACTS = st.dictionaries(st.sampled_from(["memory", "disks[root].bus", "title"]), VALUES)
UUIDS = st.uuids().map(str)
PATHS = st.lists(st.sampled_from(["memory", "title"]), max_size=3)
TIMES = st.floats(0, 1e9)


@dataclass
class Open:
    """An intent of the model."""

    number: int
    verb: str
    uuid: str


def shown(record: Record) -> tuple[object, ...]:
    facts = {path: (type(value), value) for path, value in record.facts.items()}
    return (record.ref, record.uuid, facts, record.deletion, record.adopted, record.intent,
            dict(record.attempts), record.since)  # fmt: skip


class LedgerMachine(RuleBasedStateMachine):
    """The model: settled records, open intents, drifts, suspensions, all in dictionaries."""

    begun = Bundle("begun")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.now = 0.0
        self.ledger = self.opened()
        self.identity = (self.ledger.mark, self.ledger.key)
        self.settled: dict[Ref, Record] = {}
        self.open: dict[Ref, list[Open]] = {}
        self.drifts: dict[Ref, float] = {}
        self.suspended: dict[Target, Suspension] = {}
        self.report: str | None = None
        self.done: list[tuple[int, Ref, str]] = []

    def opened(self) -> Ledger:
        return Ledger.open(self.folder, lambda: self.now)

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            shutil.rmtree(self.folder)

    @rule(
        ref=REFS,
        uuid=UUIDS,
        facts=FACTS,
        deletion=st.sampled_from(["orphan", "delete"]),
        adopted=st.booleans(),
    )
    def settle(self, ref: Ref, uuid: str, facts: dict[str, Value], deletion: str, adopted: bool) -> None:  # noqa: FBT001
        record = Record(ref, uuid, facts, deletion, adopted)
        self.ledger.settle(record)
        before = self.settled.get(ref)
        self.settled[ref] = replace(record, attempts=before.attempts if before else {})
        self.open.pop(ref, None)

    @rule(ref=REFS)
    def forget(self, ref: Ref) -> None:
        self.ledger.forget(ref)
        for noted in (self.settled, self.open, self.drifts):
            noted.pop(ref, None)

    @rule(target=begun, ref=REFS, verb=st.sampled_from(Verb), uuid=UUIDS)
    def begin(self, ref: Ref, verb: Verb, uuid: str) -> tuple[int, Ref, str]:
        number = self.ledger.begin(Step(verb, ref, ("memory",), "why"), uuid, "abc")
        self.open.setdefault(ref, []).append(Open(number, verb.value, uuid))
        self.done.append((number, ref, verb.value))
        return number, ref, verb.value

    @rule(step=consumes(begun), result=st.sampled_from(Result))
    def finish(self, step: tuple[int, Ref, str], result: Result) -> None:
        number, ref, verb = step
        self.ledger.finish(number, Outcome(Step(Verb(verb), ref), result))
        self.open[ref] = [intent for intent in self.open.get(ref, []) if intent.number != number]

    @rule(ref=REFS, paths=PATHS)
    def count(self, ref: Ref, paths: list[str]) -> None:
        self.ledger.count_attempts(ref, paths)
        if ref in self.settled:
            attempts = dict(self.settled[ref].attempts)
            for path in paths:
                attempts[path] = attempts.get(path, 0) + 1
            self.settled[ref] = replace(self.settled[ref], attempts=attempts)

    @rule(ref=REFS, paths=st.none() | PATHS)
    def clear(self, ref: Ref, paths: list[str] | None) -> None:
        self.ledger.clear_attempts(ref, paths)
        if ref in self.settled:
            kept = self.settled[ref].attempts
            left = {p: n for p, n in kept.items() if paths is not None and p not in paths}
            self.settled[ref] = replace(self.settled[ref], attempts=left)

    @rule(ref=REFS, now=TIMES)
    def drift(self, ref: Ref, now: float) -> None:
        self.ledger.mark_drift(ref, now)
        self.drifts.setdefault(ref, now)

    @rule(ref=REFS)
    def settle_drift(self, ref: Ref) -> None:
        self.ledger.clear_drift(ref)
        self.drifts.pop(ref, None)

    @rule(paused=TARGETS, until=st.none() | TIMES)
    def suspend(self, paused: Target, until: float | None) -> None:
        suspension = Suspension(paused, "maintenance", "ops", 1.0, until)
        self.ledger.suspend(suspension)
        self.suspended[paused] = suspension

    @rule(paused=TARGETS)
    def resume(self, paused: Target) -> None:
        assert self.ledger.resume(paused) == (self.suspended.pop(paused, None) is not None)

    @rule(report=st.text())
    def keep_report(self, report: str) -> None:
        self.ledger.save_report(report)
        self.report = report

    @rule()
    def reopen(self) -> None:
        self.ledger.close()
        assert [path.name for path in self.folder.iterdir()] == [FILE]
        self.ledger = self.opened()

    @rule(ref=REFS)
    def a_batch_that_fails_changes_nothing(self, ref: Ref) -> None:
        with pytest.raises(TypeError):
            self.fail_in_a_batch(ref)

    def fail_in_a_batch(self, ref: Ref) -> None:
        with self.ledger.batch():
            self.ledger.forget(ref)
            self.ledger.mark_drift(ref, 5.0)
            assert ref not in self.ledger.records()
            self.ledger.settle(Record(ref, "", {"password": Secret("x")}))

    @rule(ref=REFS, uuid=UUIDS)
    def another_process_writes(self, ref: Ref, uuid: str) -> None:
        with self.opened() as other:
            other.settle(Record(ref, uuid, {}))
        before = self.settled.get(ref)
        self.settled[ref] = Record(ref, uuid, {}, attempts=before.attempts if before else {})
        self.open.pop(ref, None)

    def expected(self) -> Mapping[Ref, Record]:
        records = {
            ref: replace(
                record,
                since=self.drifts.get(ref),
                intent=self.open[ref][-1].verb if self.open.get(ref) else None,
            )
            for ref, record in self.settled.items()
        }
        first = {ref: intents[-1] for ref, intents in self.open.items() if intents and ref not in records}
        return records | {ref: Record(ref, i.uuid, {}, intent=i.verb) for ref, i in first.items()}

    @invariant()
    def the_ledger_says_what_the_model_says(self) -> None:
        records = self.ledger.records()
        assert {ref: shown(r) for ref, r in records.items()} == {
            ref: shown(r) for ref, r in self.expected().items()
        }
        assert self.ledger.records() is records, "an unchanged ledger gives the same mapping"
        assert self.ledger.drifts() == self.drifts
        assert {pause.target: pause for pause in self.ledger.suspensions()} == self.suspended
        assert self.ledger.last_report() == self.report
        assert (self.ledger.mark, self.ledger.key) == self.identity

    @invariant()
    def a_peek_says_the_same_and_leaves_nothing(self) -> None:
        before = sorted(path.name for path in self.folder.iterdir())
        with Ledger.peek(self.folder) as peeked:
            assert {ref: shown(r) for ref, r in peeked.records().items()} == {
                ref: shown(r) for ref, r in self.expected().items()
            }
            assert (peeked.mark, peeked.key) == self.identity
        assert sorted(path.name for path in self.folder.iterdir()) == before

    @invariant()
    def the_history_has_every_step(self) -> None:
        entries = [(entry.id, entry.ref, entry.verb) for entry in self.ledger.history(10_000)]
        assert entries == list(reversed(self.done))
        unfinished = {intent.number for intents in self.open.values() for intent in intents}
        assert {entry.id for entry in self.ledger.history(10_000) if not entry.result} == unfinished


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
