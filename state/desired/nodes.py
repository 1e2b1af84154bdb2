"""YAML text to PyYAML's nodes, which know where they stand: composed within limits, and searched by path.

Why it exists: nodes are the only thing that has the position of every key and value, and libyaml by itself
knows no limits. They are composed to be read (`state.desired.yaml`) and again, later, to tell where
something is (`state.desired.document`), so that nothing has to keep them.
"""

from dataclasses import dataclass
from typing import TypeAlias

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from state.desired.excerpt import Spot


class PureParser(Reader, Scanner, Parser, Composer):
    """What libyaml's parser is, in Python and ten times slower: for a PyYAML that was built without it."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)


try:
    from yaml._yaml import CParser
except ImportError:
    CParser = PureParser  # type: ignore[assignment,misc] # the same methods in Python

Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 50
MAX_NODES = 100_000
TOO_DEEP = f"values nested more than {MAX_DEPTH} deep"
TOO_MANY = f"more than {MAX_NODES} values in one document"
PLAIN, QUOTED, COLLECTION = "plain", "quoted", "collection"  # what stands for a tag where none is written


class TooMuchError(yaml.MarkedYAMLError):
    """The text says more than anybody means: too deep or too many values."""


class Limits:
    """What a composer asks about each node: it counts them, and tells no tag but whether there was one."""

    depth = 0
    count = 0

    def descend_resolver(self, parent: Node | None, _index: object) -> None:
        """A node begins."""
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_NODES:
            what = TOO_DEEP if self.depth > MAX_DEPTH else TOO_MANY
            raise TooMuchError(problem=what, problem_mark=parent.start_mark if parent else None)

    def ascend_resolver(self) -> None:
        """A node ends."""
        self.depth -= 1

    def resolve(self, kind: type[Node], _value: object, implicit: object) -> str:
        """What stands for the tag of a node that has none. implicit, of a scalar: (plain, quoted)."""
        if kind is not ScalarNode:
            return COLLECTION
        return PLAIN if isinstance(implicit, tuple) and implicit[0] else QUOTED


class _Composer(Limits, CParser):
    """libyaml's composer, within limits."""


def compose(text: str) -> Node | None:
    """The one document of a text; None where there is none. yaml.YAMLError where it is broken or too much."""
    return _Composer(text).get_single_node()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its key (or, in a list, the item) and its value."""

    key: Spot
    value: Spot


def locate(root: Node, path: Path) -> Place:
    """Where the value at this path stands, or as much of the path as there is."""
    node, place = root, Place(spot_of(root), spot_of(root))
    for part in path:
        entry = _entry(node, part)
        if entry is None:
            break
        node = entry[1]
        place = Place(spot_of(entry[0]), spot_of(node))
    return place


def _entry(node: Node, part: str | int) -> tuple[Node, Node] | None:
    """The key's node and the value's of one entry of a mapping or a list."""
    match node:
        case MappingNode():
            return next(((key, value) for key, value in node.value if key.value == part), None)
        case SequenceNode() if isinstance(part, int) and part < len(node.value):
            return node.value[part], node.value[part]
        case _:
            return None


def spot_of(node: Node) -> Spot:
    """Where a node begins."""
    return Spot(node.start_mark.line, node.start_mark.column)
