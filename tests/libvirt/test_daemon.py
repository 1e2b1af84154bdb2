"""The daemon as a process: woken by files and signals, steady when a host or a manifest fails, leaving
when told.
"""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.lab import Host
from tests.reconciler.metrics.promtool import checked

NETWORK = """
apiVersion: virt-reconcile/v1
kind: Network
metadata: {name: %s}
spec: {autostart: %s}
"""
PATIENCE = 60.0


@dataclass
class Running:
    """A daemon on a folder, and where it listens."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    host: Host
    address: str

    @property
    def source(self) -> Path:
        """The manifests."""
        return self.folder / "site"

    def get(self, path: str) -> str:
        """What it answers."""
        with urllib.request.urlopen(f"http://{self.address}{path}", timeout=10) as answer:
            text: bytes = answer.read()
        return text.decode()

    def report(self) -> dict[str, Any]:
        """Its report."""
        document: dict[str, Any] = json.loads(self.get("/api/v1/report"))
        return document

    def until(self, so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first report for which it is so."""
        deadline = time.monotonic() + PATIENCE
        while not so(report := self.report()):
            assert time.monotonic() < deadline, json.dumps(report, indent=1) + said(self.folder)
            time.sleep(0.05)
        return report

    def active(self, name: str) -> bool:
        """Whether libvirt has the network up."""
        return name in self.host.virsh("net-list", "--name").split()


def said(folder: Path) -> str:
    """The daemon's log."""
    return (folder / "log").read_text()


def address(folder: Path) -> str:
    """Where the log says that it listens."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for line in said(folder).splitlines():
            if '"listening"' in line:
                return str(json.loads(line)["address"])
        time.sleep(0.05)
    raise AssertionError(said(folder))


@pytest.fixture
def running(tmp_path: Path, host: Host) -> Iterator[Running]:
    """A daemon that has made a network. It is ended with the test."""
    source = tmp_path / "site"
    source.mkdir()
    (source / "lan.yaml").write_text(NETWORK % ("lan", "true"))
    words = ["run", "--source", str(source), "--connect", host.uri, "--state-dir", str(tmp_path / "state")]
    words += ["--listen", "127.0.0.1:0", "--interval", "600"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "reconciler", *words], stdout=log, stderr=log)
    try:
        found = Running(process, tmp_path, host, address(tmp_path))
        found.until(lambda report: report["in_sync"] and bool(report["objects"]))
        yield found
    finally:
        process.kill()
        process.wait()


def test_a_new_manifest_is_applied_when_it_is_written(running: Running) -> None:
    """No signal, no waiting for the interval."""
    (running.source / "dmz.yaml").write_text(NETWORK % ("dmz", "true"))
    running.until(lambda report: len(report["objects"]) == 2 and report["in_sync"])
    assert running.active("dmz")


def test_a_network_stopped_by_hand_is_started_again(running: Running) -> None:
    """libvirt tells of it."""
    running.host.virsh("net-destroy", "lan")
    deadline = time.monotonic() + PATIENCE
    while not running.active("lan"):
        assert time.monotonic() < deadline, said(running.folder)


def test_a_signal_finds_what_no_event_tells(running: Running) -> None:
    """Autostart has no event, and the interval is ten minutes: SIGHUP looks now."""
    running.host.virsh("net-autostart", "lan", "--disable")
    running.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + PATIENCE
    while "lan" not in running.host.virsh("net-list", "--autostart", "--name"):
        assert time.monotonic() < deadline, said(running.folder)


def test_a_broken_manifest_is_reported_and_stops_nothing_else(running: Running) -> None:
    """The rest is looked after as before, and nothing is given up meanwhile."""
    (running.source / "broken.yaml").write_text("kind: [\n")
    report = running.until(lambda report: bool(report["diagnostics"]))
    assert report["diagnostics"][0]["file"] == "broken.yaml"
    assert 'virt_reconcile_source_valid{source="' in running.get("/metrics")
    (running.source / "lan.yaml").unlink()
    running.until(lambda report: any(one["state"] == "orphaned" for one in report["objects"]))
    assert running.active("lan")
    running.host.virsh("net-list", "--all")
    (running.source / "lan.yaml").write_text(NETWORK % ("lan", "false"))
    running.until(lambda report: all(one["state"] == "in_sync" for one in report["objects"]))
    assert "lan" not in running.host.virsh("net-list", "--autostart", "--name").split()


def test_a_host_that_dies_is_said_to_be_down_and_looked_after_again(running: Running) -> None:
    """Nothing of it is thought to be missing meanwhile."""
    running.host.kill9()
    report = running.until(lambda report: not report["hosts"][0]["up"])
    assert report["steps"] == []
    assert 'virt_reconcile_host_up{host="localhost"} 0.0' in running.get("/metrics")
    running.host.start()
    running.until(lambda report: report["hosts"][0]["up"] and report["in_sync"])
    assert 'virt_reconcile_host_up{host="localhost"} 1.0' in running.get("/metrics")


def test_it_leaves_when_told_and_leaves_everything_running(running: Running) -> None:
    """SIGTERM: exit code 0, and what was kept goes on."""
    running.process.terminate()
    assert running.process.wait(PATIENCE) == 0
    assert running.active("lan")


def test_its_metrics_are_as_prometheus_likes_them(running: Running) -> None:
    """promtool finds nothing, and every promised name is there."""
    text = running.get("/metrics")
    assert checked(text) == ""
    for name in (
        "build_info",
        "host_up",
        "reconciles_total",
        "changes_total",
        "reconcile_duration_seconds_bucket",
        "libvirt_call_errors_total",
        "libvirt_call_duration_seconds_bucket",
    ):
        assert f"virt_reconcile_{name}" in text


def test_health_readiness_and_the_page_are_served_and_nothing_is_written(running: Running) -> None:
    """GET and HEAD only."""
    assert running.get("/healthz") == "ok\n"
    assert json.loads(running.get("/readyz"))["ready"] is True
    assert "Network/lan" in running.get("/")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://{running.address}/api/v1/report", data=b"{}", timeout=10)
    with refused.value:
        assert refused.value.code == 405


def test_a_taken_address_is_said_at_once(running: Running, tmp_path: Path) -> None:
    """Exit code 2, and a sentence with a remedy."""
    words = ["run", "--source", str(running.source), "--state-dir", str(tmp_path / "other")]
    command = [sys.executable, "-m", "reconciler", *words, "--listen", running.address]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert "--listen" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pause_by_command_is_kept_and_its_end_is_noticed(running: Running) -> None:
    """`suspend` leaves the object as somebody makes it; `resume` has it put right at once."""
    words = ["Network/lan", "--state-dir", str(running.folder / "state")]
    command = [sys.executable, "-m", "reconciler"]
    subprocess.run([*command, "suspend", *words, "--reason", "maintenance"], check=True, capture_output=True)
    running.until(lambda report: "maintenance" in report["objects"][0]["reason"])
    running.host.virsh("net-destroy", "lan")
    running.until(lambda report: report["objects"][0]["state"] == "suspended")
    assert not running.active("lan")
    subprocess.run([*command, "resume", *words], check=True, capture_output=True)
    running.until(lambda report: report["in_sync"])
    assert running.active("lan")
