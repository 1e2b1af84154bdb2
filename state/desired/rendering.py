"""A manifest as YAML text that one is glad to commit: fields in their order, comments where there is reason.

Why it exists: what `adopt` writes is read by people and by `state.desired.load`, and both must find the same
in it. libyaml writes; what it cannot do, comments and indented lists, is done to its lines afterwards, by
where its own parser then finds things. Called by the command `adopt`.
"""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from schemas.adoption import Note
from state.desired.nodes import compose, locate
from state.desired.scalars import plain

try:
    from yaml import CSafeDumper as SafeDumper
except ImportError:
    from yaml import SafeDumper  # type: ignore[assignment] # the same methods in Python

_WIDTH = 100  # of comments
_NEVER = 1 << 16  # a width at which no text is folded
_TEXT = "tag:yaml.org,2002:str"
_BREAKS = frozenset(
    "\x85\u2028\u2029\ufeff"
)  # line ends, and marks, that are read as such only where escaped
_STEP = "  "


class _Dumper(SafeDumper):
    """YAML that means the same to readers of YAML 1.1 and of YAML 1.2."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        """Whatever is said twice is written twice."""
        return True


def _represent_text(dumper: _Dumper, text: str) -> ScalarNode:
    """Text in lines as a block; what an unquoted scalar would mean something else by in quotes."""
    if not _BREAKS.isdisjoint(text):
        return dumper.represent_scalar(_TEXT, text, style='"')
    if "\n" in text:
        return dumper.represent_scalar(_TEXT, text, style="|")
    return dumper.represent_scalar(_TEXT, text, style='"' if _is_other(dumper, text) else None)


def _is_other(dumper: _Dumper, text: str) -> bool:
    try:
        tag = dumper.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call] # PyYAML's
        return plain(text) != text or tag != _TEXT
    except ValueError:
        return True  # a number that nobody can mean


def _represent_list(dumper: _Dumper, items: list[object]) -> SequenceNode:
    """A list of plain values on one line, of anything else on lines of its own."""
    flat = not any(isinstance(item, list | dict) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(list, _represent_list)


def rendered(data: Mapping[str, object], notes: Iterable[Note] = ()) -> str:
    """The text of a manifest, comments above what they are about."""
    text = yaml.dump(
        dict(data),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_NEVER,
        default_flow_style=False,
    )
    root = compose(text)
    assert root is not None  # noqa: S101 # what was written just now
    return "".join(_lines(text, root, notes))


def _lines(text: str, root: Node, notes: Iterable[Note]) -> Iterator[str]:
    shifts = _shifts(root)
    comments: dict[int, list[str]] = {}
    for note in notes:
        place = locate(root, note.path).key.line if note.path else 0
        comments.setdefault(place, []).append(note.text)
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        shift = _STEP * shifts.get(number, 0)
        for comment in comments.get(number, ()):
            indent = shift + line[: len(line) - len(line.lstrip(" "))]
            yield from (f"{indent}# {part}\n" for part in wrap(comment, _WIDTH - len(indent)))
        yield f"{shift}{line}\n" if line.strip() else "\n"


def _shifts(root: Node) -> dict[int, int]:
    """By how many steps each line goes to the right, so that lists stand below their fields' names."""
    shifts: dict[int, int] = {}
    for node in _lists(root):
        for line in range(node.start_mark.line, node.end_mark.line):
            shifts[line] = shifts.get(line, 0) + 1
    return shifts


def _lists(root: Node) -> Iterator[SequenceNode]:
    """The lists that are values of fields."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, MappingNode):
            values = [value for _, value in node.value]
            yield from (value for value in values if isinstance(value, SequenceNode))
            pending += values
        elif isinstance(node, SequenceNode):
            pending += node.value
