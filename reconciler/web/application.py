"""The routes: GET and HEAD only, each answered from the board's snapshot. Served by
`reconciler.web.server`.
"""

import time
from importlib.resources import files

from jinja2 import Environment, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from reconciler.daemon.board import Board, HostStatus
from reconciler.metrics import Metrics
from reconciler.published import as_document

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
        self._page = Environment(autoescape=select_autoescape(default=True)).from_string(template)

    async def page(self, _request: Request) -> Response:
        """The page for people."""
        return HTMLResponse(self._page.render(report=as_document(self._board.report())))

    async def metrics(self, request: Request) -> Response:
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

    async def report(self, _request: Request) -> Response:
        """The report, in its published shape."""
        return JSONResponse(as_document(self._board.report()))


def stalled(status: HostStatus, now: float) -> str:
    """Why a host's loop is not going on; empty where it is. A host that is down is no stalled loop."""
    if not status.completed:
        return "not looked at yet"
    late = now - status.completed - 3 * status.interval - GRACE
    return f"its last cycle ended {now - status.completed:.0f} s ago" if late > 0 else ""
