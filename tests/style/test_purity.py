import ast

from tests.style.source import PRODUCT, Module, called_name, modules, pure_names

# What acts, waits, asks or prints: everything of `reconciler` that the import contract does not list as pure.
SHELL = (
    *(
        f"reconciler.{name}"
        for name in ("__main__", "cli", "daemon", "settings", "settingsfile", "log", "web", "metrics")
    ),
    *(f"reconciler.{name}" for name in ("notify", "loop", "session", "apply", "acting", "kinds")),
)
IMPURE_CALLS = {
    "open",
    "print",
    "input",
    "now",
    "utcnow",
    "today",
    "read_text",
    "write_text",
    "getenv",
    "uuid4",
}


def below(module: Module, names: tuple[str, ...]) -> bool:
    return module.name in names or module.name.startswith(tuple(f"{name}." for name in names))


def impure_calls(module: Module) -> list[str]:
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    found = (call for call in calls if called_name(call) in IMPURE_CALLS)
    return [module.at(call, f"{called_name(call)}() in the pure core") for call in found]


def undeclared(found: tuple[Module, ...], pure: tuple[str, ...]) -> list[str]:
    others = (m for m in found if m.name != "reconciler" and not below(m, (*pure, *SHELL)))
    return [f"{m.path}: pure (pyproject.toml, contract pure-core) or shell (SHELL)?" for m in others]


def test_the_pure_core_asks_nobody_anything() -> None:
    """Deciding reads no clock, file or environment: all of them are arguments."""
    pure = (module for module in modules(*PRODUCT) if below(module, pure_names()))
    findings = [line for module in pure for line in impure_calls(module)]
    assert not findings, "\n".join(findings)


def test_every_module_of_the_reconciler_is_declared_pure_or_shell() -> None:
    """A new module cannot slip past the contract that keeps deciding pure."""
    findings = undeclared(modules("reconciler"), pure_names())
    assert not findings, "\n".join(findings)


def test_planted_impurity_is_found() -> None:
    """A clock or a file in the core is found, and so is a module that nobody declared."""
    assert impure_calls(Module("x.py", "def f():\n    return datetime.now(UTC)"))
    assert impure_calls(Module("x.py", "open('x')"))
    assert not impure_calls(Module("x.py", "def f(now):\n    return now.isoformat()"))
    assert undeclared((Module("reconciler/stray.py", ""),), ("reconciler.diff",))
    assert not undeclared((Module("reconciler/diff.py", ""),), ("reconciler.diff",))
