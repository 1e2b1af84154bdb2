"""What the demonstration prints, and how it proves what it says: a claim that is not so ends it.

Used by every chapter of `examples.demo`.
"""

import os
import signal
import sys
import time
from types import FrameType
from typing import Final

_BOLD: Final = "\x1b[1m"
_CYAN: Final = "\x1b[36m"
_GREEN: Final = "\x1b[32m"
_DIM: Final = "\x1b[2m"
_PLAIN: Final = "\x1b[0m"


class BrokenClaim(Exception):  # noqa: N818 - it is a sentence of the story, and reads as one
    """Something that the demonstration said would happen did not happen."""


class Page:
    """Standard output, coloured where a terminal shows it."""

    def __init__(self) -> None:
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._began = time.monotonic()
        self._interrupted = False
        self.claims = 0

    @property
    def seconds(self) -> float:
        """How long the demonstration has run."""
        return time.monotonic() - self._began

    def heed(self, *presses: signal.Signals) -> None:
        """Have each of these signals end the story, at the next line at the latest.

        The exception that Python makes of a signal is lost where it lands in a callback from C.
        """
        for press in presses:
            signal.signal(press, self._interrupt)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self._interrupted = True
        raise KeyboardInterrupt

    def deaf(self) -> None:
        """The story is over: what was pressed is forgotten, and what will be is not heard."""
        self._interrupted = False
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def chapter(self, title: str) -> None:
        """Begin the next part."""
        self._line()
        self._line(self._painted(_BOLD, f"━━ {title} " + "━" * max(3, 92 - len(title))))

    def say(self, text: str) -> None:
        """A sentence to the reader."""
        self._line(text)

    def typed(self, command: str, prompt: str = "$") -> None:
        """A command as a person types it."""
        self._line()
        self._line(self._painted(_CYAN, f"{prompt} {command}"))

    def shown(self, text: str) -> None:
        """What a command or a file says, as it is."""
        if text.strip():
            self._line(text.strip("\n"))

    def aside(self, text: str) -> None:
        """What may be overlooked."""
        self._line(self._painted(_DIM, text))

    def claim(self, text: str, holds: bool) -> None:  # noqa: FBT001 - a claim is its text and whether it holds
        """State what was seen. BrokenClaim where it was not."""
        if not holds:
            raise BrokenClaim(text)
        self.claims += 1
        self._line(self._painted(_GREEN, f"  ✓ {text}"))

    def _painted(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_PLAIN}" if self._colour else text

    def _line(self, text: str = "") -> None:
        if self._interrupted:
            self._interrupted = False
            raise KeyboardInterrupt
        print(text, flush=True)
