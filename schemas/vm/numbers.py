"""Sets of processors and NUMA nodes as manifests spell them: `0-3,^2`. Used by the specs of a machine."""

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from schemas.codecs import CPUSET

_HIGHEST = 99999  # a set is held number by number: a range without end must not fill the memory
_SET = re.compile(r"\s*\^?[0-9]{1,5}(-[0-9]{1,5})?(\s*,\s*\^?[0-9]{1,5}(-[0-9]{1,5})?)*\s*")


def parse_numbers(written: object) -> tuple[int, ...]:
    """`0-3,^2,5`, a number or a list of numbers, sorted. ValueError otherwise, and where none is chosen."""
    numbers = _listed(written) if isinstance(written, list | tuple) else _spelt(written)
    if not numbers:
        raise ValueError(f"{written!r} chooses no number")
    return tuple(sorted(set(numbers)))


def _listed(written: list[object] | tuple[object, ...]) -> list[int]:
    numbers = [number for number in written if isinstance(number, int) and not isinstance(number, bool)]
    if len(numbers) < len(written) or not all(0 <= number <= _HIGHEST for number in numbers):
        raise ValueError(f"{written!r} is not a list of numbers")
    return numbers


def _spelt(written: object) -> list[int]:
    text = str(written) if isinstance(written, int | str) and not isinstance(written, bool) else ""
    if not _SET.fullmatch(text):
        raise ValueError(f"{written!r} is not a set of numbers; write for example 0-3,^2 or [0, 1, 3]")
    found = CPUSET.decode(text)
    return [int(str(number)) for number in found] if isinstance(found, tuple) else []


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
                {"type": "integer", "minimum": 0, "maximum": _HIGHEST},
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0, "maximum": _HIGHEST},
                    "minItems": 1,
                },
            ],
            "description": "numbers such as 0-3,^2 or [0, 1, 3]",
        }
    ),
]
