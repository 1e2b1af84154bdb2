"""What libyaml says about broken YAML, in words that help its author. Called by `state.desired.yaml`."""

import yaml

from state.desired.excerpt import Fault, Spot

# A part of libyaml's sentence, ours, and what to do.
_TOLD = (
    (
        "mapping values are not allowed",
        "a `:` where no key can end",
        "put the text in quotes, or check the indentation of this line",
    ),
    (
        "cannot start any token",
        "a character that no value can begin with",
        "put the text in quotes; indent with spaces",
    ),
    (
        "expected ',' or ']'",
        "a list in brackets that does not end",
        "close it with `]`, or put `,` between its items",
    ),
    (
        "expected ',' or '}'",
        "a mapping in braces that does not end",
        "close it with `}`, or put `,` between its fields",
    ),
    ("unexpected end of stream", "a quoted text that does not end", "close the quote"),
    (
        "unexpected document indicator",
        "a quoted text that does not end before the next document",
        "close the quote",
    ),
    ("expected key", "this line does not line up with the ones above", "check its indentation"),
    ("expected ':'", "a key without a `:`", "write `key: value`, and check the indentation"),
    (
        "expected '-' indicator",
        "this line does not line up with the list above",
        "begin it with `- ` or check its indentation",
    ),
    (
        "block sequence entries are not allowed",
        "a `- ` where no list can begin",
        "begin the list on a line of its own",
    ),
    (
        "expected <document start>",
        "more text after the end of the document",
        "begin the next document with a line `---`",
    ),
    (
        "undefined alias",
        "an alias (`*name`) of nothing",
        "write `&name` before the value that it stands for, further up",
    ),
    ("duplicate anchor", "an anchor (`&name`) that is here twice", "give one of them another name"),
    ("second occurrence", "an anchor (`&name`) that is here twice", "give one of them another name"),
    ("incompatible YAML document", "a version of YAML that is not read", "take the %YAML line out"),
    ("escape", "an escape that YAML does not know", "write a backslash as `\\\\`, or use single quotes"),
    ("values nested more than", "", "take an alias out of the value it stands for, or nest less"),
    ("values in one document", "", "split it; if aliases repeat a large value, write out what is meant"),
)


def fault_of(error: yaml.YAMLError) -> Fault:
    """The parser's error in our words; its own where it is one we never met."""
    said = str(getattr(error, "problem", "") or getattr(error, "reason", "") or "text that is no YAML")
    for part, message, remedy in _TOLD:
        if part in said:
            return Fault(f"not valid YAML: {message}" if message else said, remedy)
    return Fault(
        f"not valid YAML: {said}", "check the quotes and the indentation of this line and the one above"
    )


def spot_in(error: yaml.YAMLError) -> Spot:
    """Where it went wrong: where what does not end began, else where the parser stopped."""
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", ""))
    if "unexpected" in said or "expected ',' or" in said:
        mark = getattr(error, "context_mark", None) or mark
    return Spot(mark.line, mark.column) if mark else Spot(0, 0)
