"""What an apply is doing while it does it: one line a step for pipes and logs, a live list on a terminal.

Used by `apply` only. Steps run in worker threads, so both ways of showing take one event at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from reconciler.cli.console import Console
from reconciler.published import Report
from reconciler.report import outcome_entry
from reconciler.steps import Outcome, Step
from reconciler.text.result import outcome_line, several_hosts

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from schemas.facts import Ref

Watch = Callable[[Step, str | Outcome], None]


@contextmanager
def watched(console: Console, planned: Report) -> Iterator[Watch]:
    """Show the steps of a plan as they are carried out, for as long as the block runs."""
    several = several_hosts(planned)
    if not console.lively:
        yield _lines(console, several=several)
        return
    from rich.console import Console as Screen
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    screen = Screen(stderr=True, no_color=not console.colour)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        yield _live(progress, len(planned.steps), several=several)


def _lines(console: Console, *, several: bool) -> Watch:
    """A line when a step ends; one that takes long says so itself in between."""
    turn = Lock()

    def watch(step: Step, news: str | Outcome) -> None:
        with turn:
            if isinstance(news, Outcome):
                console.remark(outcome_line(outcome_entry(news), several=several) + "\n")
            elif news:
                console.remark(f"{_about(step, several=several)}: {news}\n")

    return watch


def _about(step: Step, *, several: bool) -> str:
    return f"{step.verb} {step.ref} on {step.ref.host}" if several else f"{step.verb} {step.ref}"


def _live(progress: "Progress", total: int, *, several: bool) -> Watch:
    """A bar for all steps, a spinner for each object under way, and a line for each step that ended."""
    from rich.text import Text

    turn = Lock()
    whole = progress.add_task("applying", total=total)
    busy: dict[Ref, TaskID] = {}

    def watch(step: Step, news: str | Outcome) -> None:
        with turn:
            if isinstance(news, Outcome):
                progress.print(Text.from_ansi(outcome_line(outcome_entry(news), several=several)))
                progress.advance(whole)
                done = progress.tasks[0].completed
                progress.update(whole, total=max(total, done))  # acting can bring more to light
                if step.ref in busy:
                    progress.remove_task(busy.pop(step.ref))
                return
            about = f"{_about(step, several=several)} {news}".strip()
            if step.ref in busy:
                progress.update(busy[step.ref], description=about)
            else:
                busy[step.ref] = progress.add_task(about, total=None)

    return watch
