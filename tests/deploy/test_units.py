import re
import shlex
from pathlib import Path

import pytest

from reconciler.cli.program import program
from reconciler.settings import FILE, LISTEN, STATE_DIR
from tests.deploy.rules import ALERTS, ROOT
from tests.deploy.units import SYSUSERS, UNIT, complaints, exposure, said, settings

TEXT = UNIT.read_text("utf-8")


def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    """No unknown section, key or value."""
    assert complaints(TEXT, tmp_path) == []


@pytest.mark.parametrize(
    ("written", "planted"),
    [
        ("Type=notify", "Type=notifyy"),
        ("WatchdogSec=120", "WatchdogSeconds=120"),
        ("@privileged", "@priviledged"),
        ("Restart=on-failure", "Restart=on-crash"),
    ],
)
def test_a_planted_typing_mistake_is_found(written: str, planted: str, tmp_path: Path) -> None:
    """A key or value that systemd would ignore does not pass."""
    assert written in TEXT
    assert complaints(TEXT.replace(written, planted), tmp_path)


def test_the_unit_is_exposed_to_little(tmp_path: Path) -> None:
    """systemd's own score is 2.0 at most, of 10; a service with nothing but a user has 9."""
    assert exposure(TEXT, tmp_path, 20)[0] == 0, exposure(TEXT, tmp_path, 20)[1]
    bare = "[Service]\nUser=virt-reconcile\nExecStart=/bin/true\n"
    assert exposure(bare, tmp_path, 20)[0] != 0


def test_the_unit_notifies_reloads_and_is_watched() -> None:
    """systemd knows when it is ready, how to reload it, when it hangs, and starts it again."""
    found = settings(TEXT)
    assert found["Type"] == ["notify"]
    assert found["ExecReload"] == ["kill -HUP $MAINPID"]
    assert found["WatchdogSec"] == ["120"]
    assert found["Restart"] == ["on-failure"]
    assert found["KillMode"] == ["mixed"]


def test_the_unit_stops_before_the_guests_are_shut_down() -> None:
    """At a shutdown nobody starts again what libvirt-guests has stopped: what starts last ends first."""
    after = {name for value in settings(TEXT)["After"] for name in value.split()}
    assert {"libvirt-guests.service", "libvirtd.service", "virtqemud.service"} <= after
    assert "Requires" not in settings(TEXT)


def test_the_unit_types_a_command_that_exists() -> None:
    """Its verb and options are the program's."""
    _, verb, *options = shlex.split(settings(TEXT)["ExecStart"][0])
    command = program.commands[verb]
    context = command.make_context(verb, options)
    assert context.params["source"] == Path("/etc/virt-reconcile/manifests")


def test_places_are_the_same_everywhere() -> None:
    """Unit, user, settings and scrape job mean the same folders, user and port."""
    found = settings(TEXT)
    assert found["User"] == ["virt-reconcile"]
    assert Path("/var/lib") / found["StateDirectory"][0] == STATE_DIR
    assert Path("/etc") / found["ConfigurationDirectory"][0] == FILE.parent
    assert str(STATE_DIR) in SYSUSERS.read_text("utf-8")
    assert LISTEN in ALERTS.with_name("prometheus.yml").read_text("utf-8")
    rule = (ROOT / "deploy" / "polkit" / "60-virt-reconcile.rules").read_text("utf-8")
    assert re.findall(r'subject\.user === "([^"]*)"', rule) == found["User"]
    assert re.findall(r'action\.id === "([^"]*)"', rule) == ["org.libvirt.unix.manage"]


def test_sysusers_makes_the_user_without_a_shell_in_libvirts_group(tmp_path: Path) -> None:
    """On a machine that has neither user nor group."""
    (tmp_path / "etc").mkdir()
    code, lines = said("systemd-sysusers", f"--root={tmp_path}", "-", given=SYSUSERS.read_text("utf-8"))
    assert code == 0, lines
    passwd = (tmp_path / "etc" / "passwd").read_text("utf-8").split(":")
    assert passwd[0] == "virt-reconcile"
    assert passwd[5] == str(STATE_DIR)
    assert passwd[6].strip().endswith("nologin")
    groups = (tmp_path / "etc" / "group").read_text("utf-8").splitlines()
    assert [line.split(":")[3] for line in groups if line.startswith("libvirt:")] == ["virt-reconcile"]
