from reconciler.text.diagnostic import diagnostics, verdict
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
