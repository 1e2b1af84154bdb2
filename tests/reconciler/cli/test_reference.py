import json

import pytest

from schemas import KINDS
from tests.reconciler.cli.conftest import Shell
from tests.reconciler.golden import SCHEMA


def test_the_schema_of_all_manifests_knows_every_kind(shell: Shell) -> None:
    """What an editor gets without naming a kind fits any manifest."""
    document = shell("schema").document
    assert document["properties"] == {"kind": {"enum": [kind.name for kind in KINDS]}}


@pytest.mark.parametrize("word", ["vm", "VirtualMachine", "virtualmachine"])
def test_a_kind_is_named_as_people_name_it(shell: Shell, word: str) -> None:
    """By its name or its short word, in any case."""
    assert shell("schema", word).document["title"] == "A manifest of a VirtualMachine"


def test_the_schema_of_the_report_is_the_published_one(shell: Shell) -> None:
    """Scripts get from the program what the reference shows."""
    assert shell("schema", "report").document == json.loads(SCHEMA.read_text("utf-8"))


def test_the_settings_file_has_a_schema_too(shell: Shell) -> None:
    """With the names that the file uses."""
    properties = shell("schema", "settings", "-o", "json").document["properties"]
    assert isinstance(properties, dict)
    assert {"connect", "stateDir", "interval", "listen", "policy", "deletions", "backoff", "log"} <= set(
        properties
    )


def test_a_field_is_explained(shell: Shell) -> None:
    """What it means, where it is in libvirt's XML, and what changing it costs."""
    told = shell("explain", "vm.spec.memory")
    assert told.code == 0
    assert "domain/memory" in told.out
    assert "restart" in told.out


@pytest.mark.parametrize("words", [["explain", "vm.spec.nonsense"], ["explain"], ["schema", "car"]])
def test_what_nobody_knows_is_a_usage_error(shell: Shell, words: list[str]) -> None:
    """Exit code 2, and how to ask."""
    wrong = shell(*words)
    assert wrong.code == 2
    assert "Usage:" in wrong.err


def test_the_schemas_that_are_no_kind_are_named_too(shell: Shell) -> None:
    """Whoever mistypes one learns of all of them."""
    assert shell("schema", "bogus").err.endswith("volume, vm, report, settings\n")


@pytest.mark.parametrize(
    ("field", "default"), [("restart", "never"), ("mode", "enforce"), ("adopt", "false")]
)
def test_a_policy_is_explained_with_its_default(shell: Shell, field: str, default: str) -> None:
    """And with who may say something else."""
    assert f"default  {default}, where neither the Host" in shell("explain", f"policy.{field}").out
    assert f"  {field}  " in shell("explain", "policy").out


@pytest.mark.parametrize(
    ("typed", "meant", "never"),
    [
        ("network.foo", "`explain network`", "vm."),
        ("network.spec.forwrd", "network.spec.forward", "vm."),
        ("policy.restrt", "did you mean policy.restart?", "vm."),
        ("bogus", "begin with one of host, secret, ", "explain vm"),
        ("memry", "vm.spec.memory", "network.spec"),
    ],
)
def test_what_may_have_been_meant_is_of_the_kind_that_was_named(
    shell: Shell, typed: str, meant: str, never: str
) -> None:
    """Where none was named, the kinds are listed."""
    told = shell("explain", typed)
    assert told.code == 2
    assert meant in told.err
    assert never not in told.err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("explain vm.spec.mem", "vm.spec.memory"),
        ("schema re", "report"),
        ("pl", "plan"),
        ("plan --allow", "--allow-deletions"),
    ],
)
def test_the_shell_completes_verbs_options_and_fields(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, typed: str, offered: str
) -> None:
    """What is begun is offered, as bash asks for it."""
    monkeypatch.setenv("COMP_WORDS", f"virt-reconcile {typed}")
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split())))
    monkeypatch.setenv("_VIRT_RECONCILE_COMPLETE", "bash_complete")
    with pytest.raises(SystemExit):
        shell()
    assert f"plain,{offered}" in shell.capture.readouterr().out.split()
