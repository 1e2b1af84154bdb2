from statistics import median

import pytest

from tests.style.source import PRODUCT, SUPPORT, Function, Module, called_name, function_lines, modules

MODULE_LINES = 250
TEST_MODULE_LINES = 400
FUNCTION_LINES = 40
MEDIAN_LINES = 8
ARGUMENTS = 4


def long_modules(found: tuple[Module, ...], limit: int) -> list[str]:
    sizes = ((module.path, module.text.count("\n")) for module in found)
    return [f"{path}: {lines} lines; under {limit} it is one noun" for path, lines in sizes if lines >= limit]


def long_functions(module: Module) -> list[str]:
    sizes = ((function, function_lines(function)) for function in module.functions)
    return [module.at(f, f"{f.name}() has {n} lines") for f, n in sizes if n > FUNCTION_LINES]


def arguments(function: Function) -> int:
    named = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return len(named) - (named[:1] in (["self"], ["cls"]))


def is_command(function: Function) -> bool:
    """A click command: its parameters are what a user types, not what a caller passes."""
    names = {called_name(decorator) for decorator in function.decorator_list}
    return bool(names & {"command", "group", "option", "argument"})


def wide_functions(module: Module) -> list[str]:
    wide = (f for f in module.functions if arguments(f) > ARGUMENTS and not is_command(f))
    return [module.at(f, f"{f.name}() takes {arguments(f)} arguments: a type is missing") for f in wide]


@pytest.mark.parametrize(("folders", "limit"), [(PRODUCT, MODULE_LINES), (SUPPORT, TEST_MODULE_LINES)])
def test_modules_stay_one_noun_long(folders: tuple[str, ...], limit: int) -> None:
    """No module outgrows what one reader holds in mind."""
    findings = long_modules(modules(*folders), limit)
    assert not findings, "\n".join(findings)


def test_functions_fit_a_screen() -> None:
    """No function is longer than 40 lines, tests included."""
    findings = [line for module in modules(*PRODUCT, *SUPPORT) for line in long_functions(module)]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("package", PRODUCT)
def test_most_functions_are_short(package: str) -> None:
    """Half of a package's functions are under 8 lines."""
    sizes = [function_lines(function) for module in modules(package) for function in module.functions]
    assert not sizes or median(sizes) < MEDIAN_LINES, f"{package}: median of {len(sizes)}: {median(sizes)}"


def test_functions_take_few_arguments() -> None:
    """More than four arguments (self aside) mean a missing type."""
    findings = [line for module in modules(*PRODUCT) for line in wide_functions(module)]
    assert not findings, "\n".join(findings)


def planted(text: str) -> Module:
    return Module("planted.py", text)


def test_the_size_rules_bite() -> None:
    """One line over each limit is found; at the limit nothing is."""
    body = "    x = 1\n" * (FUNCTION_LINES - 1)
    assert not long_functions(planted(f"def f():\n{body}"))
    assert long_functions(planted(f"def f():\n{body}    x = 2\n"))
    assert not long_functions(planted(f'def f():\n    """Why.\n\n    More."""\n{body}'))
    assert long_modules((planted("\n" * MODULE_LINES),), MODULE_LINES)
    assert not wide_functions(planted("class A:\n    def f(self, a, b, c, *, d): ..."))
    assert wide_functions(planted("def f(a, b, c, /, d, *, e): ..."))
    assert not wide_functions(planted("@click.option('-x')\ndef f(a, b, c, d, e): ..."))
