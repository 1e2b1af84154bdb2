"""From pydantic's validation errors to problems in words: what is wrong, what is allowed, what to do.

Called by `state.desired.load` with the data that did not validate and the model that it was meant for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from state.desired.document import Problem
from state.desired.excerpt import Fault, brief, is_secret
from state.desired.fieldnames import fields_at, homes
from state.desired.nodes import Path
from state.desired.patterns import described
from state.desired.yaml import Data

_LISTED = 20  # names in one remedy
_LIST, _MAPPING = "a list", "a mapping"
_WANTED = (
    (("int_type", "int_from_float", "int_parsing"), "a whole number"),
    (("float_type", "float_parsing"), "a number"),
    (("bool_type", "bool_parsing"), "true or false"),
    (("string_type",), "text"),
    (("tuple_type", "list_type"), _LIST),
    (("model_type", "model_attributes_type", "dict_type"), _MAPPING),
)
_BOUNDS = (
    (("greater_than_equal", "ge"), "at least {}"),
    (("greater_than", "gt"), "more than {}"),
    (("less_than_equal", "le"), "at most {}"),
    (("less_than", "lt"), "less than {}"),
    (("multiple_of", "multiple_of"), "a multiple of {}"),
    (("string_too_long", "max_length"), "at most {} characters long"),
    (("string_too_short", "min_length"), "at least {} characters long"),
    (("too_long", "max_length"), "a list of at most {}"),
    (("too_short", "min_length"), "a list of at least {}"),
)
_SHAPES = ((type(None), "empty"), ((list, tuple), _LIST), (dict, _MAPPING))
_HOW: Mapping[str, str] = {
    _LIST: "`- item` lines below it, or `[a, b]`",
    _MAPPING: "`key: value` lines below it",
}
_MEANT: Mapping[str, str] = {
    **dict.fromkeys(("yes", "on", "y", "1"), "true"),
    **dict.fromkeys(("no", "off", "n", "0"), "false"),
}


@dataclass(frozen=True, slots=True)
class Rejected:
    """What did not validate: the model it was meant for, the data, and where that is in its document."""

    model: type[BaseModel]
    data: Data
    base: Path = ()


def problems_of(error: ValidationError, rejected: Rejected) -> list[Problem]:
    """The errors as problems; what several branches of a union say about one value becomes one problem."""
    found: dict[tuple[Path, str], Problem] = {}
    for details in _telling(error.errors(include_url=False), rejected):
        path = _real(details["loc"], rejected.data)
        problem = _problem(details, path, rejected)
        apart = str(details["loc"][-1:]) if details["type"] in ("missing", "extra_forbidden") else ""
        before = found.get((path, apart))
        found[path, apart] = _either(before, problem) if before else problem
    return list(found.values())


def _telling(errors: list[ErrorDetails], rejected: Rejected) -> list[ErrorDetails]:
    """The errors without those that help nobody: what was misspelt, say, is not missing too."""
    misspelt = set()
    for details in errors:
        if details["type"] == "extra_forbidden":
            *parent, name = details["loc"]
            known = list(fields_at(rejected.model, tuple(parent)))
            misspelt.add((*parent, closest(str(name), known)))
    told = [each for each in errors if not (each["type"] == "missing" and each["loc"] in misspelt)]
    return [each for each in told if not _is_emptiness(each)] or told


def _is_emptiness(details: ErrorDetails) -> bool:
    """A branch of a union that takes an empty text only: the other branch says what is wanted."""
    return details["type"] == "literal_error" and details.get("ctx", {}).get("expected") == "''"


def _either(first: Problem, second: Problem) -> Problem:
    """One problem for a value that is neither of two things that it may be."""
    if second.fault.message in first.fault.message:
        return first
    remedies = dict.fromkeys(filter(None, (first.fault.remedy, second.fault.remedy)))
    message = f"{first.fault.message}; nor can it be the other thing: {second.fault.message}"
    return Problem(first.path, Fault(message, ", or ".join(remedies)), first.at_key)


def _real(loc: tuple[int | str, ...], data: Data) -> Path:
    """The part of a location that is in the data: it names branches of unions and missing keys too."""
    path: Path = ()
    for part in loc:
        inner = _inner(data, part)
        if inner is not None:
            path, data = (*path, part), inner[0]
    return path


def _inner(data: Data, part: int | str) -> tuple[Data] | None:
    """What is in the data under a key or an index, in a tuple; None where there is no such thing."""
    match data, part:
        case dict(), str() if part in data:
            return (data[part],)
        case list(), int() if part < len(data):
            return (data[part],)
        case _:
            return None


def _problem(details: ErrorDetails, path: Path, rejected: Rejected) -> Problem:
    where = (*rejected.base, *path)
    match details["type"]:
        case "missing":
            return Problem(where, _missing(details, path, rejected), at_key=True)
        case "extra_forbidden":
            return Problem(where, _unknown(str(details["loc"][-1]), path[:-1], rejected), at_key=True)
        case _:
            whole = isinstance(details["input"], dict) and details["type"] == "value_error"
            return Problem(where, _wrong(details, _Value(where, details["input"])), at_key=whole)


def _missing(details: ErrorDetails, path: Path, rejected: Rejected) -> Fault:
    name = str(details["loc"][-1])
    field = fields_at(rejected.model, path).get(name)
    about = f": {field.description}" if field and field.description else ""
    return Fault(f"`{name}` is missing", f"add `{name}`{about}")


def _unknown(name: str, parent: Path, rejected: Rejected) -> Fault:
    known = list(fields_at(rejected.model, parent))
    meant = closest(name, known)
    if meant:
        return Fault(
            f"unknown field `{brief(name)}`; did you mean `{meant}`?", f"write `{meant}`, or take it out"
        )
    elsewhere = homes(rejected.model, name)
    if elsewhere:
        return Fault(f"`{brief(name)}` is not a field here", f"it belongs in {' or '.join(elsewhere)}")
    listed = ", ".join(sorted(known)[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return Fault(f"unknown field `{brief(name)}`", f"fields here: {listed}" if listed else "take it out")


def closest(name: str, known: list[str]) -> str | None:
    """The known word that somebody meant, if any is near."""
    plain = {_plain(word): word for word in known}
    near = get_close_matches(_plain(name), plain, n=1, cutoff=0.7)
    return plain[near[0]] if near else None


def _plain(word: str) -> str:
    """`current_memory` and `CurrentMemory` are `currentmemory`."""
    return re.sub(r"[^a-z0-9]", "", word.lower())


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that is wrong, and where it is."""

    path: Path
    given: object

    @property
    def name(self) -> str:
        """`vcpus`, or `boot[1]` for an item of a list."""
        names = [part for part in self.path if isinstance(part, str)]
        last = self.path[-1] if self.path else ""
        return f"{names[-1] if names else ''}[{last}]" if isinstance(last, int) else last

    @property
    def secret(self) -> bool:
        return any(is_secret(part) for part in self.path if isinstance(part, str))

    def __str__(self) -> str:
        """The value as a message may show it."""
        given = self.given
        shape = next((words for type_, words in _SHAPES if isinstance(given, type_)), "")
        if shape or self.secret:
            return shape or "something else"
        if isinstance(given, bool):
            return str(given).lower()
        return f'the text "{brief(given)}"' if isinstance(given, str) else brief(str(given))


