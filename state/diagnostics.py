"""What a person must be told about bad input: collected, with file, line, column and remedy, never raised
one by one.

Made by `state.desired`, carried by `World` and the report, printed by the command line.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error makes its manifest unusable; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a source: file relative to the source's root, line and column from 1 (0: the whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: how bad, where, what, and what to do about it. `excerpt` is the source around it, if
    any.
    """

    severity: Severity
    where: Where
    message: str
    remedy: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{self.where}: {self.severity}: {self.message}{remedy}"
