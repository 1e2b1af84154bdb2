"""Runs laws over documents, each on a lab host: in one process, or in several with a host each.

Called by the command line and by the sample in `make test`.
"""

import multiprocessing
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import libvirt

from tests.corpus.adaptation import named
from tests.corpus.adoption import Adoption
from tests.corpus.documents import MEMORIES, TAGS, Document
from tests.corpus.drifting import Drifting
from tests.corpus.emulators import add_emulators
from tests.corpus.keeper import Keeper, keeper
from tests.corpus.memories import Memories
from tests.corpus.mutation import Mutations, Palette
from tests.corpus.settling import settles
from tests.corpus.shelf import CrashError, RefusedError, Shelf, prepare
from tests.corpus.subject import Subject, placed
from tests.corpus.verdict import Examined, Verdict
from tests.corpus.versions import Versions, successors
from tests.lab import Host, Lab

SURVIVES = "libvirtd survives"  # no law but the ground under all of them
REMEMBERED = "what is remembered stays"
NAMES = ("settles", "adoption changes nothing", "the next version is made", "nothing moves unseen")
_SHELVED = dict.fromkeys(MEMORIES, "domain")  # beside a machine
_OFTEN = 50  # documents
Law = Callable[[Subject], Verdict]


@dataclass(frozen=True)
class Laws:
    """Those of objects, by name and in the order in which they are tried, and that of what is remembered."""

    objects: Mapping[str, Law]
    memories: Memories

    def of(self, document: Document, shelf: Shelf) -> Mapping[str, Verdict]:
        """What each says of a document, which is gone afterwards. RefusedError where libvirt takes it not."""
        if document.tag in MEMORIES:
            return {REMEMBERED: judged(lambda: self.memories(document, shelf))}
        subject = placed(document, shelf)
        verdicts = {name: judged(partial(law, subject)) for name, law in self.objects.items()}
        shelf.clear(subject.name)
        return verdicts


@dataclass
class Stand:
    """A host with a connection, and the laws that are tried there."""

    host: Host
    laws: Laws

    def __post_init__(self) -> None:
        self._connection = libvirt.open(self.host.uri)
        prepare(self.host, self._connection)

    def examine(self, document: Document) -> Examined:
        """One document: what libvirt says to it, and what each law says then. It is gone afterwards."""
        shelf = Shelf(self.host, self._connection, _SHELVED.get(document.tag, document.tag))
        try:
            return Examined(document.tag, document.path, verdicts=self.laws.of(document, shelf))
        except RefusedError as refusal:
            return Examined(document.tag, document.path, str(refusal))
        except CrashError as crash:
            self._revive()
            killed = Verdict((f"libvirtd was killed by\n{crash}",))
            return Examined(document.tag, document.path, verdicts={SURVIVES: killed})

    def _revive(self) -> None:
        self.host.start()
        self._connection = libvirt.open(self.host.uri)
        self._connection.storagePoolLookupByName("corpus").create()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def judged(law: Callable[[], Verdict]) -> Verdict:
    """What a law says; whatever else the product raises is a failure of it."""
    try:
        return law()
    except (RefusedError, CrashError):
        raise
    except Exception as error:  # noqa: BLE001 - the run goes on, and ends red
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Verdict((f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})",))


@contextmanager
def stand(host: Host, laws: Laws) -> Iterator[Stand]:
    """A stand whose connection ends with the block."""
    made = Stand(host, laws)
    try:
        yield made
    finally:
        made.close()


def laws(keeper: Keeper, documents: Sequence[Document], most: int | None = None) -> Laws:
    """Every law; of those of objects, some start from what those before left.

    most: so many mutations of a document; None for all.
    """
    adoption = Adoption(keeper)
    mutations = Mutations(Palette.of(named(document) for document in documents), most)
    found: tuple[Law, ...] = (
        settles,
        adoption,
        Versions(keeper, adoption, successors(documents)),
        Drifting(keeper, adoption, mutations),
    )
    return Laws(dict(zip(NAMES, found, strict=True)), Memories(keeper))


def examine_all(documents: Sequence[Document], workers: int) -> Iterable[Examined]:
    """Every document, by several processes with a host each. Neighbours stay together: they are much alike,
    and what was changed in one of them is not changed in the next.
    """
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    shares = [(documents, tuple(_part(documents, number, workers))) for number in range(workers)]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        return [each for share in pool.map(_share, shares) for each in share]


def _part(documents: Sequence[Document], number: int, workers: int) -> Iterator[Document]:
    """One worker's share of each kind."""
    for tag in TAGS:
        found = [each for each in documents if each.tag == tag]
        yield from found[len(found) * number // workers : len(found) * (number + 1) // workers]


def _share(share: tuple[Sequence[Document], Sequence[Document]]) -> list[Examined]:
    """One process's part of all documents."""
    documents, mine = share
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    with tempfile.TemporaryDirectory(prefix="corpus") as folder, Lab(Path(folder) / "lab") as lab:
        host = lab.hosts[0]
        add_emulators(host)
        with keeper(host.uri, Path(folder) / "state") as kept, stand(host, laws(kept, documents)) as made:
            return [*_examined(made, mine)]


def _examined(made: Stand, documents: Sequence[Document]) -> Iterator[Examined]:
    """One document after the other, with a word now and then for who waits."""
    for count, document in enumerate(documents, 1):
        yield (examined := made.examine(document))
        for complaint in examined.complaints:
            print(complaint, file=sys.stderr, flush=True)
        if count % _OFTEN == 0:
            print(f"{count} of {len(documents)} documents", file=sys.stderr, flush=True)