def _wrong(details: ErrorDetails, value: _Value) -> Fault:
    """A value of the wrong type, out of range, or not one of those allowed."""
    kind, context = details["type"], details.get("ctx", {})
    if value.given is None:
        return Fault(f"`{value.name}` is empty", "give it a value, or take the line out")
    wanted = next((words for kinds, words in _WANTED if kind in kinds), "")
    if wanted:
        return Fault(f"`{value.name}` must be {wanted}, not {value}", _retyped(wanted, value))
    bound = next((words.format(context.get(key)) for (name, key), words in _BOUNDS if kind == name), "")
    if bound:
        return Fault(f"`{value.name}` must be {bound}; it is {value}", f"give it a value that is {bound}")
    if kind in ("literal_error", "enum"):
        return _choice(str(context.get("expected", "")), value)
    if kind == "string_pattern_mismatch":
        return Fault(f"`{value.name}` cannot be {value}", described(str(context.get("pattern", ""))))
    return Fault(f"`{value.name}`: {_sentence(details, value)}", "correct it")


def _sentence(details: ErrorDetails, value: _Value) -> str:
    """A validator's own sentence, or pydantic's."""
    if value.secret:
        return "the value is not valid"
    said = details.get("ctx", {}).get("error")
    text = str(said) if isinstance(said, Exception) else details["msg"]
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _choice(expected: str, value: _Value) -> Fault:
    options = re.findall(r"'([^']*)'", expected) or [expected]
    meant = closest(str(value.given), options) if isinstance(value.given, str) else None
    message = f"`{value.name}` cannot be {value}" + (f"; did you mean `{meant}`?" if meant else "")
    return Fault(message, f"one of: {', '.join(options)}")


def _retyped(wanted: str, value: _Value) -> str:
    """How to write what was probably meant."""
    given = value.given
    written = str(given).lower() if isinstance(given, bool) else str(given)
    if wanted == "text" and not isinstance(given, list | dict):
        exact = isinstance(given, int) and not value.secret  # 1.10 is 1.1 here
        return f'put it in quotes: "{written}"' if exact else "put it in quotes"
    if wanted == "a whole number" and written.isdecimal():
        return "take the quotes out"
    if wanted == "true or false" and written.lower() in _MEANT:
        return f"write {_MEANT[written.lower()]}"
    return f"write {_HOW.get(wanted, wanted)}"
