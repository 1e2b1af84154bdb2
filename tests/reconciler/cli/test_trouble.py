import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from reconciler.__main__ import run
from tests.reconciler.cli.conftest import Shell


def test_a_host_that_does_not_answer_is_told_in_one_line(shell: Shell) -> None:
    """Exit code 2, the reason, no traceback, and nothing is said of its objects but that it is unknown."""
    shell.machine("web-1")
    down = shell("plan", "-c", f"qemu+unix:///system?socket={shell.home}/nobody")
    assert down.code == 2
    assert "does not answer" in down.out
    assert "to create" in down.out
    assert "0 to create" in down.out
    assert "Traceback" not in down.out + down.err


def test_an_unwritable_place_is_told_in_one_line(shell: Shell) -> None:
    """A plan that cannot be saved, a ledger that cannot be made."""
    shell.machine("web-1")
    unsaved = shell("plan", "--out", shell.home)
    assert (unsaved.code, "cannot be saved" in unsaved.err) == (2, True)
    file = shell.write("../file", "")
    unmade = shell("apply", "--yes", "--state-dir", file / "below")
    assert (unmade.code, "error: the ledger" in unmade.err) == (2, True)


def test_a_defect_is_told_in_one_line(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody foresaw (no shell can pass a NUL) is no traceback either, until somebody asks for it."""
    assert shell("plan", "a\0b").code == 2
    assert run(["plan", "a\0b"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert run(["plan", "a\0b", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_does_not_wait_for_a_host_that_hangs(tmp_path: Path) -> None:
    """Exit code 130 and one sentence, at once, though libvirt's call never returns."""
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "socket"))
        deaf.listen()
        uri = f"qemu+unix:///system?socket={tmp_path}/socket"
        words = [
            sys.executable,
            "-m",
            "reconciler",
            "--state-dir",
            str(tmp_path),
            "plan",
            "-c",
            uri,
            str(tmp_path),
        ]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as hanging:
            connection, _ = deaf.accept()
            hanging.send_signal(signal.SIGINT)
            _, said = hanging.communicate(timeout=20)
            connection.close()
    assert hanging.returncode == 130
    assert said.strip() == "Interrupted: nothing more was done."


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    """Into a closed pipe it ends quietly: no traceback, nothing on standard error."""
    script = f"{sys.executable} -m reconciler completion zsh | true"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert ended.stderr == ""


@pytest.mark.parametrize("words", ["schema", "--help", "validate tests/cases/text", "-o json history"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_cannot_be_written_is_no_defect(tmp_path: Path, words: str, unbuffered: str) -> None:
    """A full disk: one sentence, exit code 2, whatever was to be printed."""
    script = f"{sys.executable} -m reconciler --state-dir {tmp_path} {words} > /dev/full"
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    ended = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, env=environment
    )
    assert ended.returncode == 2
    assert ended.stderr == (
        "error: the output cannot be written: no space left on device\n    remedy: send it elsewhere\n"
    )


def test_where_nothing_can_be_said_the_exit_code_says_it(tmp_path: Path) -> None:
    """Standard error is full, too: trouble all the same."""
    script = f"{sys.executable} -m reconciler --state-dir {tmp_path} status 2> /dev/full"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_stream_that_is_closed_is_one_that_nobody_reads(tmp_path: Path, closed: str) -> None:
    """No traceback for a caller that wants to hear nothing."""
    script = f"{sys.executable} -m reconciler --state-dir {tmp_path} validate {tmp_path} {closed}"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_heavy_things_are_imported_only_when_they_are_used(tmp_path: Path) -> None:
    """`--help` and completion know click and nothing else; validating asks no libvirt."""
    (tmp_path / "empty").mkdir()
    promises = (
        (["--help"], {"pydantic", "lxml", "libvirt", "sqlite3", "yaml", "rich", "structlog"}),
        (["completion", "zsh"], {"pydantic", "lxml", "libvirt", "sqlite3", "yaml", "rich"}),
        (["plan", "--help"], {"pydantic", "lxml", "libvirt", "sqlite3", "yaml", "rich"}),
        (["validate", str(tmp_path / "empty")], {"libvirt", "sqlite3", "rich", "structlog"}),
        (["status"], {"libvirt", "yaml", "rich", "structlog"}),
        (
            ["plan", "-c", "test:///default", str(tmp_path / "empty")],
            {"rich", "structlog", "uvicorn", "starlette"},
        ),
    )
    for words, unwanted in promises:
        assert not imported(["--state-dir", str(tmp_path), *words]) & unwanted, words


def test_a_plan_of_what_was_applied_reads_and_compares_and_nothing_else(shell: Shell) -> None:
    """Neither parser nor validator nor what acting needs is imported for manifests that are as they were."""
    shell.machine("web-1")
    assert shell("apply", "--yes").code == 0
    heavy = {"pydantic", "yaml", "schemas.vm.machine", "state.desired.load", "state.desired.resolve"}
    acting = {"reconciler.kinds", "reconciler.acting", "reconciler.apply", "tenacity", "rich", "structlog"}
    cache = shell.home / "byte-code"
    imported(["plan", str(shell.manifests)], cache)
    for verb in ("plan", "drift"):
        loaded = imported([verb, str(shell.manifests)], cache)
        assert "libvirt" in loaded
        assert not loaded & (heavy | acting | {"asyncio", "email", "tempfile", "subprocess"}), verb


def imported(words: list[str], cache: Path | None = None) -> set[str]:
    """The modules that a command line imports; with its byte-code in a folder where one is given."""
    script = f"import sys; from reconciler.__main__ import run; run({words!r}); print('\\n', *sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if cache is not None:
        environment["PYTHONPYCACHEPREFIX"] = str(cache)
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    return set(ended.stdout.splitlines()[-1].split())
