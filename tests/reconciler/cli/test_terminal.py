import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.reconciler.cli.conftest import MACHINE, URI

QUESTION = "Do it? [y/N]: "


class Terminal:
    """The program with a terminal on all its streams, and what was seen on it."""

    def __init__(self, words: list[str], **environment: str) -> None:
        self._side, theirs = pty.openpty()
        self.seen = ""
        self.program = subprocess.Popen(
            [sys.executable, "-m", "reconciler", *words],
            stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm"} | environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def until(self, text: str) -> None:
        end = time.monotonic() + 30
        while text not in self.seen:
            assert time.monotonic() < end, self.seen
            assert self._read(), self.seen

    def interrupt(self) -> None:
        """Ctrl-C, once the program sleeps: between a prompt and the read, Python would miss it."""
        state = Path(f"/proc/{self.program.pid}/stat")
        while state.read_text("ascii").rpartition(")")[2].split()[0] != "S":
            time.sleep(0.01)
        self.program.send_signal(signal.SIGINT)

    def type(self, text: str) -> None:
        os.write(self._side, text.encode())

    def end(self) -> int:
        while self._read():
            pass
        os.close(self._side)
        return self.program.wait(30)

    def _read(self) -> bool:
        if not select.select([self._side], [], [], 30)[0]:
            return False
        try:
            found = os.read(self._side, 65536)
        except OSError:  # the program has gone
            return False
        self.seen += found.decode()
        return bool(found)


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    manifests = tmp_path / "manifests"
    manifests.mkdir()
    (manifests / "web-1.yaml").write_text(MACHINE.format(name="web-1", memory="64MiB", policy=""), "utf-8")
    return ["--state-dir", str(tmp_path / "state"), "-c", URI, "apply", str(manifests)]


def test_apply_shows_the_plan_and_asks(words: list[str]) -> None:
    """Yes does it, with the progress of each step."""
    terminal = Terminal(words)
    terminal.until(QUESTION)
    assert "VirtualMachine/web-1" in terminal.seen
    terminal.type("y\n")
    assert terminal.end() == 0
    assert "create VirtualMachine/web-1" in terminal.seen
    assert "everything is in sync" in terminal.seen


def test_no_is_no(words: list[str]) -> None:
    """Nothing is done, and the exit code says that differences remain."""
    terminal = Terminal(words)
    terminal.until(QUESTION)
    terminal.type("\n")
    assert terminal.end() == 1
    assert "Nothing was done." in terminal.seen
    assert "Applied" not in terminal.seen


def test_ctrl_c_at_the_question_is_no_error_of_ours(words: list[str]) -> None:
    """Exit code 130 and one sentence."""
    terminal = Terminal(words)
    terminal.until(QUESTION)
    terminal.interrupt()
    assert terminal.end() == 130
    assert "Interrupted" in terminal.seen
    assert "Traceback" not in terminal.seen


def test_a_terminal_gets_colours_unless_somebody_says_no(words: list[str]) -> None:
    """NO_COLOR (when it is not empty) and --no-color are respected; so are pipes, as other tests show."""
    plan = [*words[:4], "plan", words[-1]]
    for arguments, environment, coloured in (
        (plan, {"NO_COLOR": ""}, True),
        (plan, {"NO_COLOR": "1"}, False),
        ([*plan, "--no-color"], {}, False),
    ):
        terminal = Terminal(arguments, **environment)
        assert terminal.end() == 1
        assert ("\x1b[32m" in terminal.seen) is coloured
