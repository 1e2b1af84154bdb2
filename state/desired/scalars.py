"""What an unquoted scalar means: YAML 1.2's core schema, and none of YAML 1.1's surprises.

Why it exists: PyYAML reads YAML 1.1, where `no` is false, `52:54:00` is 190440 and `1_000` is 1000. Called by
`state.desired.yaml`.
"""

import re
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str | None

_NULL = ("", "~", "null", "Null", "NULL")
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DIGITS = 40  # more than any number that is meant as one


def plain(text: str) -> Scalar:
    """The value of an unquoted scalar. ValueError, with a sentence, for a number nobody can mean."""
    if text in _NULL:
        return None
    if text[0] in _STARTS:
        return _number(text)
    return True if text in _TRUE else False if text in _FALSE else text


def _number(text: str) -> int | float | str:
    if _INTEGER.fullmatch(text):
        if len(text) > _DIGITS:
            raise ValueError(f"a number of {len(text)} digits")
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _NO_NUMBER.fullmatch(text):
        raise ValueError(f"{text} is not a number that anything here can be")
    if _FLOAT.fullmatch(text):
        if len(text) > _DIGITS or abs(float(text)) == float("inf"):
            raise ValueError("a number that is too large or too long")
        return float(text)
    return text
