from collections.abc import Mapping, Sequence

import pytest

from tests.corpus.documents import MEMORIES, OBJECTS, TAGS
from tests.corpus.harness import NAMES, REMEMBERED, SURVIVES
from tests.corpus.verdict import Examined

pytestmark = pytest.mark.lab


CASES = [
    *((tag, law) for tag in OBJECTS for law in NAMES),
    *((tag, REMEMBERED) for tag in MEMORIES),
    *((tag, SURVIVES) for tag in TAGS),
]


@pytest.mark.parametrize(("tag", "law"), CASES)
def test_the_law_holds_for_what_others_wrote(
    tag: str, law: str, examined: Mapping[str, Sequence[Examined]]
) -> None:
    """On each document of the sample that libvirt accepts."""
    accepted = [each for each in examined[tag] if not each.refused]
    told = [(each.path, each.verdicts[law]) for each in accepted if law in each.verdicts]
    broken = [f"{path}: {failure}" for path, verdict in told for failure in verdict.failures]
    assert accepted
    assert told or law == SURVIVES
    assert not broken, "\n".join(broken)
