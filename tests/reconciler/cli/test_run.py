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


@pytest.mark.parametrize("once", [[], ["--once"]])
def test_a_source_that_is_not_there_is_told_at_once(shell: Shell, once: list[str]) -> None:
    """A mistyped one would be waited for: it is named, with the option or the setting that names it."""
    nowhere = shell.home / "nowhere"
    typed = shell("run", *once, "--source", nowhere)
    assert (typed.code, typed.out) == (2, "")
    assert f"the source {nowhere} cannot be read: no such file or directory" in typed.err
    assert "--source" in typed.err
    settings = shell.write("../config.yaml", f"source: {nowhere}\n")
    assert "check `source` in the settings" in shell("run", *once, "--config", settings).err


@pytest.mark.parametrize("listen", ["foo", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1", ""])
def test_an_address_that_is_none_is_a_usage_error(shell: Shell, listen: str) -> None:
    """It names the option, or the line of the settings, and what an address looks like."""
    typed = shell("run", "--once", "--source", shell.manifests, "--listen", listen)
    assert typed.code == 2
    assert f"--listen: '{listen}' is no address" in typed.err
    settings = shell.write("../config.yaml", f"listen: '{listen}'\n")
    written = shell("run", "--once", "--source", shell.manifests, "--config", settings)
    assert written.code == 2
    assert f"{settings}:1:9: error:" in written.err
    assert "127.0.0.1:9817" in written.err


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "[::1]:9817", "localhost:65535", ":9817", "9817"])
def test_an_address_is_a_name_and_a_port(shell: Shell, listen: str) -> None:
    """As the server takes it."""
    assert shell("run", "--once", "--source", shell.manifests, "--listen", listen).code == 0
