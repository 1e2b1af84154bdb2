"""One YAML document as the source of a manifest: what it says, and where each part of it stands.

Why it exists: whatever is wrong with a manifest, at whatever stage it is found, is a `Problem` at a path of
its document; only here does a path become a line and a column. The text is parsed again for it, which is
rare and quick, so that no position is kept for what is right. Made by `state.desired.load`; asked by
`state.desired.resolve`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.form import Described, Group, Items, slots
from state.desired.excerpt import Chunk, Fault, Spot, report
from state.desired.nodes import Path, compose, locate
from state.desired.yaml import MAX_FAULTS, Data
from state.diagnostics import Diagnostic, Where

_STEP = re.compile(r"\.?([^.\[\]]+)(?:\[([^\]]*)\])?")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault at a path of a document. at_key: it is the key (or the field's name) that is wrong. below: how
    many lines further down, in a text of several.
    """

    path: Path
    fault: Fault
    at_key: bool = False
    below: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document with a mapping in it. spot: where the mapping begins."""

    chunk: Chunk
    spot: Spot
    data: Mapping[str, Data]

    @property
    def where(self) -> Where:
        """The document's place in its source."""
        return Where(self.chunk.file, self.chunk.line + self.spot.line + 1, self.spot.column + 1)

    def diagnose(self, problems: Iterable[Problem]) -> tuple[Diagnostic, ...]:
        """The problems as people see them, in the order of the text; at most as many as are of use."""
        root = compose(self.chunk.text)
        if root is None:
            return ()
        placed = []
        for problem in problems:
            place = locate(root, problem.path)
            spot = place.key if problem.at_key else place.value
            placed.append((Spot(spot.line + problem.below, spot.column), problem.fault))
        placed.sort(key=lambda pair: (pair[0].line, pair[0].column, pair[1].message))
        shown = dict.fromkeys(placed[:MAX_FAULTS])
        return tuple(report(self.chunk, spot, fault) for spot, fault in shown)

    def place_of(self, spec: Described, fact: str) -> Where:
        """The line and column of a fact's value."""
        root = compose(self.chunk.text)
        spot = locate(root, self.path_of(spec, fact)).value if root is not None else self.spot
        return Where(self.chunk.file, self.chunk.line + spot.line + 1, spot.column + 1)

    def path_of(self, spec: Described, fact: str) -> Path:
        """Where a fact of the spec is written: `disks[root].bus` -> ("spec", "disks", 0, "bus")."""
        path: Path = ("spec",)
        here: Data = self.data.get("spec")
        for name, key in _STEP.findall(fact):
            path, here = (*path, name), here.get(name) if isinstance(here, dict) else None
            slot = next((slot for slot in slots(spec) if slot.name == name), None)
            if isinstance(slot, Items):
                index = _index(here, slot.key.name, key)
                path, here = (*path, index), here[index] if isinstance(here, list) and here else None
            spec = slot.spec if isinstance(slot, Group | Items) else spec
        return path


def _index(items: Data, field: str, key: str) -> int:
    """The position of the item that carries this key."""
    found = enumerate(items) if isinstance(items, list) else ()
    return next((n for n, item in found if isinstance(item, dict) and str(item.get(field)) == key), 0)
