"""The one exception of the lab; every module of the lab raises it, and it always names the remedy."""


class LabError(Exception):
    """The lab cannot do what was asked: what happened, and what the reader can do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}\n  remedy: {remedy}")
        self.what = what
        self.remedy = remedy
