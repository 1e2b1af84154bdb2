"""Values of secrets that are kept elsewhere: read, told nobody, and missed by what needs them alone."""

import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from schemas.facts import Ref, Secret
from state.desired import Defaults, Kept, read, validated
from state.desired.files import read_files
from state.desired.load import load
from state.desired.resolution import Resolution
from state.desired.resolve import resolve
from state.desired.secrets import MAX_BYTES, Secrets, value
from state.diagnostics import Severity, Where
from state.world import Deposit
from tests.examples.pages import ROOT, blocks
from tests.state.desired.manifests import machine, manifest

HOST = "localhost"
PAGE = ROOT / "docs" / "how-to" / "secrets.md"
CEPH = Ref("Secret", HOST, "ceph")
WEB = Ref("VirtualMachine", HOST, "web")


def ceph(kept: str) -> str:
    return manifest("Secret", "ceph", f"spec:\n  usage: {{type: ceph}}\n  value: {kept}\n")


def written(folder: Path, *documents: str) -> Path:
    """The documents as a source."""
    source = folder / "manifests"
    source.mkdir(exist_ok=True)
    (source / "all.yaml").write_text("\n---\n".join(documents))
    return source


def whole(folder: Path, *documents: str) -> Resolution:
    return read(written(folder, *documents), Defaults())


def screen(password: str) -> str:
    return machine("web", f"  graphics:\n    - {{type: vnc, password: {password}}}\n")


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"hunter2", "hunter2"),
        (b"hunter2\n", "hunter2"),
        (b"hunter2\n\n", "hunter2\n"),
        (b"\x00\xff", "\x00\xff"),
        (b" spaces ", " spaces "),
    ],
)
def test_a_files_bytes_are_the_value(tmp_path: Path, content: bytes, value: str) -> None:
    """All of them, but for one newline at the end; and nobody sees them."""
    (tmp_path / "key").write_bytes(content)
    found = whole(tmp_path, ceph(f"{{file: {tmp_path}/key}}"))
    assert found.complete
    assert found.desired[CEPH].facts["value"] == Secret(value)
    assert "hunter2" not in repr(found)


def test_a_credential_is_systemds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found where systemd says; without systemd there is none, and that is said."""
    (tmp_path / "ceph-key").write_text("hunter2\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert whole(tmp_path, ceph("{credential: ceph-key}")).desired[CEPH].facts["value"] == Secret("hunter2")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    (finding,) = whole(tmp_path, ceph("{credential: ceph-key}")).diagnostics
    assert "systemd gave this process none" in finding.message
    assert "LoadCredential=ceph-key" in finding.remedy


def test_the_hosts_own_value_is_unmanaged(tmp_path: Path) -> None:
    """Nothing is read, and nothing stated."""
    found = whole(tmp_path, ceph("{host: true}"), screen("{host: true}"))
    assert found.complete
    assert "value" not in found.desired[CEPH].facts
    assert "graphics[vnc].password" not in found.desired[WEB].facts


def test_a_password_is_a_text_or_kept_elsewhere(tmp_path: Path) -> None:
    """The two come to the same."""
    (tmp_path / "vnc").write_text("hünter2\n")
    for password in ("hünter2", f"{{file: {tmp_path}/vnc}}"):
        facts = whole(tmp_path, screen(password)).desired[WEB].facts
        assert facts["graphics[vnc].password"] == Secret("hünter2")


def test_a_value_that_is_missing_freezes_what_needs_it(tmp_path: Path) -> None:
    """The object and its users, with the line of the reference; everything else goes on."""
    missing = ceph(f"{{file: {tmp_path}/nowhere}}")
    other = manifest("Secret", "other", "spec: {usage: {type: tls}}")
    found = whole(tmp_path, missing, other, machine("web"))
    assert found.frozen == {CEPH}
    assert not found.complete
    assert found.desired.keys() == {Ref("Secret", HOST, "other"), WEB}
    (finding,) = found.diagnostics
    assert (finding.where.file, finding.severity) == ("all.yaml", Severity.ERROR)
    assert "value:" in missing.splitlines()[finding.where.line - 1]
    assert "no such file" in finding.message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"x" * (MAX_BYTES + 1), "more than 65536 bytes"),
    ],
)
def test_what_is_no_value_is_said(tmp_path: Path, content: bytes, told: str) -> None:
    """libvirt would take none of them, or something that nobody meant."""
    (tmp_path / "key").write_bytes(content)
    (finding,) = whole(tmp_path, ceph(f"{{file: {tmp_path}/key}}")).diagnostics
    assert told in finding.message


@pytest.mark.parametrize("content", [b"two\nlines\n", b"\xff", b"nul\x00"])
def test_a_password_is_one_line(tmp_path: Path, content: bytes) -> None:
    """Anything else cannot stand in libvirt's document; and it is not shown."""
    (tmp_path / "vnc").write_bytes(content)
    (finding,) = whole(tmp_path, screen(f"{{file: {tmp_path}/vnc}}")).diagnostics
    assert "is no single line of text" in finding.message


