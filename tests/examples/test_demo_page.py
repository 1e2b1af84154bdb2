import signal
from contextlib import suppress

import pytest

from examples.demo.page import Page


def test_a_press_that_a_callback_swallows_ends_the_story_at_the_next_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """libvirt drops exceptions of its Python callbacks, a KeyboardInterrupt among them."""
    page, before = Page(), signal.getsignal(signal.SIGUSR1)
    page.heed(signal.SIGUSR1)
    try:
        page.say("before")
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGUSR1)
        with pytest.raises(KeyboardInterrupt):
            page.say("after")
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert capsys.readouterr().out == "before\n"
