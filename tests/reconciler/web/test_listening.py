import pytest

from reconciler.web.server import bound
from state.errors import Terminal


@pytest.mark.parametrize(
    "listen", ["127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:http", "127.0.0.1", "[::1]:65536"]
)
def test_an_address_that_cannot_be_is_said_with_its_option(listen: str) -> None:
    """A port that is no number or too great is the user's mistake, and no defect of ours."""
    with pytest.raises(Terminal) as refused:
        bound(listen)
    assert listen in refused.value.message
    assert "--listen" in refused.value.remedy
