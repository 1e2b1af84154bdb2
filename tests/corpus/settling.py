"""The law that libvirt's text of an object is settled once it was defined again. All others rely on it."""

from schemas import xml
from schemas.walk import walk
from tests.corpus.shelf import RefusedError
from tests.corpus.subject import Subject
from tests.corpus.verdict import Verdict


def settles(subject: Subject) -> Verdict:
    """Defined from its settled text, an object is what it was; a few needed that second time to settle."""
    try:
        third = subject.shelf.put(subject.root())
    except RefusedError as error:
        return Verdict((f"libvirt refuses its own text: {error}",))
    moved = difference(subject.settled, third)
    second = bool(difference(subject.first, subject.settled))
    return Verdict(tuple(moved[:1]), {"settled only when defined twice": int(second)})


def difference(before: str, after: str) -> list[str]:
    """What differs between two documents, keyed order aside: each a sentence."""
    have, want = walk(xml.parse(before)), walk(xml.parse(after))
    return [
        f"{path}: {have.get(path)!r} became {want.get(path)!r}"
        for path in {**have, **want}
        if have.get(path) != want.get(path)
    ]
