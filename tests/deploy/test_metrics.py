from functools import cache

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from reconciler.daemon.board import HostStatus, Snapshot, SourceStatus
from reconciler.metrics import Metrics
from tests.deploy.rules import Selector, alerts, queries, selectors

USED = sorted(
    {
        selector
        for text in (*(alert.expression for alert in alerts()), *queries())
        for selector in selectors(text)
    },
    key=str,
)
ONLY_WHILE_DRIFTED = "virt_reconcile_resource_drifted_since_timestamp_seconds"


@cache
def exposed() -> tuple[Metric, ...]:
    """What a daemon with one host exposes before anything has happened."""
    snapshot = Snapshot(SourceStatus("manifests"), {"kvm01": HostStatus("kvm01", 60.0)})
    metrics = Metrics(lambda: snapshot, "9.0.0")
    metrics.introduce("kvm01")
    return tuple(text_string_to_metric_families(metrics.exposed("text/plain")[0].decode()))


def series(selector: Selector) -> list[dict[str, str]]:
    """The labels of every series that is selected."""
    samples = (sample for family in exposed() for sample in family.samples if sample.name == selector.metric)
    return [
        sample.labels
        for sample in samples
        if all(matcher.admits(sample.labels.get(matcher.label, "")) for matcher in selector.matchers)
    ]


@pytest.mark.parametrize("selector", USED, ids=str)
def test_what_alerts_and_dashboard_select_is_there_from_the_start(selector: Selector) -> None:
    """Each metric, label and value that they name is exposed, at 0, before it first rises."""
    if selector.metric == ONLY_WHILE_DRIFTED:
        assert selector.metric in {family.name for family in exposed()}
    else:
        assert series(selector)


def test_a_metric_or_label_of_yesterday_is_found() -> None:
    """A name that nobody exposes selects nothing."""
    for text in ("virt_reconcile_drifts", 'virt_reconcile_host_up{hypervisor="kvm01"}',
                 'virt_reconcile_changes_total{result="succeeded"}'):  # fmt: skip
        assert [series(selector) for selector in selectors(text)] == [[]]


def test_the_alerts_are_about_our_metrics() -> None:
    """The tests above are about something."""
    assert len({selector.metric for selector in USED}) > 10
