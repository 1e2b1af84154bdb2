import ast
import re
from collections.abc import Callable

import pytest

from tests.style.source import PRODUCT, SUPPORT, Module, called_name, modules

VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "base", "misc", "tools"}
MUTABLE_CALLS = {
    *("list", "dict", "set", "bytearray", "defaultdict", "deque", "OrderedDict", "ChainMap"),
    *("Lock", "RLock", "Event", "Condition", "Semaphore", "Queue", "SimpleQueue", "PriorityQueue", "local"),
    *("Counter", "Gauge", "Histogram", "Summary", "Info", "CollectorRegistry"),
}
MUTABLE_NODES = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
READ_ONLY = re.compile(r"\b(Mapping|Sequence|Collection|AbstractSet|Iterable)\b")
DODGES = re.compile(
    r"pytest\.(skip|xfail|importorskip)|mark\.(skip|xfail)|unittest\.(skip|mock)|mock\.patch|monkeypatch\.setattr"
)
UNFINISHED = re.compile(r"NotImplementedError|\b(?:TODO|FIXME|XXX)\b|not implemented")

Rule = Callable[[Module], list[str]]


def vague_names(module: Module) -> list[str]:
    parts = set(module.name.split("."))
    return [f"{module.path}: '{part}' says nothing; name the noun" for part in parts & VAGUE]


def undocumented(module: Module) -> list[str]:
    if not module.tree.body or ast.get_docstring(module.tree):
        return []
    return [f"{module.path}: no docstring says why this module exists and who calls it"]


def _is_mutable(value: ast.expr | None) -> bool:
    return isinstance(value, MUTABLE_NODES) or (
        isinstance(value, ast.Call) and called_name(value) in MUTABLE_CALLS
    )


def _is_state(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return False
        case ast.Assign(value=value):
            return _is_mutable(value)
        case ast.AnnAssign(value=value, annotation=annotation):
            return _is_mutable(value) and not READ_ONLY.search(ast.unparse(annotation))
        case _:
            return False


def module_state(module: Module) -> list[str]:
    stated = [node for node in module.tree.body if _is_state(node)]
    rebound = [node for node in ast.walk(module.tree) if isinstance(node, ast.Global)]
    return [
        module.at(
            node, "mutable state of a module; a constant is a tuple, a frozenset or annotated Mapping[…]"
        )
        for node in (*stated, *rebound)
    ]


def unpromising(module: Module) -> list[str]:
    tests = (f for f in module.functions if f.name.startswith("test_"))
    return [
        module.at(f, f"{f.name}() has no docstring: what does it promise?")
        for f in tests
        if not ast.get_docstring(f)
    ]


def dodges(module: Module) -> list[str]:
    return _lines_with(DODGES, module, "a test that is skipped, or code replaced under it, promises nothing")


def unfinished(module: Module) -> list[str]:
    return _lines_with(UNFINISHED, module, "left open")


def _lines_with(pattern: re.Pattern[str], module: Module, what: str) -> list[str]:
    lines = enumerate(module.text.splitlines(), 1)
    return [f"{module.path}:{n}: {what}: {line.strip()}" for n, line in lines if pattern.search(line)]


def this_package(module: Module) -> bool:
    """The rules' own files name what they forbid."""
    return module.name.startswith("tests.style.")


PRODUCT_RULES: tuple[Rule, ...] = (vague_names, undocumented, module_state, unfinished)


@pytest.mark.parametrize("rule", PRODUCT_RULES)
def test_the_product_keeps_the_habit(rule: Rule) -> None:
    """Names are nouns, modules say why, nothing is shared or left open."""
    findings = [line for module in modules(*PRODUCT) for line in rule(module)]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("rule", [vague_names, unpromising, dodges, unfinished])
def test_the_tests_keep_the_habit(rule: Rule) -> None:
    """No test is skipped, none replaces our own code, and their modules are named as well."""
    others = (module for module in modules(*SUPPORT) if not this_package(module))
    findings = [line for module in others for line in rule(module)]
    assert not findings, "\n".join(findings)


PLANTS: tuple[tuple[Rule, str], ...] = (
    (undocumented, "import os"),
    (module_state, "CACHE = {}"),
    (module_state, "SEEN: set[str] = set()"),
    (module_state, "METRIC = prometheus_client.Counter('a', 'b')"),
    (module_state, "def f():\n    global x\n    x = 1"),
    (unpromising, "def test_x(): ..."),
    (dodges, "@pytest.mark.skipif(True, reason='no')\ndef test_x(): ..."),
    (dodges, "monkeypatch.setattr(diff, 'compare', lambda: None)"),
    (unfinished, "raise NotImplementedError"),
)
ALLOWED: tuple[tuple[Rule, str], ...] = (
    (undocumented, ""),
    (module_state, "KINDS = (1, 2)\n__all__ = ['a']\nBY_NAME: Mapping[str, int] = {'a': 1}"),
    (module_state, "def f():\n    seen = set()\n    return seen"),
    (dodges, "monkeypatch.setenv('NO_COLOR', '1')"),
)


@pytest.mark.parametrize(("rule", "text"), PLANTS)
def test_a_planted_bad_habit_is_found(rule: Rule, text: str) -> None:
    """Each rule finds what it forbids."""
    assert rule(Module("reconciler/planted.py", text))


@pytest.mark.parametrize(("rule", "text"), ALLOWED)
def test_a_good_habit_is_left_alone(rule: Rule, text: str) -> None:
    """No rule forbids what the style asks for."""
    assert not rule(Module("reconciler/planted.py", text))


def test_a_vague_name_is_found_wherever_it_stands() -> None:
    """A folder with a vague name is as bad as a module."""
    assert vague_names(Module("state/utils/git.py", ""))
    assert not vague_names(Module("state/live/connection.py", ""))
