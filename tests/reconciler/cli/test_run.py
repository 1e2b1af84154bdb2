import pytest

from tests.reconciler.cli.conftest import Shell


def test_one_cycle_makes_it_so_and_asks_nobody(shell: Shell) -> None:
    """What a timer starts: done, kept for `status`, and in sync the next time."""
    shell.machine("web-1")
    assert shell("run", "--once", "--source", shell.manifests).code == 0
    assert shell.host.lookupByName("web-1").isActive()
    assert shell("status").code == 0
    assert "Nothing to do: 1 object in sync." in shell("run", "--once", "--source", shell.manifests).out


def test_the_source_comes_from_the_settings_or_the_environment(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit file need not repeat what the settings say."""
    shell.machine("web-1")
    settings = shell.write("../config.yaml", f"source: {shell.manifests}\n")
    monkeypatch.chdir("/")
    assert shell("run", "--once", "--config", settings, "-o", "json").document["in_sync"] is True
    monkeypatch.setenv("VIRT_RECONCILE_SOURCE", str(shell.manifests))
    assert shell("run", "--once").code == 0


def test_without_manifests_nothing_is_run(shell: Shell) -> None:
    """The current directory is no source: a daemon that keeps to the wrong folder gives objects up."""
    shell.machine("web-1")
    assert shell("run", "--once").code == 2
    assert "web-1" not in [domain.name() for domain in shell.host.listAllDomains()]
