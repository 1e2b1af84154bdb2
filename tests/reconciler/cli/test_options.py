from pathlib import Path

import pytest

from tests.reconciler.cli.conftest import Shell


def uri_of(shell: Shell, *arguments: object) -> object:
    """Which host a command line looks at."""
    hosts = shell(*arguments, "-o", "json").document["hosts"]
    assert isinstance(hosts, list)
    return hosts[0]["uri"]


A, B, C = (f"test:///nowhere/{name}.xml" for name in "abc")


def test_an_option_stands_before_or_after_the_verb(shell: Shell) -> None:
    """Both are understood; of two, the one after the verb counts."""
    assert uri_of(shell, "-c", A, "plan") == A
    assert uri_of(shell, "plan", "-c", A) == A
    assert uri_of(shell, "-c", A, "plan", "--connect", B) == B


def test_typed_beats_environment_beats_file_beats_default(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for every option that can be given in more than one way."""
    settings = tmp_path / "config.yaml"
    settings.write_text(f"connect: {C}\n", "utf-8")
    monkeypatch.setenv("VIRT_RECONCILE_CONFIG", str(settings))
    monkeypatch.setenv("VIRT_RECONCILE_CONNECT", B)
    monkeypatch.setenv("LIBVIRT_DEFAULT_URI", "test:///nowhere/d.xml")
    assert uri_of(shell, "plan", "-c", A) == A
    assert uri_of(shell, "-c", A, "plan") == A
    assert uri_of(shell, "plan") == B
    monkeypatch.delenv("VIRT_RECONCILE_CONNECT")
    assert uri_of(shell, "plan") == C
    settings.write_text("", "utf-8")
    assert uri_of(shell, "plan") == "test:///nowhere/d.xml"
    monkeypatch.delenv("LIBVIRT_DEFAULT_URI")
    assert uri_of(shell, "plan") == "qemu:///system"


def test_a_verbs_own_option_is_in_the_environment_too(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the verb's name, so that one command's wish is not another's."""
    shell.machine("web-1")
    monkeypatch.setenv("VIRT_RECONCILE_APPLY_YES", "1")
    assert shell("apply").code == 0


def test_a_wrong_settings_file_is_told_like_a_wrong_manifest(shell: Shell) -> None:
    """Unknown keys and wrong values: place, excerpt and remedy, all at once."""
    settings = shell.write("config.yml", "interval: often\nconect: test:///default\n")
    wrong = shell("--config", settings, "plan")
    assert wrong.code == 2
    assert f"{settings}:1:11: error: `interval`" in wrong.err
    assert "unknown field `conect`; did you mean `connect`?" in wrong.err
    assert "Traceback" not in wrong.err


def test_a_settings_file_that_was_asked_for_must_be_there(shell: Shell) -> None:
    """The usual one may be missing; one that was named may not."""
    assert "there is no such file" in shell("plan", "--config", "/nowhere.yaml").err


def test_settings_give_the_policy_under_all_others(shell: Shell) -> None:
    """A policy of the settings holds where no manifest says otherwise."""
    settings = shell.write("../config.yaml", "policy: {mode: observe}\n")
    shell.machine("web-1")
    planned = shell("plan", "--config", settings)
    assert "mode: observe" in planned.out
    assert "0 to create" in planned.out


@pytest.mark.parametrize(
    "words", [["plan", "--nonsense"], ["nonsense"], ["plan", "a", "b"], ["plan", "-o", "xml"]]
)
def test_usage_errors_are_trouble(shell: Shell, words: list[str]) -> None:
    """Exit code 2, and how it is used."""
    wrong = shell(*words)
    assert wrong.code == 2
    assert "Usage:" in wrong.err
    assert not wrong.out


def test_the_version_is_told(shell: Shell) -> None:
    """`--version` before anything else."""
    told = shell("--version")
    assert (told.code, told.out.startswith("virt-reconcile 0.")) == (0, True)


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: Shell, name: str) -> None:
    """The script calls the program back by the variable that it listens to."""
    script = shell("completion", name)
    assert script.code == 0
    assert "_VIRT_RECONCILE_COMPLETE" in script.out
