"""What the patterns of our scalar types ask for, in words. Called by `state.desired.mistakes`."""

from typing import get_args

from pydantic import StringConstraints

from schemas import manifest, scalars

_WORDS = (
    (manifest.Name, manifest.NAME_RULE),
    (manifest.DeviceName, "use letters, digits, `-` and `_` only; 48 characters at most"),
    (scalars.Mac, 'write six pairs of hexadecimal digits, the first an even number: "52:54:00:12:34:56"'),
    (scalars.Uuid, "write it as 8-4-4-4-12 hexadecimal digits"),
    (scalars.Line, "one line of text, without control characters"),
    (scalars.Prose, "text without control characters other than line breaks"),
    (scalars.FilePath, "an absolute path of a file: it begins with `/` and does not end so"),
    (scalars.AbsolutePath, "an absolute path: it begins with `/`"),
    (scalars.InterfaceName, "a network interface's name: letters, digits and `_.:-`; 15 characters at most"),
)


def described(pattern: str) -> str:
    """What text of this pattern looks like; the pattern itself where no scalar type has it."""
    return next(
        (words for scalar, words in _WORDS if _pattern(scalar) == pattern), f"it must match {pattern}"
    )


def _pattern(scalar: object) -> str | None:
    """The regular expression of an annotated string type."""
    constraints = (part for part in get_args(scalar) if isinstance(part, StringConstraints))
    return next((str(part.pattern) for part in constraints), None)
