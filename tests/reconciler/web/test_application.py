import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import PlainTextResponse, Response

from reconciler.daemon.board import Board, HostStatus, SourceStatus
from reconciler.published import Report
from reconciler.web.application import Written
from tests.reconciler.web.site import PATIENCE, get, serving


class Slow(Board):
    """Its report takes until it is let go."""

    def __init__(self) -> None:
        super().__init__("site", lambda: 0.0)
        self.asked, self.let_go = threading.Event(), threading.Event()

    def report(self) -> Report:
        self.asked.set()
        assert self.let_go.wait(PATIENCE)
        return super().report()


@pytest.mark.parametrize("path", ["/", "/api/v1/report"])
def test_health_and_readiness_answer_while_a_report_is_written(path: str) -> None:
    """However long that takes: for thousands of objects it is most of a second."""
    board = Slow()
    board.publish_source(SourceStatus("site", "r1", fetched=1.0))
    with serving(board) as address, ThreadPoolExecutor() as people:
        answer = people.submit(get, address, path)
        assert board.asked.wait(PATIENCE)
        try:
            assert get(address, "/healthz") == "ok\n"
            assert json.loads(get(address, "/readyz"))["ready"] is True
        finally:
            board.let_go.set()
        assert "r1" in answer.result()


def test_a_report_is_written_once_for_each_snapshot() -> None:
    """However many ask for it at once, and again as soon as there is news."""
    board, written = Board("site", lambda: 0.0), list[Report]()

    def write(told: Report) -> Response:
        written.append(told)
        return PlainTextResponse("")

    page = Written(board, write)
    for news in range(1, 4):
        board.introduce_host(HostStatus("kvm01", 60.0))
        with ThreadPoolExecutor() as people:
            asked = [people.submit(page.latest) for _ in range(8)]
        assert len({one.result() for one in asked}) == 1
        assert len(written) == news
