"""Rules that several specs share: one of several fields, no two items alike. Raises what pydantic reports."""

from collections import Counter
from collections.abc import Iterable, Sequence

from schemas.fields import Spec


def chosen(spec: Spec, fields: Sequence[str]) -> list[str]:
    """The YAML names of those of the fields that the manifest states; what is empty states nothing."""
    known = type(spec).model_fields
    return [known[name].alias or name for name in fields if getattr(spec, name) not in (None, "", ())]


def exactly_one(what: str, spec: Spec) -> None:
    """ValueError unless one of `ONE_OF` is stated, and one only. `what` is a noun: "the source of a disk"."""
    found = chosen(spec, spec.ONE_OF)
    if len(found) != 1:
        known = type(spec).model_fields
        names = ", ".join(known[name].alias or name for name in spec.ONE_OF)
        have = f"there are {' and '.join(found)}" if found else "there is none"
        raise ValueError(f"{what} is exactly one of {names}; {have}")


def no_two_alike(what: str, keys: Iterable[object]) -> None:
    """ValueError where a key comes twice. `what` is a plural before a key: "boot orders"."""
    twice = next((key for key, count in Counter(keys).items() if count > 1), None)
    if twice is not None:
        raise ValueError(f"there are two {what} {twice}")


def only_where(spec: Spec, holds: object, fields: Sequence[str], where: str) -> None:
    """ValueError where one of the fields is stated and `holds` is not true. `where`: "offset timezone".

    libvirt drops what means nothing to it without a word, and then the manifest would never be what there is.
    """
    found = [] if holds else chosen(spec, fields)
    if found:
        raise ValueError(f"{found[0]} goes with {where}")
