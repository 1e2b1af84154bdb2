import pytest

from tests.reconciler.cli.conftest import Shell

BAD = """\
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: web-1}
spec:
  memry: 2GiB
  vcpus: "2"
"""


def test_valid_manifests_are_counted(shell: Shell) -> None:
    """Exit code 0 and how many objects there are."""
    shell.machine("a")
    shell.machine("b")
    assert shell("validate") == (valid := shell("validate", "."))
    assert (valid.code, valid.out) == (0, "Valid: 2 objects.\n")


def test_every_error_is_told_with_its_place_and_remedy(shell: Shell) -> None:
    """All of them at once: file, line, column, the excerpt with a caret, and what to do."""
    shell.write("bad.yaml", BAD)
    invalid = shell("validate")
    assert invalid.code == 2
    assert "bad.yaml:5:3: error: unknown field `memry`" in invalid.out
    assert "5 |   memry: 2GiB\n      |   ^" in invalid.out
    assert "bad.yaml:6:" in invalid.out
    assert "remedy:" in invalid.out
    assert "Invalid: 2 errors." in invalid.out


@pytest.mark.parametrize("verb", ["validate", "plan", "drift"])
def test_files_are_named_as_one_opens_them_from_here(shell: Shell, verb: str) -> None:
    """A finding in another folder carries that folder, for people and for what annotates a change."""
    file = shell.write("deep/bad.yaml", BAD)
    for path, shown in ((shell.manifests, file), (file, file), (".", "deep/bad.yaml")):
        told = shell(verb, path)
        assert f"{shown}:5:3" in told.out + told.err
        findings = shell(verb, path, "-o", "json").document["diagnostics"]
        assert isinstance(findings, list)
        assert findings[0]["file"] == str(shown)


def test_a_kept_report_names_files_within_the_manifests(shell: Shell) -> None:
    """Whoever asks for it may be elsewhere."""
    shell.write("bad.yaml", BAD)
    shell.machine("web-1")
    done = shell("apply", "--yes", shell.manifests, "-o", "json").document["diagnostics"]
    kept = shell("status", "-o", "json").document["diagnostics"]
    assert isinstance(done, list)
    assert isinstance(kept, list)
    assert (done[0]["file"], kept[0]["file"]) == (f"{shell.manifests}/bad.yaml", "bad.yaml")


def test_a_path_that_is_not_there_is_an_error(shell: Shell) -> None:
    """An empty answer to a wrong path would read as `valid`."""
    missing = shell("validate", "nowhere")
    assert missing.code == 2
    assert "cannot be read: no such file" in missing.out
