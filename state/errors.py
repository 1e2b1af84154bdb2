"""How the world fails: the error tree that every layer above the I/O knows, so that nobody but the borders
catches libvirt's or sqlite's own exceptions. Raised by `state.live` and `state.recorded`, turned into
outcomes by `reconciler.apply` and into exit code 2 by the command line.

    Failure
     ├─ Transient       may be over on the next attempt: a lost connection, a time-out, a lock held by another
     └─ Terminal        stays until somebody changes something
         ├─ NotFound    libvirt itself says that there is no such object
         └─ Unfinished  something was made and is not complete, so it must not be taken for what was asked
"""


class Failure(Exception):  # noqa: N818 - the base of Transient and Terminal, whose names are the words of the design
    """Something outside of us did not do what was asked. Printing it gives one line for people.

    message: what happened, one line. remedy: what to do about it, or nothing.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = " ".join(message.split())
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} ({self.remedy})" if self.remedy else self.message


class Transient(Failure):
    """It may work on the next attempt."""


class Terminal(Failure):
    """It will not work until somebody changes something."""


class NotFound(Terminal):
    """libvirt says that the object does not exist; the one failure that is evidence of absence."""


class Unfinished(Terminal):
    """What was begun is half done: it is begun again, and not taken for done."""
