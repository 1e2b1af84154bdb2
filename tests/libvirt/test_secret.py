"""libvirt's secrets on real libvirt, as a user has them; and that nothing of ours ever tells a value."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import libvirt
import pytest

from reconciler.steps import Verb
from schemas.facts import Ref
from state.live.connection import Connection, Limits
from state.live.events import Events, Wakeup
from state.live.observe import Interest, observe
from state.world import HostView
from tests.fakes.flaky import Fault, Flaky, libvirt_error
from tests.lab import Host
from tests.libvirt.folder import Folder
from tests.libvirt.site import changed_paths, states
from tests.libvirt.workbench import Manifest, Workbench, workbench

VALUES = ("hunter2-the-first", "hunter2-the-second", "hunter2-by-hand")


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host."""
    with workbench(host) as bench:
        yield bench


@pytest.fixture
def folder(tmp_path: Path, host: Host) -> Folder:
    return Folder(tmp_path, host)


def key(folder: Folder, value: str) -> None:
    """Put the value where the manifest says that it is."""
    (folder.path / "key").write_text(value + "\n")


def ceph(folder: Folder, *, private: bool = False, description: str = "disks") -> str:
    return f"""
kind: Secret
metadata: {{name: client.libvirt}}
policy: {{deletion: delete}}
spec:
  description: {description}
  private: {str(private).lower()}
  usage: {{type: ceph}}
  value: {{file: {folder.path}/key}}
"""


OTHER = "kind: Secret\nmetadata: {name: other}\nspec: {usage: {type: tls}}"


def secret(bench: Workbench) -> libvirt.virSecret:
    return bench.secret("client.libvirt")


def told(folder: Folder) -> Iterator[bytes]:
    """All that is said and kept: every command's text and document, its log, and the state folder."""
    for verb in ("plan", "drift", "status"):
        for form in ("text", "json"):
            options = (verb, "-o", form) if form == "json" else (verb,)
            done = folder.run(*options, "--debug") if verb != "status" else folder.command(*options)
            yield (done.stdout + done.stderr).encode()
    yield folder.command("history").stdout.encode()
    yield folder.run("plan", "--out", str(folder.path / "plan.json")).stdout.encode()
    for path in (*folder.state.rglob("*"), folder.path / "plan.json"):
        if path.is_file():
            yield path.read_bytes()


def test_a_secret_through_its_life(folder: Folder, bench: Workbench) -> None:
    """Made, given another value and text, changed by hand and put right, and gone with its manifest."""
    key(folder, VALUES[0])
    folder.write(ceph(folder), OTHER)
    assert folder.apply() == 0
    assert secret(bench).value() == VALUES[0].encode()
    assert folder.report("plan")[0] == 0
    key(folder, VALUES[1])
    folder.write(ceph(folder, description="volumes"), OTHER)
    assert changed_paths(folder.report("plan")[1]) == {"value", "description"}
    assert folder.apply() == 0
    assert secret(bench).value() == VALUES[1].encode()
    secret(bench).setValue(VALUES[2].encode())
    code, document = folder.report("drift")
    assert (code, states(document)["Secret/client.libvirt"]) == (1, "drifted")
    assert changed_paths(document) == {"value"}
    assert folder.apply() == 0
    assert secret(bench).value() == VALUES[1].encode()
    folder.write(OTHER)
    assert folder.apply() == 0
    assert [one.usageID() for one in bench.connection.listAllSecrets()] == ["other"]


def test_a_value_is_told_by_nothing_of_ours(folder: Folder) -> None:
    """Neither in sync nor in drift: no report, plan, log, history or ledger has it."""
    key(folder, VALUES[0])
    folder.write(ceph(folder), OTHER)
    applied = folder.run("apply", "--yes", "--debug")
    assert applied.returncode == 0
    key(folder, VALUES[1])
    everything = [applied.stdout.encode(), applied.stderr.encode(), *told(folder)]
    assert len(everything) > len("several")
    for value in VALUES:
        assert not [one for one in everything if value.encode() in one]


