"""Reads our own source for the rules of this package: its modules and the functions they hold."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("schemas", "state", "reconciler")
SUPPORT = ("tests", "examples")

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One of our Python files; `path` is relative to the repository."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.path)

    @property
    def name(self) -> str:
        """The dotted name it is imported by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, type_of_function))

    def at(self, node: ast.stmt | ast.expr, what: str) -> str:
        """A finding, in the form that editors jump to."""
        return f"{self.path}:{node.lineno}: {what}"


def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file below these folders of the repository."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(Module(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths)


def pure_names() -> tuple[str, ...]:
    """The modules that the import contract `pure-core` lists: purity is said once."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return tuple(name for c in contracts if c["id"] == "pure-core" for name in c["source_modules"])


def tracked_texts() -> tuple[tuple[str, str], ...]:
    """Path and text of every file that git tracks and that is text."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (path for path in listing.stdout.split("\0") if path and (ROOT / path).is_file())
    contents = ((path, (ROOT / path).read_bytes()) for path in paths)
    return tuple((path, data.decode("utf-8")) for path, data in contents if b"\0" not in data)


def function_lines(function: Function) -> int:
    """Lines from `def` to the end, the docstring not counted: explaining must never cost anything."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def called_name(expression: ast.expr) -> str:
    """The last part of what is named or called: `b` for `a.b` and `a.b()`."""
    match expression:
        case ast.Call(func=function):
            return called_name(function)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
