"""Facts as the tree that their paths spell; how `schemas.reader` and `schemas.writer` walk a path."""

import re
from typing import TypeAlias

from schemas.facts import Facts, Value

Tree: TypeAlias = dict[str, "Value | Tree"]
_PART = re.compile(r"\.?([^.\[\]]+)(?:\[([^\]]*)\])?")


def split(path: str) -> list[tuple[str, str]]:
    """`disks[root].io.read` -> [("disks", "root"), ("io", ""), ("read", "")]."""
    return [(found[1], found[2] or "") for found in _PART.finditer(path)]


def nested(facts: Facts) -> Tree:
    """Facts as a tree: {"disks": {"root": {"bus": "virtio"}}}."""
    tree: Tree = {}
    for path, value in facts.items():
        at = tree
        steps = [step for name, key in split(path) for step in ((name, key) if key else (name,))]
        for step in steps[:-1]:
            at = _branch(at, step)
        if path.endswith("]"):
            _branch(at, steps[-1])
        else:
            at[steps[-1]] = value
    return tree


def _branch(tree: Tree, step: str) -> Tree:
    inner = tree.get(step)
    if not isinstance(inner, dict):
        inner = tree[step] = {}
    return inner
