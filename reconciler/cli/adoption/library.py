"""One host's objects as what adoption works on: sightings, and what is known around them.

Used by `reconciler.cli.adoption.gathering`.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname

from lxml.etree import XMLSyntaxError

from schemas import kind_named, xml
from schemas.adoption import Sighting
from schemas.facts import Ref
from state.errors import Failure, Terminal
from state.live.catalogue import Catalogue
from state.live.listing import POOL, VOLUME


class Library:
    """What a host has. named: the host's name, where manifests have to say it."""

    def __init__(self, catalogue: Catalogue, *, named: bool) -> None:
        self._catalogue = catalogue
        self._host = catalogue.host if named else None

    def has(self, ref: Ref) -> bool:
        """Whether there is such an object that can be seen."""
        return self._catalogue.has(ref)

    def sighting(self, ref: Ref) -> Sighting:
        """An object as it is now. Transient, NotFound or Terminal where it cannot be read."""
        found = self._catalogue.document(ref)
        try:
            document = xml.parse(found.text)
        except XMLSyntaxError as error:
            raise Terminal(f"its document cannot be understood: {error}") from error
        return Sighting(
            kind_named(ref.kind),
            ref.name,
            document,
            self._host,
            ref.scope,
            active=found.active,
            autostart=found.autostart,
            running=found.running,
        )

    def volume_at(self, path: str) -> Ref | None:
        """The volume whose file this is, as far as its pool's folder tells."""
        pool = self._folders.get(dirname(path))
        if pool is None:
            return None
        ref = Ref(VOLUME, pool.host, path.rpartition("/")[2], pool.name)
        return ref if self.has(ref) else None

    @cached_property
    def _folders(self) -> Mapping[str, Ref]:
        """The pool that has each folder."""
        return dict(self._targets())

    def _targets(self) -> Iterator[tuple[str, Ref]]:
        for ref in self._catalogue.known(POOL):
            try:
                document = self.sighting(ref).document
            except Failure:
                continue  # who asks for the pool itself is told
            path = document.findtext("target/path")
            if path:
                yield path, ref
