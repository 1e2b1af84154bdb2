"""Reads the alert rules, their promtool cases and the dashboard for the tests beside this."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
CASES = tuple(sorted(Path(__file__).with_name("alerts").glob("*.yml")))
DASHBOARD = ROOT / "deploy" / "prometheus" / "dashboard.json"
_SELECTOR = re.compile(r"(virt_reconcile_\w+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)\s*(=~|!=|=)\s*"([^"]*)"')


@dataclass(frozen=True)
class Alert:
    """One alert rule."""

    name: str
    expression: str
    severity: str
    annotations: dict[str, str]


@dataclass(frozen=True)
class Matcher:
    """What a selector asks of one label."""

    label: str
    operator: str
    value: str

    def admits(self, value: str) -> bool:
        """Whether a series with this value is selected."""
        if self.operator == "=~":
            return re.fullmatch(self.value, value) is not None
        return (value == self.value) is (self.operator == "=")


@dataclass(frozen=True)
class Selector:
    """A metric in an expression, as `name{label="value"}`."""

    metric: str
    matchers: tuple[Matcher, ...]

    def __str__(self) -> str:
        return self.metric + "".join(f" {m.label}{m.operator}{m.value}" for m in self.matchers)


def alerts() -> list[Alert]:
    """Every rule of the file."""
    groups = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    rules = (rule for group in groups for rule in group["rules"])
    return [Alert(r["alert"], r["expr"], r["labels"]["severity"], r["annotations"]) for r in rules]


def expectations() -> list[tuple[str, bool]]:
    """Name of an alert and whether it is to fire, for each check that promtool makes."""
    tests = (test for file in CASES for test in yaml.safe_load(file.read_text("utf-8"))["tests"])
    checks = (check for test in tests for check in test["alert_rule_test"])
    return [(check["alertname"], bool(check["exp_alerts"])) for check in checks]


def queries() -> list[str]:
    """Every query of the dashboard; what Grafana fills in is filled in."""
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    found = [target["expr"] for panel in panels for target in panel["targets"]]
    return [query.replace("$host", ".*").replace("$__rate_interval", "5m") for query in found]


def selectors(expression: str) -> Iterator[Selector]:
    """Our metrics in an expression."""
    for metric, matchers in _SELECTOR.findall(expression):
        yield Selector(metric, tuple(Matcher(*found) for found in _MATCHER.findall(matchers)))
