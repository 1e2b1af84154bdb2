from collections.abc import Mapping, Sequence

import pytest

from tests.corpus.documents import TAGS
from tests.corpus.harness import LAWS, SURVIVES
from tests.corpus.verdict import Examined

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("tag", TAGS)
def test_the_law_holds_for_what_others_wrote(
    tag: str, law: str, examined: Mapping[str, Sequence[Examined]]
) -> None:
    """On each document of the sample that libvirt accepts; libvirtd survives all of them."""
    accepted = [each for each in examined[tag] if not each.refused]
    told = [
        (each.path, each.verdicts[name])
        for each in accepted
        for name in each.verdicts
        if name in (law, SURVIVES)
    ]
    broken = [f"{path}: {failure}" for path, verdict in told for failure in verdict.failures]
    assert len(told) >= len(accepted) > 0
    assert not broken, "\n".join(broken)
