"""Processes on a leash: started with a pipe whose end they watch, so they die with us, however we die.

Used by `tests.lab.host` and `tests.lab.switch`. A process is known by its PID and its start time together, so
that a recycled PID is never taken for ours.
"""

import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lab.commands import ENVIRONMENT
from tests.lab.errors import LabError


@dataclass(frozen=True)
class ProcessId:
    """A process of this machine: PID and start time in clock ticks since boot (/proc/PID/stat)."""

    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> "ProcessId":
        """The identity of a running process; OSError when it is gone."""
        return cls(pid, _start_time(pid))

    def alive(self) -> bool:
        """Whether this very process still runs (a zombie counts as gone)."""
        try:
            return _start_time(self.pid) == self.started
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL to this very process; nothing when it is gone."""
        if self.alive():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def _start_time(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    if fields[0] in "ZX":
        raise ProcessLookupError(pid)
    return int(fields[19])


class Leashed:
    """A child process that reads verbs from a pipe, answers with lines, and ends at the end of the pipe."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1,
                env=ENVIRONMENT, start_new_session=True,
            )  # fmt: skip
        self.id = ProcessId.of(self._process.pid)
        self._log = log
        self._asking = threading.Lock()

    def ask(self, verb: str, timeout: float = 10.0) -> str:
        """Send one verb and return the answer line; LabError when none comes within `timeout` seconds."""
        assert self._process.stdin is not None
        with self._asking:
            with suppress(BrokenPipeError):
                self._process.stdin.write(verb + "\n")
                self._process.stdin.flush()
            return self.answer(timeout)

    def answer(self, timeout: float = 10.0) -> str:
        """The next line that the process prints; LabError when none comes within `timeout` seconds."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], timeout)
        line = self._process.stdout.readline().strip() if ready else ""
        if not line:
            log = self._log.read_text(errors="replace")[-1500:]
            raise LabError(
                f"a lab process failed:\n{log}", f"read {self._log}; a container must be privileged"
            )
        return line

    def end(self, timeout: float = 10.0) -> None:
        """Close the pipe and wait for the process; kill it when it outlives `timeout` seconds."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def wait_gone(processes: Sequence[ProcessId], timeout: float = 10.0) -> None:
    """Wait until none of the processes runs; LabError after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while any(process.alive() for process in processes):
        if time.monotonic() > deadline:
            left = ", ".join(str(process.pid) for process in processes if process.alive())
            raise LabError(f"processes {left} of the lab do not end", "look at them with ps; a reboot helps")
        time.sleep(0.01)
