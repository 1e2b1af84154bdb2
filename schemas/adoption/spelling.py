"""Values as people write them in a manifest: `2GiB`, `0-3`. Called by `schemas.adoption.statement`."""

from schemas.codecs import CPUSET, Codec, Size
from schemas.facts import Value

_UNITS = (("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))


def spelt(codec: Codec, value: Value) -> object:
    """A value as YAML's plain data: sizes with a unit, sets of numbers as ranges, the rest as it is."""
    if isinstance(codec, Size) and isinstance(value, int):
        return quantity(value)
    if codec is CPUSET:
        return CPUSET.encode(value)
    return list(value) if isinstance(value, tuple) else value


def quantity(size: int) -> str | int:
    """Bytes with the largest unit that leaves a whole number: `2GiB`, `1536MiB`; plain bytes otherwise."""
    for unit, factor in _UNITS:
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return size
