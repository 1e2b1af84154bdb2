"""A daemon under measurement: started on a fleet's folder, asked over HTTP, ended with the block."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.fleet import Fleet

LISTEN = "127.0.0.1:19177"


@dataclass(frozen=True)
class Daemon:
    """One that runs. pid: its process."""

    pid: int

    def report(self) -> dict[str, list[dict[str, str]]]:
        """What it published last."""
        with urllib.request.urlopen(f"http://{LISTEN}/api/v1/report", timeout=10) as answer:
            document: dict[str, list[dict[str, str]]] = json.load(answer)
        return document

    def state(self, name: str) -> str:
        """Where it says that a machine stands."""
        machines = (one for one in self.report()["objects"] if one["kind"] == "VirtualMachine")
        return next((one["state"] for one in machines if one["name"] == name), "")

    def memory(self) -> int:
        """Bytes of memory that are its own or shared with others (VmRSS)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) * 1024


@contextmanager
def running(fleet: Fleet, log: Path) -> Iterator[Daemon]:
    """A daemon that has looked at everything once."""
    words = [word for word in fleet.command("run", "--listen", LISTEN, "--interval", "600") if word]
    words.remove(str(fleet.source))
    words += ["--source", str(fleet.source)]
    with log.open("w") as output, subprocess.Popen(words, stdout=output, stderr=output) as process:
        daemon = Daemon(process.pid)
        try:
            until(lambda: _ready(daemon, process), 120)
            yield daemon
        finally:
            process.terminate()
            process.wait(60)


def _ready(daemon: Daemon, process: "subprocess.Popen[bytes]") -> bool:
    if process.poll() is not None:
        raise SystemExit(f"the daemon left with {process.returncode}")
    try:
        return bool(daemon.report()["objects"])
    except OSError:
        return False


def until(so: Callable[[], bool], patience: float) -> float:
    """Seconds until it is so."""
    started = time.perf_counter()
    while not so():
        if time.perf_counter() - started > patience:
            raise SystemExit("the benchmark waited in vain")
        time.sleep(0.001)
    return time.perf_counter() - started
