"""The text of one YAML document to plain data, with every fault of it found at once.

Why it exists: manifests are read as YAML 1.2 with none of YAML's traps (duplicate keys, tags, merge keys,
bombs), and no YAML library does that and tells positions. Called by `state.desired.load`.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from state.desired.excerpt import Chunk, Fault, Spot, brief, report
from state.desired.nodes import (
    COLLECTION,
    MAX_DEPTH,
    MAX_NODES,
    PLAIN,
    QUOTED,
    TOO_DEEP,
    TOO_MANY,
    TooMuchError,
    compose,
    spot_of,
)
from state.desired.scalars import Scalar, plain
from state.desired.syntax import fault_of, spot_in
from state.diagnostics import Diagnostic

Data: TypeAlias = Scalar | list["Data"] | dict[str, "Data"]

MAX_FAULTS = 50  # of one document: who has more has another problem than the fifty-first
_CONTROL = frozenset(chr(code) for code in (*range(32), *range(127, 160))) - {"\t", "\n", "\r"}
_MERGE = Fault(
    "merge keys (`<<`) are not read: YAML 1.2 has none",
    "write the fields out, or use an alias (`*name`) for a whole value",
)
_START = Spot(0, 0)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document's data, None where there is none, and what is wrong with it. Data with faults is a torso."""

    data: Data = None
    spot: Spot = _START
    diagnostics: tuple[Diagnostic, ...] = ()


def parse(chunk: Chunk) -> Parsed:
    """Read one document. Never raises: what is wrong is in the diagnostics."""
    try:
        root = compose(chunk.text)
        if root is None:
            return Parsed()
        reading = _Reading(chunk)
        data = reading.value(root, 0)
    except yaml.YAMLError as error:
        return Parsed(diagnostics=(report(chunk, spot_in(error), fault_of(error)),))
    found = tuple(report(chunk, spot, fault) for spot, fault in reading.faults[:MAX_FAULTS])
    return Parsed(data, spot_of(root), found)


@dataclass(slots=True)
class _Reading:
    """One walk over a document's nodes. It follows aliases, so it counts what it visits."""

    chunk: Chunk
    faults: list[tuple[Spot, Fault]] = field(default_factory=list)
    visited: int = 0

    def value(self, node: Node, depth: int) -> Data:
        """What the node says; None, with a fault, where it says nothing that is read here."""
        self.visited += 1
        if depth > MAX_DEPTH or self.visited > MAX_NODES:
            what = TOO_DEEP if depth > MAX_DEPTH else TOO_MANY
            raise TooMuchError(problem=what, problem_mark=node.start_mark)
        match node:
            case _ if node.tag not in (PLAIN, QUOTED, COLLECTION):
                self._fault(node, Fault(f"the tag `{_tag(node)}` is not read here", "take the tag out"))
                return None
            case ScalarNode():
                return self._scalar(node)
            case SequenceNode():
                return [self.value(item, depth + 1) for item in node.value]
            case MappingNode():
                return self._mapping(node, depth)
            case _:
                return None

    def _scalar(self, node: ScalarNode) -> Scalar:
        text: str = node.value
        if node.tag == PLAIN:
            try:
                return plain(text)
            except ValueError as error:
                self._fault(node, Fault(str(error), "put it in quotes if it is meant as text"))
                return None
        if not _CONTROL.isdisjoint(text):  # an escape can say what the text itself may not hold
            self._fault(node, Fault("a control character, written as an escape", "take it out"))
            return None
        return text

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Data]:
        data: dict[str, Data] = {}
        first: dict[str, Spot] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            if key in first:
                line = self.chunk.line + first[key].line + 1
                self._fault(
                    key_node,
                    Fault(f"`{brief(key)}` is here twice; first on line {line}", "keep one of the two"),
                )
                continue
            first[key] = spot_of(key_node)
            try:
                data[key] = self.value(value_node, depth + 1)
            except TooMuchError as error:
                error.problem_mark = (
                    key_node.start_mark
                )  # an alias has no place of its own; this ends outermost
                raise
        return data

    def _key(self, node: Node) -> str | None:
        """A mapping's key; None, with a fault, where it is none."""
        if not isinstance(node, ScalarNode):
            self._fault(node, Fault("a key that is no plain word", "keys are text: a word before a `:`"))
            return None
        if node.tag == PLAIN and node.value == "<<":
            self._fault(node, _MERGE)
            return None
        before = len(self.faults)
        key = self.value(node, 0)
        if not isinstance(key, str) and len(self.faults) == before:
            word = brief(node.value)
            self._fault(node, Fault(f"the key `{word}` is no text", f'put it in quotes: "{word}"'))
        return key if isinstance(key, str) else None

    def _fault(self, node: Node, fault: Fault) -> None:
        self.faults.append((spot_of(node), fault))


def _tag(node: Node) -> str:
    return brief(str(node.tag).replace("tag:yaml.org,2002:", "!!"))
