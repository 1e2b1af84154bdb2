import re
from pathlib import Path

import pytest

from tests.reconciler.cli.conftest import MACHINE as MANIFEST
from tests.reconciler.cli.conftest import URI, Shell

MACHINE = """
<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><memory unit='KiB'>65536</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>{devices}</devices></domain>
"""
CARD = (
    "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='{}'/>"
    "<model type='virtio'/></interface>"
)
UUID = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"


def define(shell: Shell, name: str = "web", devices: str = "", uuid: str = UUID) -> None:
    shell.host.defineXML(MACHINE.format(name=name, uuid=uuid, devices=devices))


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_adopting_leads_to_a_silent_plan(shell: Shell) -> None:
    """What was written is valid, asks for nothing, and is recorded by the next apply."""
    define(shell, devices=CARD.format("default"))
    assert shell("adopt", "vm/web", "--out", "taken").code == 0
    assert shell("validate", "taken").code == 0
    planned = shell("plan", "taken")
    assert planned.code == 0, planned.out
    assert "0 to create, 0 to change" in planned.out
    assert shell("apply", "taken", "--yes").code == 0


def test_what_is_referred_to_comes_along(shell: Shell) -> None:
    """A machine brings its network, and it is said for whose sake."""
    define(shell, devices=CARD.format("default"))
    told = shell("adopt", "vm/web", "--out", "taken", "-o", "json")
    written = told.document["written"]
    assert isinstance(written, list)
    assert [(one["name"], one["file"], one["needed_by"]) for one in written] == [
        ("default", "networks/default.yaml", "VirtualMachine/web"),
        ("web", "machines/web.yaml", ""),
    ]


def test_what_is_not_there_is_not_referred_to(shell: Shell) -> None:
    """A card in a network that is gone is stated as XML, and the manifest is valid."""
    define(shell, devices=CARD.format("gone"))
    assert shell("adopt", "vm/web", "--out", "taken").code == 0
    assert shell("validate", "taken").code == 0
    text = (shell.manifests / "taken/machines/web.yaml").read_text()
    assert "# Network gone is not there" in text
    assert '<source network="gone"/>' in text


def test_what_is_there_and_has_no_manifest_is_not_told_to_be_gone(shell: Shell) -> None:
    """A network whose name no manifest can state: the card is XML for that reason, and the rule is said."""
    net = shell.host.networkDefineXML("<network><name>lanè</name><bridge name='virbr9'/></network>")
    try:
        define(shell, devices=CARD.format("lanè"))
        told = shell("adopt", "vm/web", "--out", "taken")
    finally:
        net.undefine()
    text = (shell.manifests / "taken/machines/web.yaml").read_text()
    assert "# There can be no manifest of Network lanè, so no field can name it." in text
    assert "is not there" not in text
    assert "no manifest can state its name: it would have to begin with a letter" in told.out


def test_an_object_that_a_host_does_not_have_is_told_with_the_host(shell: Shell) -> None:
    """Another one may well have it."""
    shell.hypervisor("one")
    shell.hypervisor("two")
    told = shell("adopt", "vm/nobody", "--host", "one", "--out", ".")
    assert told.code == 2
    assert "there is no VirtualMachine/nobody on one" in told.err


def test_adopting_changes_nothing_but_the_folder(shell: Shell) -> None:
    """No ledger is made, no object is touched, and no other file is left behind."""
    define(shell)
    before = shell.host.lookupByName("web").XMLDesc()
    shell("adopt", "vm/web", "--out", "taken")
    assert shell.host.lookupByName("web").XMLDesc() == before
    assert not shell.state.exists()
    assert files(shell.manifests) == ["taken/machines/web.yaml"]


def test_what_has_a_manifest_is_kept(shell: Shell) -> None:
    """Adopting again writes nothing over, wherever in the folder the manifest is, and is no trouble."""
    define(shell)
    shell.machine("web")
    told = shell("adopt", "vm/web", "--out", ".", "-o", "json")
    assert (told.code, told.document["written"]) == (0, [])
    assert files(shell.manifests) == ["web.yaml"]


def test_a_manifest_is_written_anew_where_it_is(shell: Shell) -> None:
    """With --force the file that has the manifest gets the new one; there are never two."""
    define(shell)
    path = shell.machine("web", memory="128MiB")
    assert shell("adopt", "vm/web", "--out", ".", "--force").code == 0
    assert "memory: 64MiB" in path.read_text()
    assert files(shell.manifests) == ["web.yaml"]
    assert shell("validate", ".").code == 0


