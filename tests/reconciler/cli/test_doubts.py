import json

import pytest

from tests.reconciler.cli.conftest import Shell


@pytest.fixture
def silent(shell: Shell) -> Shell:
    """Two hosts, of which the second does not answer."""
    shell.hypervisor("one")
    shell.silent_hypervisor("two")
    return shell


@pytest.mark.parametrize("verb", [["plan"], ["apply", "--yes"], ["run", "--once", "--source"]])
def test_manifests_that_cannot_be_read_are_not_told_as_in_sync(shell: Shell, verb: list[str]) -> None:
    """A folder of nothing but errors: the result itself says that there are some."""
    shell.write("broken.yaml", "memory: 4\n")
    told = shell(*verb, shell.manifests)
    assert told.code == 2
    assert "in sync" not in told.out
    assert "in the manifests." in told.out.splitlines()[-1]
    assert "Nothing is planned: " in told.out


def test_a_folder_that_is_not_there_is_not_told_as_in_sync(shell: Shell) -> None:
    """A mistyped path is no empty folder."""
    told = shell("plan", shell.home / "nowhere")
    assert (told.code, told.out) == (2, "Nothing is planned: 1 error in the manifests.\n")


def test_a_silent_host_is_named_where_nothing_is_planned(silent: Shell) -> None:
    """Nothing to do elsewhere is no news about it."""
    told = silent("plan")
    assert told.code == 2
    assert told.out.splitlines()[-1] == "Nothing is planned: host two does not answer."


def test_an_acknowledgement_names_the_host_that_could_not_be_asked(silent: Shell) -> None:
    """In the text and in the document: what is on it may have been changed."""
    told = silent("acknowledge", "--all")
    assert told.code == 2
    assert "Nothing was changed" not in told.out
    assert "host two does not answer, so nothing of it was acknowledged: cannot connect" in told.out
    document = json.loads(silent("acknowledge", "--all", "-o", "json").out)
    assert [(host["name"], host["up"]) for host in document["hosts"]] == [("one", True), ("two", False)]


def test_an_acknowledgement_speaks_of_manifests_that_cannot_be_read(shell: Shell) -> None:
    """What they are about was not looked at."""
    told = shell("acknowledge", "--all", "--source", shell.home / "nowhere")
    assert told.code == 2
    assert told.out == "Nothing was acknowledged: 1 error in the manifests.\n"


def test_the_drift_report_of_nothing_says_that_nothing_was_compared(shell: Shell) -> None:
    """No objects on no hosts are not in order, and not out of it."""
    told = shell("drift", shell.home / "nowhere")
    assert told.code == 2
    assert told.out.startswith("Nothing was compared: 1 error in the manifests")


def test_a_folder_of_something_else_is_not_told_line_by_line(shell: Shell) -> None:
    """Fifty findings of a thousand tell that it is the wrong one; `validate` and documents tell all."""
    shell.write("strange.yaml", "---\n".join(["memory: 4\n"] * 70))
    told = shell("plan")
    assert told.err.count(": error: ") == 50
    every = json.loads(shell("plan", "-o", "json").out)["diagnostics"]
    rest = f"… and {len(every) - 50} more: `virt-reconcile validate .` shows them all"
    assert told.err.splitlines()[-1] == rest
    assert shell("validate").out.count(": error: ") == len(every)


def test_one_file_with_a_mistake_is_not_told_as_in_sync(shell: Shell) -> None:
    """Though it says nothing of what is not in it, its own mistake counts."""
    file = shell.home / "one.yaml"
    file.write_text("apiVersion: virt-reconcile/v1\nkind: Host\nmetadata: {name: kvm01}\nspec: {url: x}\n")
    told = shell("plan", file)
    assert told.code == 2
    assert "error" in told.out
