"""Sets of processors and NUMA nodes as manifests spell them: `0-3,^2`. Used by the specs of a machine."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from schemas.codecs import HIGHEST, numbers

_SET = re.compile(r"\s*\^?[0-9]{1,9}(-[0-9]{1,9})?(\s*,\s*\^?[0-9]{1,9}(-[0-9]{1,9})?)*\s*")


def parse_numbers(written: object) -> tuple[int, ...]:
    """`0-3,^2,5`, a number or a list of numbers, sorted. ValueError otherwise, and where none is chosen."""
    found = numbers(",".join(_listed(written)) if isinstance(written, list | tuple) else _spelt(written))
    if not found:
        raise ValueError(f"{written!r} chooses no number")
    return found


def _listed(written: list[object] | tuple[object, ...]) -> Iterator[str]:
    for number in written:
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise ValueError(f"{written!r} is not a list of numbers")
        yield str(number)


def _spelt(written: object) -> str:
    text = str(written) if isinstance(written, int | str) and not isinstance(written, bool) else ""
    if not _SET.fullmatch(text):
        raise ValueError(f"{written!r} is not a set of numbers; write for example 0-3,^2 or [0, 1, 3]")
    return text


NumberSet = Annotated[
    tuple[int, ...],
    BeforeValidator(parse_numbers),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^\^?[0-9]{1,5}(-[0-9]{1,5})?(,\^?[0-9]{1,5}(-[0-9]{1,5})?)*$",
                },
                {"type": "integer", "minimum": 0, "maximum": HIGHEST},
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0, "maximum": HIGHEST},
                    "minItems": 1,
                },
            ],
            "description": "numbers such as 0-3,^2 or [0, 1, 3]",
        }
    ),
]
