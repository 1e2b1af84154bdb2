"""Where the value of a secret is kept, since it is in no manifest: how a manifest refers to it.

Used by every field that takes a secret. To read what is referred to is I/O: see `state.desired.secrets`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from schemas.choice import exactly_one
from schemas.scalars import FilePath
from schemas.spec import Spec


class Elsewhere(Spec):
    """Where a secret's value is. One of the three, and one only."""

    ONE_OF: ClassVar[tuple[str, ...]] = ("file", "credential", "host")
    file: Annotated[
        FilePath | None,
        Field(
            description="a file of the machine that virt-reconcile runs on; one newline at its end is none"
        ),
    ] = None
    credential: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$",
            description="one of systemd's credentials (`LoadCredential=`, `LoadCredentialEncrypted=`)",
        ),
    ] = None
    host: Annotated[
        Literal[True] | None, Field(description="whatever the host has is right: left as it is")
    ] = None

    @model_validator(mode="after")
    def _one(self) -> "Elsewhere":
        """One place."""
        exactly_one("where a secret's value is kept", self)
        return self

    @property
    def place(self) -> tuple[str, str] | None:
        """How it is kept, and under what name; None where the host's own value is right."""
        if self.file is not None:
            return "file", self.file
        return None if self.credential is None else ("credential", self.credential)
