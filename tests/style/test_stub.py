import ast
import inspect
from collections.abc import Iterator

import libvirt

from tests.style.source import ROOT

STUB = ast.parse((ROOT / "typings" / "libvirt.pyi").read_text("utf-8"))


def stub_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each function of the stub, with the dotted path of what holds it."""
    for node in STUB.body:
        match node:
            case ast.FunctionDef():
                yield "", node
            case ast.ClassDef(name=name, body=body):
                yield from ((name, item) for item in body if isinstance(item, ast.FunctionDef))


def real(holder: str, name: str) -> object:
    return getattr(getattr(libvirt, holder) if holder else libvirt, name, None)


def test_the_stub_names_only_what_libvirt_python_has() -> None:
    """A call that type-checks exists: each function of the stub is in the module with the same arguments."""
    wrong = []
    for holder, function in stub_functions():
        found = real(holder, function.name)
        names = [argument.arg for argument in function.args.args]
        if not callable(found) or list(inspect.signature(found).parameters) != names:
            wrong.append(f"{holder}.{function.name}({', '.join(names)})")
    assert not wrong, "\n".join(wrong)


def test_the_stub_constants_are_libvirts() -> None:
    """Every constant of the stub is an int in the installed module."""
    names = [
        n.target.id for n in STUB.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    ]
    assert [name for name in names if type(getattr(libvirt, name, None)) is not int] == []
    assert len(names) > len("enough to know that the list was read")
