"""The sample of the corpus that `make test` takes, and a lab host with a stand for it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

import libvirt
import pytest

from tests.corpus.documents import TAGS, Document, corpus
from tests.corpus.harness import Stand, laws, stand
from tests.corpus.keeper import keeper
from tests.corpus.sample import stratified
from tests.corpus.sources import libvirt_source
from tests.corpus.verdict import Examined
from tests.lab import Lab

SIZE = 64
MUTATIONS = 8  # of each document
_NATIVE = ("x86_64", "i686")  # for others an emulator would have to be fetched


@pytest.fixture(scope="session")
def sample() -> Sequence[Document]:
    """The same documents each time, of libvirt's own tests."""
    documents = corpus({"libvirt": libvirt_source()})
    return stratified([each for each in documents if _native(each)], SIZE)


def _native(document: Document) -> bool:
    kind = document.root().find("os/type")
    return kind is None or kind.get("arch", _NATIVE[0]) in _NATIVE


@pytest.fixture(scope="session")
def corpus_stand(sample: Sequence[Document], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A lab host on which documents are examined under all laws."""
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    with Lab(tmp_path_factory.mktemp("lab")) as lab, ExitStack() as stack:
        host = lab.hosts[0]
        kept = stack.enter_context(keeper(host.uri, tmp_path_factory.mktemp("state")))
        yield stack.enter_context(stand(host, laws(kept, sample, MUTATIONS)))


@pytest.fixture(scope="session")
def examined(sample: Sequence[Document], corpus_stand: Stand) -> Mapping[str, Sequence[Examined]]:
    """What was found, by kind."""
    found = [corpus_stand.examine(document) for document in sample]
    return {tag: [each for each in found if each.tag == tag] for tag in TAGS}
