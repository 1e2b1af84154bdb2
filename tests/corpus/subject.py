"""One document put on a host and settled there: what every law is tried on. Made by the harness."""

from dataclasses import dataclass
from functools import cached_property

from lxml.etree import _Element

from schemas import KINDS, xml
from schemas.facts import Ref
from schemas.kind import Kind
from schemas.secret import naming
from schemas.secret.naming import SECRET
from tests.corpus.adaptation import name_of, variants
from tests.corpus.documents import Document
from tests.corpus.shelf import POOL, RefusedError, Shelf

HOST = "localhost"


@dataclass(frozen=True)
class Subject:
    """An object that is on its shelf.

    written: the document as libvirt took it. first: libvirt's text of it. settled: libvirt's text once that
    was defined again, the reference for everything (a few documents settle only then).
    """

    document: Document
    shelf: Shelf
    written: str
    first: str
    settled: str

    @cached_property
    def name(self) -> str:
        """What libvirt calls it."""
        return name_of(xml.parse(self.settled))

    @cached_property
    def identity(self) -> str:
        """What libvirt tells it from others by: its UUID; a volume's key."""
        return xml.parse(self.settled).findtext("key" if self.document.tag == "volume" else "uuid") or ""

    def root(self) -> _Element:
        """The settled document, for the caller to change."""
        return xml.parse(self.settled)

    def restore(self) -> None:
        """Put it back as it settled; a secret's privacy, say, cannot be changed in place."""
        try:
            self.shelf.put(self.root())
        except RefusedError:
            self.shelf.clear(self.name)
            self.shelf.put(self.root())


def kind_of(tag: str) -> Kind | None:
    """The kind whose documents have this root; None where the product has no such kind."""
    return next((kind for kind in KINDS if kind.spec.tag == tag), None)


def ref_of(subject: Subject, kind: Kind) -> Ref:
    """What the product calls the object."""
    if kind.name == SECRET:
        return Ref(kind.name, HOST, naming.name(subject.name, subject.root().findtext("usage/*") or ""))
    return Ref(kind.name, HOST, subject.name, POOL if kind.name == "Volume" else "")


def placed(document: Document, shelf: Shelf) -> Subject:
    """Put the document on the shelf in the first variant that libvirt accepts. RefusedError with its last
    reason.
    """
    refusal = RefusedError("there is nothing to try")
    for root in variants(document):
        written = xml.text_of(root)
        try:
            first = shelf.put(root)
        except RefusedError as error:
            refusal = error
        else:
            return Subject(document, shelf, written, first, _again(shelf, first))
    raise refusal


def _again(shelf: Shelf, text: str) -> str:
    """libvirt's text once its own text was defined. RefusedError where it does not take what it wrote."""
    root = xml.parse(text)
    try:
        return shelf.put(root)
    except RefusedError as error:
        shelf.clear(name_of(root))
        raise RefusedError(f"libvirt refuses its own text: {error}") from error
