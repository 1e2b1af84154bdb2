"""How much of what people wrote has a field: by kind and section, and as a page of the reference.

A leaf counts where somebody wrote it and libvirt kept it. It is in a field, or adoption leaves it to the
`xml` overlay; what adoption leaves out, because libvirt would say it anyway, is neither. Called by the law of
adoption and by the command line.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from schemas import overlay, xml
from schemas.adoption import Adopted
from schemas.facts import pattern
from schemas.walk import walk

PROMISED = 0.9
_PAGE = """\
# Coverage

How much of what people wrote in libvirt's documents has a field. The documents are those of libvirt's and
virt-manager's own tests that libvirt {version} accepts; a leaf is an attribute or a text that somebody
wrote and libvirt kept, and that is not libvirt's own choice anyway. What has no field is stated in a
manifest's `xml`, and is watched and written like everything else.

Written by `make corpus`; not to be edited.
"""


@dataclass(frozen=True)
class Share:
    """Leaves that people wrote: in fields, and all."""

    typed: int
    written: int

    def __str__(self) -> str:
        return f"{self.typed / self.written:.1%}" if self.written else "-"

    @property
    def enough(self) -> bool:
        """Whether it is what the project promises."""
        return self.typed >= PROMISED * self.written


def shares(written: _Element, settled: _Element, found: Adopted) -> Mapping[str, Share]:
    """By section of one document. written: as it was defined."""
    theirs = walk(written)
    pairs = {(pattern(path), value) for path, value in theirs.items()}
    typed = walk(xml.create(type(found.spec), found.facts))
    left = overlay.stated(found.overlay) if found.overlay is not None else {}
    counts: dict[str, Counter[str]] = {"typed": Counter(), "left": Counter()}
    for path, value in walk(settled).items():
        if not (path in theirs or (pattern(path), value) in pairs) or path.endswith("]"):
            continue
        if path in left:
            counts["left"][section(path)] += 1
        elif path in typed:
            counts["typed"][section(path)] += 1
    names = dict.fromkeys([*counts["typed"], *counts["left"]])
    return {
        name: Share(counts["typed"][name], counts["typed"][name] + counts["left"][name]) for name in names
    }


def section(path: str) -> str:
    """`devices/disk` for what is in a device, else the first step; the root's own attributes are one."""
    first, _, rest = pattern(path).replace("[]", "").partition("/")
    if first == "devices":
        return f"{first}/{rest.partition('/')[0].partition('@')[0]}"
    return first.partition("@")[0] or "(root)"


def total(found: Iterable[Mapping[str, Share]]) -> Mapping[str, Share]:
    """The sum of many."""
    sums: dict[str, Share] = {}
    for each in found:
        for name, share in each.items():
            before = sums.get(name, Share(0, 0))
            sums[name] = Share(before.typed + share.typed, before.written + share.written)
    return sums


def whole(found: Mapping[str, Share]) -> Share:
    """All sections together."""
    return Share(sum(each.typed for each in found.values()), sum(each.written for each in found.values()))


def page(kinds: Mapping[str, Mapping[str, Share]], version: str) -> str:
    """The page of the reference."""
    return "\n".join((_PAGE.format(version=version), *_tables(kinds)))


def _tables(kinds: Mapping[str, Mapping[str, Share]]) -> Iterator[str]:
    for kind, found in kinds.items():
        yield f"## {kind}\n"
        yield "| section | leaves | in fields | |\n| --- | ---: | ---: | ---: |"
        for name, share in sorted(found.items(), key=lambda each: (-each[1].written, each[0])):
            yield f"| `{name}` | {share.written} | {share.typed} | {share} |"
        every = whole(found)
        yield f"| all | {every.written} | {every.typed} | {every} |\n"
