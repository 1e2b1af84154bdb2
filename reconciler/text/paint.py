"""Colour, as terminals understand it. Texts are painted always; whoever prints strips where nobody wants it.

Kept apart from click so that texts stay values of the pure core. Used by every module of `reconciler.text`.
"""

import re
from typing import Literal, TypeAlias

Colour: TypeAlias = Literal["red", "green", "yellow", "magenta", "cyan", "dim", "bold"]
_CODES = (("bold", 1), ("dim", 2), ("red", 31), ("green", 32), ("yellow", 33), ("magenta", 35), ("cyan", 36))
_PAINT = re.compile(r"\x1b\[\d+m")


def paint(text: str, colour: Colour | None) -> str:
    """The text in a colour; an empty text stays empty."""
    return f"\x1b[{dict(_CODES)[colour]}m{text}\x1b[0m" if text and colour else text


def bare(text: str) -> str:
    """The text without its colours."""
    return _PAINT.sub("", text)