def test_a_file_of_several_manifests_is_never_written_over(shell: Shell) -> None:
    """Even with --force: the others in it would be lost."""
    define(shell)
    path = shell.machine("web")
    text = path.read_text() + "---\n" + path.read_text().replace("web", "other")
    path.write_text(text)
    shell("adopt", "vm/web", "--out", ".", "--force")
    assert path.read_text() == text


def test_a_file_that_is_in_the_way_stays(shell: Shell) -> None:
    """What is no manifest of the object is named, and only --force writes over it."""
    define(shell)
    path = shell.write("machines/web.yaml", "# notes\n")
    told = shell("adopt", "vm/web", "--out", ".")
    assert (told.code, path.read_text()) == (2, "# notes\n")
    assert "machines/web.yaml exists; --force writes over it" in told.out
    assert shell("adopt", "vm/web", "--out", ".", "--force").code == 0
    assert "kind: VirtualMachine" in path.read_text()


def test_one_object_that_cannot_be_stated_stops_no_other(shell: Shell) -> None:
    """The rest is written, the reason is told, and the exit code says that something is left."""
    define(shell)
    told = shell("adopt", "--all", "--out", "taken", "-o", "json")
    failed = told.document["failed"]
    assert isinstance(failed, list)
    assert told.code == 2
    assert [(one["name"], one["reason"]) for one in failed] == [
        ("test", "no manifest can state that its machine is nothing")
    ]
    assert "taken/machines/web.yaml" in files(shell.manifests)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("adopt", "--out", "x"), "name objects (vm/web-1), or --all"),
        (("adopt", "vm/web", "--all", "--out", "x"), "name objects (vm/web-1), or --all"),
        (("adopt", "vm/web"), "Missing option '--out'"),
        (("adopt", "vm/nobody", "--out", "x"), "there is no VirtualMachine/nobody"),
        (("adopt", "host/kvm01", "--out", "x"), "a Host is not adopted"),
        (("adopt", "--all", "--host", "kvm01", "--out", "x"), "there is no Host kvm01"),
    ],
)
def test_a_wrong_question_is_told_to_be_one(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
    """Usage is exit code 2 with a sentence, and no folder is made."""
    result = shell(*arguments)
    assert (result.code, told in result.err) == (2, True), result.err
    assert not (shell.manifests / "x").exists()


def test_a_host_that_does_not_answer_is_trouble(shell: Shell) -> None:
    """Nothing is known of it: that is not the same as nothing being there."""
    told = shell("adopt", "--all", "--out", "x", "-c", "test:///no/such/file")
    assert told.code == 2
    assert "unseen" in told.out


HOSTS = "apiVersion: virt-reconcile/v1\nkind: Host\nmetadata: {name: %s}\nspec: {uri: 'test:///default'}\n"


def test_of_several_hosts_each_has_a_folder_and_each_manifest_says_its_host(shell: Shell) -> None:
    """The hosts are those of the folder; one may be named."""
    define(shell)
    for name in ("left", "right"):
        shell.write(f"{name}.yaml", HOSTS % name)
    assert shell("adopt", "vm/web", "--out", ".").code == 2  # on which one?
    assert shell("adopt", "vm/web", "--out", ".", "--host", "left").code == 0
    assert "host: left" in (shell.manifests / "left/machines/web.yaml").read_text()
    assert shell("validate", ".").code == 0


def test_what_a_folder_that_is_none_is_told(shell: Shell) -> None:
    """A file is no folder, and nothing is asked of a host then."""
    shell.write("taken", "")
    told = shell("adopt", "--all", "--out", "taken", "-c", URI)
    assert told.code == 2
    assert "is no folder" in told.err


def test_the_remedy_for_a_missing_manifest_can_be_run_as_it_is_written(shell: Shell) -> None:
    """But for the folder: afterwards nothing is missing any more."""
    text = MANIFEST.format(name="web-1", memory="64MiB", policy="")
    shell.write("web-1.yaml", f"{text}  interfaces: [{{name: lan, network: default}}]\n")
    command = re.search(r"`virt-reconcile (adopt [^`]+)`", shell("validate").out)
    assert command is not None
    assert shell(*command[1].replace("DIR", ".").split()).code == 0
    assert shell("validate").code == 0
