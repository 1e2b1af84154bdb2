from pathlib import Path

import pytest

from reconciler.case import Limits
from reconciler.settings import Settings, SettingsError, parse_duration, read
from reconciler.settingsfile import parsed
from schemas.policy import Mode

EVERYTHING = """\
connect: qemu+ssh://kvm01/system
stateDir: /srv/state
output: json
color: false
source: /srv/manifests
interval: 2m
listen: "[::1]:9000"
policy: {mode: observe, deletion: delete}
log: {format: json, level: debug}
deletions: {count: 3, ratio: 0.5}
backoff: {first: 1s, longest: 1h, writes: 5}
"""


def test_every_setting_can_be_said() -> None:
    """Durations in seconds, paths as paths, the rest as it is written."""
    found = parsed("config.yaml", EVERYTHING)
    assert (found.connect, found.output, found.color) == ("qemu+ssh://kvm01/system", "json", False)
    assert (found.interval, found.backoff.first, found.backoff.longest) == (120.0, 1.0, 3600.0)
    assert found.state_directory == Path("/srv/state")
    assert found.default_policy.mode is Mode.OBSERVE
    assert found.limits(allowed=7) == Limits(3, 0.5, 5, 7)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    """All defaults hold."""
    assert parsed("config.yaml", text) == Settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("intervall: 5m\n", "config.yaml:1:1: error: unknown field `intervall`; did you mean `interval`?"),
        ("interval: soon\n", "config.yaml:1:11: error: `interval`"),
        ("interval: 0\n", "config.yaml:1:11: error: `interval`"),
        ("color: maybe\n", "config.yaml:1:8: error: `color` must be true or false"),
        ("log:\n  level: loud\n", "config.yaml:2:10: error: `level` cannot be"),
        ("deletions: {ratio: 2}\n", "config.yaml:1:20: error: `ratio` must be at most 1"),
        ("policy: {mode: sometimes}\n", "config.yaml:1:16: error: `mode` cannot be"),
        ("connect: a\nconnect: b\n", "config.yaml:2:1: error: `connect` is here twice"),
        ("- a\n- b\n", "config.yaml: error: it is no mapping"),
        ("a: [\n", "config.yaml:"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, told: str) -> None:
    """As in a manifest: nothing that was written is silently ignored."""
    with pytest.raises(SettingsError) as caught:
        parsed("config.yaml", text)
    assert str(caught.value.diagnostics[0]).startswith(told)


def test_all_mistakes_are_told_at_once() -> None:
    """Nobody has to run it again for the next one."""
    with pytest.raises(SettingsError) as caught:
        parsed("config.yaml", "interval: soon\ncolour: true\nlog: {level: loud}\n")
    assert len(caught.value.diagnostics) == 3


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Neither a folder nor bytes of something else is a settings file."""
    binary = tmp_path / "config.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path, binary):
        with pytest.raises(SettingsError, match="it cannot be read"):
            read(path)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90s", 90.0), ("5m", 300.0), ("1.5h", 5400.0), ("250ms", 0.25), ("1d", 86400.0), (7, 7.0)],
)
def test_durations_have_units(written: object, seconds: float) -> None:
    """Plain numbers are seconds."""
    assert parse_duration(written) == seconds


@pytest.mark.parametrize("written", ["", "5 minutes", "-5m", -1, True, None, "1h30m", []])
def test_what_is_no_duration_is_refused(written: object) -> None:
    """Rather than being taken for something."""
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(written)


def test_the_ledger_is_where_the_system_keeps_such_things(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set, else what systemd gave us, else root's place."""
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/given")
    assert Settings().state_directory == Path("/var/lib/given")
    assert Settings(state_dir=Path("/set")).state_directory == Path("/set")
    monkeypatch.delenv("STATE_DIRECTORY")
    assert Settings().state_directory.name == "virt-reconcile"
