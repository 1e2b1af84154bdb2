"""What the running daemon tells over HTTP: readiness, its report, its metrics. Asked by the story."""

import http.client
import socket
import time
from collections.abc import Callable
from contextlib import closing

from reconciler.cli.keeping import report_from
from reconciler.published import Report


class Board:
    """The daemon's HTTP server at 127.0.0.1:`port`, which is chosen free."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    @property
    def listen(self) -> str:
        """What goes into `--listen`."""
        return f"127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of one request; status 0 while nobody listens."""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
        except OSError:
            return 0, ""

    def ready(self, ended: Callable[[], bool], patience: float = 60.0) -> bool:
        """Whether its first cycle is over within `patience` seconds, and before the daemon has `ended`."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not ended():
            if self.get("/readyz")[0] == http.HTTPStatus.OK and self.calm():
                return True
            time.sleep(0.05)
        return False

    def differences(self) -> frozenset[str]:
        """The paths of all changes in the present report; an object that is not there has the empty path."""
        told = self._report()
        return frozenset() if told is None else paths_of(told)

    def calm(self) -> bool:
        """Whether a host has been looked at and everything is as it should be."""
        told = self._report()
        return told is not None and told.in_sync and any(host.up for host in told.hosts)

    def _report(self) -> Report | None:
        status, body = self.get("/api/v1/report")
        return report_from(body) if status == http.HTTPStatus.OK else None

    def metrics(self) -> dict[str, str]:
        """Each sample of /metrics: name with labels to value."""
        lines = self.get("/metrics")[1].splitlines()
        samples = (line.rpartition(" ") for line in lines if line and not line.startswith("#"))
        return {name: value for name, _, value in samples}


def paths_of(told: Report) -> frozenset[str]:
    """The paths of all changes in a report."""
    return frozenset(change.path for one in told.objects for change in one.changes)
