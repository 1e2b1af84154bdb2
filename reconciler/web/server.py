"""The HTTP server in a thread of its own: bound before anything starts, so that a taken address is said at
once.
"""

import asyncio
import socket
import threading
import time
from types import TracebackType
from typing import Self

import uvicorn

from reconciler.daemon.board import Board
from reconciler.metrics import Metrics
from reconciler.settings import parse_address
from reconciler.web.application import application
from reconciler.web.connections import BACKLOG, Bounded, Complaints
from state.errors import Terminal


class Server:
    """Serves while its block lasts. `address`: where, with the port that a 0 became."""

    def __init__(
        self, listen: str, board: Board, metrics: Metrics, connection: type[Bounded] = Bounded
    ) -> None:
        self._socket = bound(listen)
        host, port = self._socket.getsockname()[:2]
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        config = uvicorn.Config(
            application(board, metrics),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            log_level="error",  # each request that is none is a warning, and anybody can send those
            http=connection,
            ws="none",
            backlog=BACKLOG,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        asyncio.get_running_loop().set_exception_handler(Complaints())
        await self._server.serve(sockets=[self._socket])

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()


def bound(listen: str) -> socket.socket:
    """A listening socket at `address:port` or `[address]:port`. Terminal where it cannot be had."""
    try:
        host, _, port = parse_address(listen).rpartition(":")
        host = host.strip("[]")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host or "127.0.0.1", int(port)), family=family)
    except (OSError, ValueError) as error:
        raise Terminal(f"cannot listen on {listen}: {error}", "give another one with --listen") from error
