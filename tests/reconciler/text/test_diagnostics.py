from dataclasses import replace

from reconciler.text.diagnostic import diagnostics, some, verdict
from reconciler.text.paint import bare
from state.diagnostics import Diagnostic, Severity, Where

EXCERPT = "11 | spec:\n12 |   memry: 2GiB\n   |   ^"
UNKNOWN = Diagnostic(
    Severity.ERROR, Where("web.yaml", 12, 3), "unknown field `memry`", "write `memory`", EXCERPT
)
WHOLE = Diagnostic(Severity.WARNING, Where("a.yaml"), "the file is empty")


def test_every_finding_is_told_in_the_order_of_its_place() -> None:
    """All at once, with place, sentence, source and remedy."""
    assert bare(diagnostics([UNKNOWN, WHOLE])) == (
        "a.yaml: warning: the file is empty\n"
        "web.yaml:12:3: error: unknown field `memry`\n"
        "    11 | spec:\n"
        "    12 |   memry: 2GiB\n"
        "       |   ^\n"
        "    remedy: write `memory`\n"
    )


def test_the_verdict_counts_errors_and_warnings() -> None:
    """Warnings alone leave manifests valid."""
    assert bare(verdict([UNKNOWN, WHOLE], 3)) == "Invalid: 1 error, 1 warning.\n"
    assert bare(verdict([WHOLE], 1)) == "Valid: 1 object, 1 warning.\n"
    assert bare(verdict([], 2)) == "Valid: 2 objects.\n"


def test_beside_a_result_some_are_enough_and_errors_are_among_them() -> None:
    """A warning can wait; how many more there are is said, and where."""
    warnings = [replace(WHOLE, where=Where(f"a{number:02}.yaml")) for number in range(60)]
    told = bare(some([*warnings, UNKNOWN], "look there"))
    assert told.count(": warning: ") == 49
    assert "web.yaml:12:3: error:" in told
    assert told.endswith("… and 11 more: look there\n")
    assert bare(some([UNKNOWN], "look there")) == bare(diagnostics([UNKNOWN]))
