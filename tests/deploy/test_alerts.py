import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.rules import ALERTS, CASES, DASHBOARD, ROOT, Alert, alerts, expectations, queries

NAMES = {
    f"VirtReconcile{name}"
    for name in (
        *("Down", "Absent", "Stalled", "HostUnreachable", "DriftPersistent", "DriftRecurring"),
        *("SourceInvalid", "SourceStale", "ApplyFailing", "PendingRestart", "EnforcementPaused"),
    )
}


def promtool(*words: str | Path) -> tuple[int, str]:
    """Exit code and everything said."""
    command = ["promtool", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def anchors(page: Path) -> set[str]:
    """Where links into a page can lead, as they are made from its headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_prometheus_reads_the_rules_and_the_scrape_job() -> None:
    """What is installed is accepted, without a warning."""
    for words in (("rules", ALERTS), ("config", ALERTS.with_name("prometheus.yml"))):
        code, said = promtool("check", *words)
        assert code == 0, said
        assert "SUCCESS" in said
        assert "WARN" not in said.upper(), said


def test_the_alerts_fire_and_keep_silent_as_their_cases_say() -> None:
    """Every case of the folder `alerts` holds."""
    code, said = promtool("test", "rules", *CASES)
    assert code == 0, said


@pytest.mark.parametrize(
    ("written", "planted"),
    [
        ("up{job=", "up{instance="),
        ("absent(up", "absent_over_time(up"),
        ("> 3 * virt", "> 30 * virt"),
        ("and virt_reconcile_host_up == 1", ""),
        ("virt_reconcile_host_up == 0", "virt_reconcile_host_up == 2"),
        ("> 1800", "> 7200"),
        ('{policy="enforce", reason!="unmanaged"}', '{policy="enforce"}'),
        ("min_over_time(virt_reconcile_drift", "max_over_time(virt_reconcile_drift"),
        (">= 4", ">= 1"),
        ("source_valid == 0", "source_valid == 1"),
        ("> 900", "> 9000"),
        ('"failed|unsettled"', '"done"'),
        ("for: 25m", "for: 5m"),
        ("restart_domains > 0", "restart_domains > 2"),
        ("for: 1h", "for: 5m"),
        ("[15m] offset 24h", "[15m]"),
    ],
)
def test_a_planted_mistake_in_a_rule_is_found(written: str, planted: str, tmp_path: Path) -> None:
    """The cases tell a rule that is wrong from one that is right."""
    assert written in ALERTS.read_text("utf-8")
    (tmp_path / "alerts.yml").write_text(ALERTS.read_text("utf-8").replace(written, planted, 1))
    for cases in CASES:
        text = cases.read_text("utf-8").replace("../../../deploy/prometheus/", "")
        (tmp_path / cases.name).write_text(text)
    code, said = promtool("test", "rules", *(tmp_path / cases.name for cases in CASES))
    assert code != 0
    assert "FAILED" in said


def test_every_alert_is_tried_both_ways() -> None:
    """No alert goes without a case in which it fires and one in which it does not."""
    tried = expectations()
    assert {name for name, fires in tried if fires} == NAMES
    assert {name for name, fires in tried if not fires} == NAMES


def test_every_alert_that_was_promised_is_there() -> None:
    """The documented set, each once."""
    assert sorted(alert.name for alert in alerts()) == sorted(NAMES)


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_an_alert_tells_a_person_what_to_do(alert: Alert) -> None:
    """It has a severity, two sentences, and a link to a section that exists."""
    assert alert.severity in {"critical", "warning", "info"}
    assert alert.annotations.keys() == {"summary", "description", "runbook_url"}
    page, _, anchor = alert.annotations["runbook_url"].partition("#")
    assert anchor == alert.name.lower()
    assert anchor in anchors(ROOT / page)


def test_alerts_and_scrape_job_mean_the_same_job() -> None:
    """An alert on `up` that names another job than the one that is scraped would never fire."""
    scraped = yaml.safe_load(ALERTS.with_name("prometheus.yml").read_text("utf-8"))["scrape_configs"]
    named = [name for alert in alerts() for name in re.findall(r'job="([^"]*)"', alert.expression)]
    assert len(named) > 1
    assert set(named) == {job["job_name"] for job in scraped}


def test_no_runbook_is_about_an_alert_of_yesterday() -> None:
    """Every section of the runbooks belongs to an alert, and says what it means, how to look, what to do."""
    text = (ROOT / "docs" / "runbooks.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert sections.keys() == NAMES
    for name, section in sections.items():
        for part in ("**Means.**", "**Look.**", "**Do.**"):
            assert section.count(part) == 1, f"{name}: {part}"


def test_prometheus_understands_every_query_of_the_dashboard(tmp_path: Path) -> None:
    """They parse as PromQL."""
    records = [f"  - record: a:b{n}\n    expr: '{query}'" for n, query in enumerate(queries())]
    rules = tmp_path / "queries.yml"
    rules.write_text("groups:\n- name: dashboard\n  rules:\n" + "\n".join(records) + "\n")
    code, said = promtool("check", "rules", rules)
    assert code == 0, said
    assert f"{len(records)} rules found" in said
    assert len(records) > 5, DASHBOARD