def test_a_private_value_counts_as_what_was_written(folder: Folder, bench: Workbench) -> None:
    """No drift is seen, for nobody can; another value in the manifest's file is written."""
    key(folder, VALUES[0])
    folder.write(ceph(folder, private=True))
    assert folder.apply() == 0
    assert folder.report("plan")[0] == 0
    key(folder, VALUES[1])
    assert changed_paths(folder.report("plan")[1]) == {"value"}
    assert folder.apply() == 0
    assert folder.report("plan")[0] == 0
    with pytest.raises(libvirt.libvirtError, match="private"):
        secret(bench).value()


def test_a_missing_file_leaves_the_secret_alone(folder: Folder, bench: Workbench) -> None:
    """The other one is made, nothing is deleted, and the line is named."""
    key(folder, VALUES[0])
    folder.write(ceph(folder))
    assert folder.apply() == 0
    (folder.path / "key").unlink()
    folder.write(ceph(folder, description="never written"), OTHER)
    code, document = folder.report("apply", "--yes")
    assert code == 2
    assert document["diagnostics"][0]["file"] == str(folder.path / "manifests" / "all.yaml")
    assert states(document)["Secret/client.libvirt"] == "failed"
    assert secret(bench).value() == VALUES[0].encode()
    assert "never written" not in secret(bench).XMLDesc()
    assert bench.secret("other").UUIDString()


def test_a_secret_is_never_overwritten(bench: Workbench) -> None:
    """Neither by its usage nor by its UUID."""
    theirs = bench.connection.secretDefineXML("<secret><usage type='tls'><name>a</name></usage></secret>")
    assert "already" in bench.attempt(Verb.CREATE, Manifest.of("Secret", "a", usage={"type": "tls"}), uuid="")
    taken = Manifest.of("Secret", "b", uuid=theirs.UUIDString(), usage={"type": "tls"})
    assert "exists already" in bench.attempt(Verb.CREATE, taken)


def test_what_happens_to_a_secret_wakes_the_loop(host: Host, bench: Workbench) -> None:
    """For the object itself: defined, given a value, undefined."""
    heard: list[Wakeup] = []
    ref = Ref("Secret", "watcher", "a")
    with Connection(host.uri, "watcher") as connection, Events(heard.append) as events:
        events.watch(connection)
        found = bench.connection.secretDefineXML("<secret><usage type='tls'><name>a</name></usage></secret>")
        found.setValue(b"x")
        found.undefine()
        expected = [Wakeup("watcher", ref, what) for what in ("lifecycle defined", "value")]
        expected.append(Wakeup("watcher", ref, "lifecycle undefined"))
        for _ in range(200):
            if len(heard) >= len(expected):
                break
            time.sleep(0.05)
    assert heard == expected


def test_secrets_that_cannot_be_listed_or_read_are_not_absent(host: Host, bench: Workbench) -> None:
    """Whichever call fails: what exists is seen, or not certain."""
    bench.connection.secretDefineXML("<secret><usage type='tls'><name>a</name></usage></secret>").setValue(
        b"x"
    )
    ref = Ref("Secret", host.name, "a")
    assert ref in look(host, "nothing").objects
    for call in ("listAllSecrets", "value"):
        view = look(host, call)
        assert ref not in view.objects
        assert not view.certain(ref)
    assert look(host, "listAllSecrets").unlisted == {"Secret"}


def look(host: Host, failing: str) -> HostView:
    """One look at which every call of this name fails."""

    def fails(_number: int, name: str) -> libvirt.libvirtError | None:
        return libvirt_error(libvirt.VIR_ERR_INTERNAL_ERROR) if name == failing else None

    def opener(address: str) -> libvirt.virConnect:
        return cast("libvirt.virConnect", Flaky(libvirt.open(address), fault))

    fault = Fault(fails)
    with Connection(host.uri, host.name, Limits(readers=1), opener) as connection:
        fault.armed = True
        return observe(connection, Interest())


def test_one_id_for_two_usages_is_two_secrets(bench: Workbench, host: Host) -> None:
    """The first type keeps the name; the other one is called by its UUID, and both are seen."""
    for kind in ("tls", "ceph"):
        text = f"<secret><usage type='{kind}'><name>a</name></usage></secret>"
        bench.connection.secretDefineXML(text)
    found = {ref.name: live.persistent for ref, live in look(host, "nothing").objects.items()}
    secrets = {name: facts for name, facts in found.items() if facts is not None and "usage.type" in facts}
    assert len(secrets) == 2
    assert secrets["a"]["usage.type"] == "ceph"
