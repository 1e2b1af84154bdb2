import json

import libvirt
import pytest
import yaml

from tests.reconciler.cli.conftest import MACHINE, Shell


def test_a_plan_changes_nothing_anywhere(shell: Shell) -> None:
    """Neither the host nor the ledger's folder knows afterwards that somebody planned."""
    shell.machine("web-1")
    before = [domain.name() for domain in shell.host.listAllDomains()]
    planned = shell("plan")
    assert planned.code == 1
    assert "+ VirtualMachine/web-1  missing" in planned.out
    assert "Plan: 1 to create, 0 to change, 0 to delete." in planned.out
    assert [domain.name() for domain in shell.host.listAllDomains()] == before
    assert not shell.state.exists()


def test_apply_makes_it_so_and_the_next_plan_is_empty(shell: Shell) -> None:
    """After an apply the host is as the manifests say, and every reading verb agrees."""
    shell.machine("web-1", memory="128MiB")
    applied = shell("apply", "--yes")
    assert applied.code == 0, applied
    assert "done  create VirtualMachine/web-1" in applied.err
    assert "Applied: 2 steps done; everything is in sync." in applied.out
    assert shell.host.lookupByName("web-1").info()[1] == 128 * 1024
    assert shell("plan").out.endswith("Nothing to do: 1 object in sync.\n")
    drift = shell("drift")
    assert (drift.code, drift.out.startswith("In sync: 1 object on 1 host")) == (0, True)
    assert shell("status").code == 0


def test_one_file_is_applied_and_nothing_else_is_given_up(shell: Shell) -> None:
    """What is in the folder beside it stays ours, and would have been undefined."""
    gone = "policy: {deletion: delete}"
    for name in ("web-1", "web-2", "web-3"):
        shell.machine(name, policy=gone)
    assert shell("apply", "--yes").code == 0
    one = shell.machine("web-2", policy=gone)
    one.write_text(f"{one.read_text()}  title: the second\n")
    applied = shell("apply", "--yes", one)
    assert applied.code == 0, applied
    assert "web-1" not in applied.out + applied.err
    assert "<title>the second" in shell.host.lookupByName("web-2").XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
    assert shell.host.lookupByName("web-1").isPersistent()
    assert shell("plan").out.endswith("Nothing to do: 3 objects in sync.\n")


def test_with_several_hosts_each_line_names_its_own(shell: Shell) -> None:
    """The same name may be on each of them: in the lines of the steps and in those of what is left."""
    shell.hypervisor("one")
    shell.silent_hypervisor("two")
    for name in ("web-1", "test"):
        text = MACHINE.format(name=f"{name}, host: one", memory="64MiB", policy="")
        shell.write(f"{name}.yaml", text)
    applied = shell("apply", "--yes")
    assert applied.code == 2
    assert "done  create VirtualMachine/web-1 on one" in applied.err
    assert "refused  VirtualMachine/test on one: " in applied.out


