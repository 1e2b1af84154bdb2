"""The routes: GET and HEAD only, each answered from the board's snapshot. Served by
`reconciler.web.server`.

What takes long to write for thousands of objects is a plain function, which Starlette runs on a thread of its
own: health and readiness answer meanwhile.
"""

import threading
import time
from collections.abc import Callable
from importlib.resources import files

from jinja2 import Environment, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from reconciler.daemon.board import Board, HostStatus
from reconciler.metrics import Metrics
from reconciler.published import Report, as_document

GRACE = 300.0  # seconds beyond three intervals after which a host's loop counts as stalled


def application(board: Board, metrics: Metrics) -> Starlette:
    """The web application over one board."""
    routes = _Routes(board, metrics)
    return Starlette(
        routes=[
            Route("/", routes.page),
            Route("/metrics", routes.metrics),
            Route("/healthz", routes.healthz),
            Route("/readyz", routes.readyz),
            Route("/api/v1/report", routes.report),
        ]
    )


class _Routes:
    """One method for each route."""

    def __init__(self, board: Board, metrics: Metrics) -> None:
        self._board = board
        self._metrics = metrics
        template = files("reconciler.web").joinpath("page.html").read_text("utf-8")
        page = Environment(autoescape=select_autoescape(default=True)).from_string(template)
        self._page = Written(board, lambda told: HTMLResponse(page.render(report=as_document(told))))
        self._report = Written(board, lambda told: JSONResponse(as_document(told)))

    def page(self, _request: Request) -> Response:
        """The page for people."""
        return self._page.latest()

    def metrics(self, request: Request) -> Response:
        """What Prometheus scrapes."""
        text, media_type = self._metrics.exposed(request.headers.get("accept", ""))
        return Response(text, headers={"content-type": media_type})

    async def healthz(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _request: Request) -> Response:
        """The loop works: the manifests were read, and every host's cycles go on."""
        snapshot = self._board.snapshot
        hosts = {
            status.name: why for status in snapshot.hosts.values() if (why := stalled(status, time.time()))
        }
        ready = snapshot.source.fetched > 0 and not hosts
        return JSONResponse({"ready": ready, "stalled": hosts}, status_code=200 if ready else 503)

    def report(self, _request: Request) -> Response:
        """The report, in its published shape."""
        return self._report.latest()


class Written:
    """The board's report in one form, written once for each snapshot however many ask for it."""

    def __init__(self, board: Board, write: Callable[[Report], Response]) -> None:
        self._board = board
        self._write = write
        self._lock = threading.Lock()
        self._known: tuple[int, Response] | None = None

    def latest(self) -> Response:
        """The answer for the latest snapshot; whoever comes while it is written waits for it."""
        with self._lock:
            number = self._board.snapshot.number
            if self._known is None or self._known[0] != number:
                self._known = (number, self._write(self._board.report()))
            return self._known[1]


def stalled(status: HostStatus, now: float) -> str:
    """Why a host's loop is not going on; empty where it is. A host that is down is no stalled loop."""
    if not status.completed:
        return "not looked at yet"
    late = now - status.completed - 3 * status.interval - GRACE
    return f"its last cycle ended {now - status.completed:.0f} s ago" if late > 0 else ""
