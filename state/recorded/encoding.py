"""Facts as text in the ledger and back, every type kept exactly. Called by `state.recorded.objects`.

JSON holds numbers, strings and booleans as they are; a tuple is a list, a digest an object of one key. A
plain secret has no spelling here, so it cannot get into the ledger by mistake.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from schemas.facts import Digest, Facts, Value

_DIGEST = "digest"
_Json: TypeAlias = str | int | float | list["_Json"] | dict[str, str]


def encode(facts: Facts) -> str:
    """The facts as one line of JSON. TypeError for a `Secret` or anything else that is no storable value."""
    return json.dumps({path: _encoded(path, value) for path, value in facts.items()}, separators=(",", ":"))


def decode(text: str) -> Mapping[str, Value]:
    """What `encode` was given, with paths that thousands of objects share kept once in memory."""
    loaded: dict[str, _Json] = json.loads(text)
    return {sys.intern(path): _decoded(value) for path, value in loaded.items()}


def counts(text: str) -> Mapping[str, int]:
    """A stored `{path: count}`."""
    loaded: dict[str, int] = json.loads(text)
    return {sys.intern(path): count for path, count in loaded.items()}


def lines(parts: Iterable[object]) -> str:
    """A list of texts, or of lists of texts, as JSON."""
    return json.dumps(list(parts), separators=(",", ":"))


def _encoded(path: str, value: Value) -> _Json:
    match value:
        case str() | int() | float():
            return value
        case tuple():
            return [_encoded(path, part) for part in value]
        case Digest():
            return {_DIGEST: value.hexadecimal}
        case _:
            raise TypeError(f"{path}: a {type(value).__name__} cannot be stored in the ledger")


def _decoded(value: _Json) -> Value:
    match value:
        case str():
            return sys.intern(value)
        case list():
            return tuple(_decoded(part) for part in value)
        case dict():
            return Digest(value[_DIGEST])
        case _:
            return value
