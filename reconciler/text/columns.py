"""Rows of cells as aligned lines. Used wherever people read a table; colours do not count as width."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from reconciler.text.paint import bare, paint

WIDEST = 48


def aligned(rows: Sequence[Sequence[str]], indent: int = 0) -> list[str]:
    """One line a row; columns two blanks apart, none padded beyond `WIDEST` for one long cell's sake."""
    columns = zip_longest(*rows, fillvalue="")
    widths = [max((n for cell in column if (n := _width(cell)) <= WIDEST), default=0) for column in columns]
    return [" " * indent + _line(row, widths) for row in rows]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Aligned rows under a dim heading."""
    return aligned([[paint(title, "dim") for title in head], *rows])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)
    ).rstrip()


def _width(cell: str) -> int:
    return len(bare(cell))
