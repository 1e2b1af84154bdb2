"""What a law said of one object, and all of that together. Made by laws, printed by the command line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tests.corpus.coverage import PROMISED, Share, total, whole


@dataclass(frozen=True)
class Verdict:
    """failures: each a sentence; none means that the law holds. counts: what was tried, by name. shares: of
    the document's sections, what fields say.
    """

    failures: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)


@dataclass(frozen=True)
class Examined:
    """One document of the corpus. refused: why libvirt does not take it; then no law was tried on it."""

    tag: str
    path: str
    refused: str = ""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def complaints(self) -> tuple[str, ...]:
        """What the laws found wrong, for people."""
        told = self.verdicts.items()
        return tuple(
            f"{self.path}: {law}: {failure}" for law, verdict in told for failure in verdict.failures
        )


@dataclass(frozen=True)
class Tally:
    """What became of all documents of a kind."""

    tag: str
    examined: tuple[Examined, ...]

    @property
    def accepted(self) -> tuple[Examined, ...]:
        """Those that libvirt took."""
        return tuple(each for each in self.examined if not each.refused)

    def lines(self) -> Iterator[str]:
        """For people: found and accepted, then each law with what it counted and where it was broken."""
        yield f"{self.tag}: {len(self.examined)} documents found, {len(self.accepted)} accepted by libvirt"
        for law in dict.fromkeys(law for each in self.accepted for law in each.verdicts):
            yield from self._of_law(law)
        if self.shares:
            promise = "" if whole(self.shares).enough else f", and {PROMISED:.0%} are promised"
            yield f"  in fields: {whole(self.shares)} of what people wrote{promise}"

    @cached_property
    def shares(self) -> Mapping[str, Share]:
        """By section, over all documents."""
        return total(verdict.shares for each in self.accepted for verdict in each.verdicts.values())

    def _of_law(self, law: str) -> Iterator[str]:
        verdicts = [(each.path, each.verdicts[law]) for each in self.accepted if law in each.verdicts]
        broken = [(path, failure) for path, verdict in verdicts for failure in verdict.failures]
        counts = sum((Counter(verdict.counts) for _, verdict in verdicts), Counter[str]())
        told = ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))
        passed = len(verdicts) - len({path for path, _ in broken})
        yield f"  {law}: {passed} of {len(verdicts)} passed" + (f" ({told})" if told else "")
        yield from (f"    {path}: {failure}" for path, failure in broken)

    @property
    def failed(self) -> bool:
        """Whether a law was broken, or too little has a field."""
        return any(each.complaints for each in self.accepted) or not whole(self.shares).enough


def tallies(examined: Iterable[Examined]) -> tuple[Tally, ...]:
    """By kind."""
    by_tag: dict[str, list[Examined]] = {}
    for each in examined:
        by_tag.setdefault(each.tag, []).append(each)
    return tuple(Tally(tag, tuple(found)) for tag, found in by_tag.items())
