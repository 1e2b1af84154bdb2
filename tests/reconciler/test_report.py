import json
from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.cli.keeping import report_from
from reconciler.published import Report, as_document, exit_code
from reconciler.report import joined, report
from reconciler.steps import (
    Cause,
    Change,
    Document,
    Outcome,
    Plan,
    Refusal,
    Result,
    State,
    Step,
    Verb,
    Verdict,
)
from schemas.facts import Digest, Ref, Secret
from schemas.markers import Impact
from state.diagnostics import Diagnostic, Severity, Where
from state.world import Host, HostView, World

WEB = Ref("VirtualMachine", "kvm01", "web-1")
ROOT = Ref("Volume", "kvm01", "root.qcow2", "default")
NOW = 1_795_426_200.4
UP = HostView("kvm01", "qemu:///system", up=True)
CALM = Verdict(WEB, State.IN_SYNC)
MEMORY = Change("memory", 4, 2, Document.PERSISTENT, Impact.RESTART, Cause.EDITED)
START = Step(Verb.START, WEB)


def world(view: HostView = UP, *diagnostics: Diagnostic) -> World:
    return World(
        {"kvm01": Host("kvm01", "qemu:///system")},
        {},
        {},
        {"kvm01": view},
        diagnostics=diagnostics,
        revision="4f2",
    )


def told(*verdicts: Verdict, outcomes: tuple[Outcome, ...] = (), seen: World | None = None) -> Report:
    return report(seen or world(), Plan({one.ref: one for one in verdicts}), outcomes, NOW)


WARNING = Diagnostic(Severity.WARNING, Where("a.yaml", 1, 1), "odd")
ERROR = Diagnostic(Severity.ERROR, Where("a.yaml", 1, 1), "wrong")
DOWN = replace(UP, up=False, error="connection refused")
CODES = (
    ("all in sync", told(CALM), 0),
    ("nothing at all", told(), 0),
    ("an object nobody manages", told(Verdict(WEB, State.UNMANAGED)), 0),
    ("what is so already is to be recorded", told(replace(CALM, steps=(Step(Verb.RECORD, WEB),))), 0),
    ("a warning", told(CALM, seen=world(UP, WARNING)), 0),
    ("a step that was done", told(CALM, outcomes=(Outcome(START, Result.DONE),)), 0),
    ("drift", told(Verdict(WEB, State.DRIFTED, (MEMORY,))), 1),
    ("a restart that is due", told(Verdict(WEB, State.PENDING_RESTART, (MEMORY,))), 1),
    (
        "a device of nobody that is kept",
        told(replace(CALM, changes=(replace(MEMORY, reason="foreign: keep"),))),
        1,
    ),
    ("an object without a manifest", told(Verdict(WEB, State.ORPHANED)), 1),
    ("a refusal", told(replace(CALM, refusals=(Refusal("adoption", WEB, "it differs"),))), 1),
    ("a suspended difference", told(Verdict(WEB, State.SUSPENDED, (MEMORY,))), 1),
    ("an invalid manifest", told(CALM, seen=world(UP, ERROR)), 2),
    ("a host that is down", told(seen=world(DOWN)), 2),
    ("an object that could not be read", told(Verdict(WEB, State.UNKNOWN)), 2),
    ("a failed step", told(CALM, outcomes=(Outcome(START, Result.FAILED, "no memory"),)), 2),
    ("a step that did not settle", told(CALM, outcomes=(Outcome(START, Result.UNSETTLED),)), 2),
)


@pytest.mark.parametrize(
    ("found", "code"), [(found, code) for _, found, code in CODES], ids=[n for n, *_ in CODES]
)
def test_the_exit_code_says_what_was_found(found: Report, code: int) -> None:
    """0: in sync. 1: something differs or waits. 2: trouble. The report's own word agrees."""
    assert exit_code(found) == code
    assert found.in_sync is (code == 0)


def test_no_secret_is_published() -> None:
    """Neither plain nor as a digest, on either side of a change."""
    change = replace(MEMORY, path="graphics[screen].password", want=Secret("hunter2"), have=Digest("abc123"))
    document = as_document(told(Verdict(WEB, State.DRIFTED, (change,))))
    text = json.dumps(document)
    assert "hunter2" not in text
    assert "abc123" not in text
    assert '"want": "<redacted>", "have": "<redacted>"' in text


def test_the_document_has_the_published_names() -> None:
    """Scripts find every name that the contract fixes; a pool only where there is one."""
    verdicts = (
        Verdict(ROOT, State.MISSING, (MEMORY,), (START,), (Refusal("g", ROOT, "r"),), since=NOW),
        CALM,
    )
    document = json.loads(json.dumps(as_document(told(*verdicts, seen=world(UP, WARNING)))))
    assert list(document) == [
        *("version", "revision", "generated_at", "in_sync", "hosts"),
        *("objects", "steps", "refusals", "diagnostics", "outcomes"),
    ]
    assert document["generated_at"] == "2026-11-23T09:30:00Z"
    assert set(document["hosts"][0]) == {"name", "uri", "up", "error"}
    volume, machine = document["objects"]
    assert volume["pool"] == "default"
    assert set(machine) == {"kind", "host", "name", "state", "since", "changes", "reason", "keeps"}
    change = {"path", "want", "have", "document", "impact", "cause", "reason"}
    assert set(volume["changes"][0]) == change
    assert set(document["steps"][0]) == {"verb", "kind", "host", "name", "detail"}
    assert set(document["refusals"][0]) == {"guard", "kind", "host", "name", "pool", "reason"}
    assert set(document["diagnostics"][0]) == {"severity", "file", "line", "column", "message", "remedy"}


def test_a_report_read_back_is_the_same_report() -> None:
    """What `status` shows is what was kept, for every kept report."""
    for case in sorted((Path(__file__).parents[1] / "cases" / "text").glob("*.json")):
        kept = report_from(case.read_text("utf-8"))
        assert kept is not None
        assert report_from(json.dumps(as_document(kept))) == kept


def test_what_is_no_report_is_none() -> None:
    """A file of another program, or of a version that said other things, is not taken for a report."""
    assert report_from('{"version": "9"}') is None


def test_objects_come_in_a_stable_order() -> None:
    """By host, then kind as the kinds are listed, then name, whatever order the plan works in."""
    other = replace(CALM, ref=replace(WEB, name="a-1"))
    names = [one.name for one in told(CALM, other, Verdict(ROOT, State.IN_SYNC)).objects]
    assert names == ["root.qcow2", "a-1", "web-1"]


def test_a_failure_is_the_state_of_its_object() -> None:
    """After an apply an object says what went wrong, not what had been planned."""
    failed = Outcome(START, Result.FAILED, "no memory")
    (entry,) = told(Verdict(WEB, State.DRIFTED), outcomes=(failed,)).objects
    assert (entry.state, entry.reason) == (State.FAILED, "start failed: no memory")


def test_reports_of_several_hosts_become_one() -> None:
    """One document, in sync only where every host is; what they say alike about manifests is said once."""
    calm, down = told(CALM, seen=world(UP, WARNING)), told(seen=world(DOWN, WARNING))
    whole = joined((calm, down), NOW)
    assert [host.up for host in whole.hosts] == [True, False]
    assert len(whole.diagnostics) == 1
    assert not whole.in_sync
    assert joined((calm, calm), NOW).in_sync