def test_nobody_to_ask_means_no(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal and without --yes nothing is done, and the remedy is named."""
    shell.machine("web-1")
    refused = shell("apply")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert "web-1" not in [domain.name() for domain in shell.host.listAllDomains()]


def test_one_document_of_one_shape(shell: Shell) -> None:
    """plan, drift, apply and status print the published report, as JSON and as YAML."""
    shell.machine("web-1")
    documents = [
        shell(*words, "-o", "json") for words in (["plan"], ["drift"], ["apply", "--yes"], ["status"])
    ]
    assert [result.code for result in documents] == [1, 1, 0, 0]
    shapes = {tuple(result.document) for result in documents}
    assert len(shapes) == 1
    assert documents[2].document["in_sync"] is True
    assert yaml.safe_load(shell("status", "-o", "yaml").out) == shell("status", "-o", "json").document


def test_a_bad_manifest_stops_nothing_but_itself(shell: Shell) -> None:
    """The good one is applied, the bad one is told with its place, and the exit code says trouble."""
    shell.machine("good")
    shell.write(
        "bad.yaml",
        "apiVersion: virt-reconcile/v1\nkind: VirtualMachine\nmetadata: {name: bad}\nspec: {memry: 1}\n",
    )
    applied = shell("apply", "--yes")
    assert applied.code == 2
    assert "bad.yaml:4:8: error: unknown field `memry`" in applied.err
    names = [domain.name() for domain in shell.host.listAllDomains()]
    assert "good" in names
    assert "bad" not in names


def test_an_object_of_somebody_else_is_refused_until_adopted(shell: Shell) -> None:
    """It exists and differs: a refusal with the remedy, exit code 1; --adopt takes it over."""
    shell.machine("test", memory="2GiB")
    refused = shell("apply", "--yes")
    assert refused.code == 1
    assert "adoption" in refused.out
    assert "--adopt" in refused.out
    adopted = shell("plan", "--adopt")
    assert "~ VirtualMachine/test" in adopted.out
    assert "! adoption" not in adopted.out


@pytest.fixture
def saved(shell: Shell) -> Shell:
    shell.machine("web-1")
    assert shell("plan", "--out", shell.home / "saved.plan").code == 1
    return shell


def test_a_saved_plan_is_carried_out_from_anywhere(saved: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says itself which manifests and which host it is about."""
    monkeypatch.chdir("/")
    monkeypatch.delenv("VIRT_RECONCILE_CONNECT")
    assert saved("apply", "--plan", saved.home / "saved.plan", "--yes").code == 0
    assert saved.host.lookupByName("web-1").isActive()


def test_a_saved_plan_is_refused_when_the_manifests_moved(saved: Shell) -> None:
    """Another memory is another plan, even with the same steps."""
    saved.machine("web-1", memory="256MiB")
    refused = saved("apply", "--plan", saved.home / "saved.plan", "--yes")
    assert refused.code == 2
    assert "host localhost moved since it was made" in refused.err
    assert "web-1" not in [domain.name() for domain in saved.host.listAllDomains()]


def test_a_saved_plan_is_refused_when_the_host_moved(saved: Shell) -> None:
    """Somebody made the machine meanwhile: the plan does not hold any more."""
    saved("apply", "--yes")
    assert saved("apply", "--plan", saved.home / "saved.plan", "--yes").code == 2


def test_a_saved_plan_stands_alone(saved: Shell) -> None:
    """A path beside it would be ignored, and nothing accepted is ignored."""
    assert saved("apply", ".", "--plan", saved.home / "saved.plan").code == 2


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"format": "x"}), "\x00"])
def test_what_is_no_plan_is_told_so(shell: Shell, content: str) -> None:
    """One sentence, no traceback."""
    file = shell.write("plan.json", content)
    refused = shell("apply", "--plan", file)
    assert refused.code == 2
    assert "is no saved plan" in refused.err


def test_a_plan_holds_no_secret(shell: Shell) -> None:
    """Neither the file nor the tree spells a password."""
    manifest = shell.machine("web-1")
    manifest.write_text(
        manifest.read_text("utf-8") + "  graphics:\n  - {type: vnc, password: hunter2}\n",
        "utf-8",
    )
    planned = shell("plan", "--out", shell.home / "saved.plan")
    assert planned.code == 1, planned
    assert "hunter2" not in planned.out + planned.err + (shell.home / "saved.plan").read_text("utf-8")


def test_many_deletions_are_confirmed_by_number(shell: Shell) -> None:
    """An empty folder is more often a mistake than a wish: refused until the number is said."""
    for number in range(4):
        shell.machine(f"web-{number}", policy="policy: {deletion: delete}")
    assert shell("apply", "--yes").code == 0
    for file in shell.manifests.glob("*.yaml"):
        file.unlink()
    refused = shell("plan")
    assert "on localhost 4 of 4 objects would be deleted; confirm with --allow-deletions 4" in refused.out
    assert "0 to delete" in refused.out
    assert "4 to delete" in shell("plan", "--allow-deletions", "4").out
