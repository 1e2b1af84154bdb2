"""A server on a board, and how it is asked; to test what is served."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from reconciler.daemon.board import Board
from reconciler.metrics import Metrics
from reconciler.web.connections import Bounded
from reconciler.web.server import Server

PATIENCE = 60.0


@contextmanager
def serving(board: Board, connection: type[Bounded] = Bounded) -> Iterator[str]:
    """Where it listens."""
    with Server("127.0.0.1:0", board, Metrics(lambda: board.snapshot, "9"), connection) as server:
        yield server.address


def get(address: str, path: str) -> str:
    """What it answers."""
    with urllib.request.urlopen(f"http://{address}{path}", timeout=PATIENCE) as answer:
        text: bytes = answer.read()
    return text.decode()
