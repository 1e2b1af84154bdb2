"""A few documents that stand for many: of each kind, and so that each sort of element is met early.

Called by the command line's --sample and by the sample in `make test`. The same documents give the same one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from schemas.facts import pattern
from schemas.walk import walk
from tests.corpus.documents import TAGS, Document

_LEAST = 4  # of each kind, where there are so many


def stratified(documents: Sequence[Document], count: int) -> tuple[Document, ...]:
    """`count` documents: a share of each kind, chosen so that each says as much as possible that none before
    said.
    """
    by_tag = {tag: [each for each in documents if each.tag == tag] for tag in TAGS}
    shares = {
        tag: max(_LEAST, round(count * len(each) / max(1, len(documents)))) for tag, each in by_tag.items()
    }
    return tuple(one for tag, each in by_tag.items() for one in _telling(each, shares[tag]))


def _telling(documents: Sequence[Document], count: int) -> Iterator[Document]:
    """Greedily the one with the most places that were met least; of equals, the first."""
    places = {each.path: frozenset(map(pattern, walk(each.root()))) for each in documents}
    left, met = dict.fromkeys(documents), Counter[str]()
    for _ in range(min(count, len(left))):
        best = max(left, key=lambda each: sum(1 / (1 + 9 * met[place]) for place in places[each.path]))
        del left[best]
        met.update(places[best.path])
        yield best
