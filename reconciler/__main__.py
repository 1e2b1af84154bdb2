"""Where `virt-reconcile` and `python -m reconciler` begin, and where everything that goes wrong becomes one
sentence and an exit code. A traceback is shown for a defect of ours only, and only with `--debug`.
"""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from reconciler.cli.failure import INTERRUPTED, TROUBLE, Trouble, sentence
from reconciler.cli.options import PREFIX
from reconciler.cli.program import NAME, program


def main() -> None:
    """Run the program and leave with its exit code."""
    _hasten()
    _open_streams()
    _leave(run(sys.argv[1:]))


def _open_streams() -> None:
    """Have both streams there, also for a caller that closed them, and no error for a terminal without
    arrows.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
        getattr(sys, name).reconfigure(errors="replace")


def _leave(code: int) -> NoReturn:
    """End the process at once: what had to be closed is closed, to take the rest apart is a tenth of a short
    run, and a thread that waits for a host that hangs would keep it for ever.
    """
    with suppress(OSError):  # nobody reads any more
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _hasten() -> None:
    """Save a tenth of a short run: no garbage to collect in it (`run` turns that on again), and no plugins
    of pydantic to look for among all that is installed.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def run(arguments: Sequence[str]) -> int:
    """The exit code of one command line; whatever goes wrong has been said on standard error."""
    try:
        code = program.main(args=list(arguments), prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _pipe_closed()
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted: nothing more was done.", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - this is the last border: every error becomes a sentence here
        with suppress(OSError):  # there is nowhere to say it
            _tell(error, arguments)
        return TROUBLE
    return code if isinstance(code, int) else 0


def _pipe_closed() -> int:
    """Whoever read our output has seen enough: leave quietly, and let nothing be flushed into it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _tell(error: Exception, arguments: Sequence[str]) -> None:
    from reconciler.settings import SettingsError
    from state.errors import Failure

    match error:
        case click.ClickException() if not isinstance(error, Trouble):
            error.show()
        case Trouble() | Failure():
            click.echo(sentence(error.message, error.remedy), err=True)
        case SettingsError():
            from reconciler.text.diagnostic import diagnostics

            click.echo(diagnostics(error.diagnostics), nl=False, err=True)
        case OSError() if _printing(error):
            why = (error.strerror or str(error)).lower()
            click.echo(sentence(f"the output cannot be written: {why}", "send it elsewhere"), err=True)
        case _:
            _defect(error, arguments)


def _printing(error: OSError) -> bool:
    """Whether it was raised where the output is written, by click's echo or the flush at the end: a full disk
    or a device that is gone is no defect of ours.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals["__name__"] in {click.echo.__module__, __name__}


def _defect(error: Exception, arguments: Sequence[str]) -> None:
    """Something nobody foresaw: one line, and the traceback for who asks."""
    if "--debug" in arguments or os.environ.get(f"{PREFIX}DEBUG"):
        import traceback

        traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    click.echo(
        sentence(f"a defect in virt-reconcile: {what}", "run it with --debug, and report what it shows"),
        err=True,
    )


if __name__ == "__main__":
    main()
