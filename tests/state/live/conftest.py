"""Connections to libvirt's test driver."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from state.live.connection import Connection
from tests.state.live.node import HOST, node_uri


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """An open connection to a host of its own."""
    with Connection(node_uri(tmp_path), HOST) as connection:
        yield connection