def test_a_folder_or_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What is no file is refused at once."""
    import os

    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        (finding,) = whole(tmp_path, ceph(f"{{file: {path}}}")).diagnostics
        assert "cannot be read" in finding.message


def test_a_check_elsewhere_only_warns(tmp_path: Path) -> None:
    """`validate` may run where no secret is; then the rest is what counts."""
    found = validated(written(tmp_path, ceph("{file: /nowhere/at/all}")), Defaults())
    assert found.complete
    assert [one.severity for one in found.diagnostics] == [Severity.WARNING]


def test_a_value_is_never_kept_and_always_read(tmp_path: Path) -> None:
    """What is kept from one command to the next has the place in it, and not what is there."""
    (tmp_path / "key").write_text("hunter2")
    source, kept = written(tmp_path, ceph(f"{{file: {tmp_path}/key}}")), Kept(tmp_path / "state")
    read(source, Defaults(), kept, keep=True)
    (file,) = (tmp_path / "state").iterdir()
    assert b"hunter2" not in file.read_bytes()
    assert kept.recall(read_files(source), Defaults()) is not None
    (tmp_path / "key").write_text("hunter3")
    assert read(source, Defaults(), kept).desired[CEPH].facts["value"] == Secret("hunter3")


def test_a_daemon_sees_another_value_and_nothing_else(tmp_path: Path) -> None:
    """The very same objects while nothing moved; another one where its value did."""
    for name in ("one", "two"):
        (tmp_path / name).write_text("hunter2")
    documents = (
        manifest("Secret", name, f"spec: {{usage: {{type: tls}}, value: {{file: {tmp_path}/{name}}}}}")
        for name in ("one", "two")
    )
    resolution = resolve(load(read_files(written(tmp_path, *documents))), Defaults())
    secrets = Secrets()
    first = secrets.added(resolution)
    assert secrets.added(resolution) is first
    (tmp_path / "two").write_text("hunter3")
    second = secrets.added(resolution)
    one, two = Ref("Secret", HOST, "one"), Ref("Secret", HOST, "two")
    assert second.desired[one] is first.desired[one]
    assert second.desired[two].facts["value"] == Secret("hunter3")
    (tmp_path / "two").unlink()
    assert secrets.added(resolution).frozen == {two}
    (tmp_path / "two").write_text("hunter3")
    assert secrets.added(resolution).complete


@pytest.mark.parametrize(
    ("name", "spec", "told"),
    [
        ("ceph", "{usage: {type: ceph, id: other}}", "is called by its usage's id, here `other`"),
        ("ceph", "{}", "is called by its UUID"),
        ("img", "{usage: {type: volume, id: /srv/x}}", "is called by its UUID"),
        ("0e6d2c5e-6f0c-4c0e-9d3b-3a2f5b8f7c21", "{usage: {type: tls}}", "says the id of its usage"),
        ("0e6d2c5e-6f0c-4c0e-9d3b-3a2f5b8f7c21", "{usage: {type: tls, id: a}}", "here `a`"),
        (
            "0e6d2c5e-6f0c-4c0e-9d3b-3a2f5b8f7c21",
            "{uuid: 0e6d2c5e-6f0c-4c0e-9d3b-3a2f5b8f7c22}",
            "has that one, not",
        ),
    ],
)
def test_a_name_under_which_it_would_not_be_found_is_refused(
    tmp_path: Path, name: str, spec: str, told: str
) -> None:
    """A manifest and libvirt come to the same name by themselves, or the manifest is told which one."""
    (finding,) = whole(tmp_path, manifest("Secret", name, f"spec: {spec}")).diagnostics
    assert told in finding.message


def test_a_uuid_for_a_name_is_the_identity(tmp_path: Path) -> None:
    """It is stated so, and not derived."""
    uuid = "0e6d2c5e-6f0c-4c0e-9d3b-3a2f5b8f7c21"
    found = whole(tmp_path, manifest("Secret", uuid, "spec: {description: of somebody}"))
    desired = found.desired[Ref("Secret", HOST, uuid)]
    assert (desired.uuid, desired.pinned) == (uuid, True)


def test_a_value_in_plain_is_refused_and_not_shown(tmp_path: Path) -> None:
    """Whoever writes it into the manifest is told where it belongs."""
    (finding,) = whole(tmp_path, ceph("hunter2")).diagnostics
    assert "hunter2" not in str(finding) + finding.excerpt
    assert "value" in finding.message


@pytest.mark.parametrize("key", [b"\x00\x01key", b"ends with a newline\n"])
def test_the_file_of_a_ceph_key_is_made_as_the_page_says(tmp_path: Path, key: bytes) -> None:
    """What Ceph prints is text, and libvirt gets the bytes that it stands for."""
    (recipe,) = (block.text for block in blocks(PAGE) if "get-key" in block.text)
    file = tmp_path / "ceph"
    printed = f"printf {b64encode(key).decode()}"
    script = recipe.replace("ceph auth get-key client.libvirt", printed)
    subprocess.run(["sh", "-c", script.replace("/etc/virt-reconcile/secrets/ceph", str(file))], check=True)
    found = value(Ref("Secret", HOST, "client.libvirt"), Deposit("value", "file", str(file), Where("a.yaml")))
    assert found == Secret(key.decode("latin-1"))
    assert file.stat().st_mode & 0o077 == 0
