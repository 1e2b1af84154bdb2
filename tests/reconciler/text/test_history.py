from reconciler.published import HistoryEntry, WrittenEntry
from reconciler.text.history import history
from reconciler.text.paint import bare

Changes = tuple[WrittenEntry, ...]


def entry(verb: str, result: str, error: str = "", changes: Changes = ()) -> HistoryEntry:
    return HistoryEntry(
        kind="VirtualMachine", host="kvm01", name="web-1", at="2026-11-23T09:30:00Z", verb=verb,
        detail="memory", result=result, error=error, seconds=0.25, revision="0123456789abcdef",
        changes=changes,
    )  # fmt: skip


def test_history_tells_what_was_done_and_how_it_ended() -> None:
    """An error says why; else the values that changed; else what the step was about."""
    changed = (WrittenEntry(path="memory", want="4 GiB", have="2 GiB"),)
    shown = bare(
        history([entry("define", "done", changes=changed), entry("start", "failed", "no space left")])
    )
    assert "memory 2 GiB → 4 GiB" in shown
    assert "no space left" in shown
    assert shown.splitlines()[1].startswith("2026-11-23 09:30:00 UTC  VirtualMachine/web-1  kvm01  define")


def test_a_step_that_nobody_saw_end_is_not_told_as_done() -> None:
    """Cut off by a crash, its result is unknown."""
    assert "unknown" in bare(history([entry("create", "")]))


def test_an_empty_history_says_so() -> None:
    """No table without rows."""
    assert history([]) == "Nothing was ever done here.\n"
