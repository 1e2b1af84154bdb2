"""Runs the demonstration: on real QEMU where it can, else on libvirt's test driver; and cleans up after it.

Exit code 0 where everything that it said happened, 1 where something did not, 130 after Ctrl-C.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from examples.demo.page import BrokenClaim, Page
from examples.demo.pretend import pretend_stage
from examples.demo.program import Program
from examples.demo.qemu import qemu_stage
from examples.demo.stage import Stage
from examples.demo.story import Story
from tests.lab import LabError
from tests.lab.laboratory import require_means

PREFIX = "vr-demo-"


def main() -> int:
    """Tell the story, clean up, and say how it went."""
    page, pretend = Page(), options().test_driver
    page.heed(signal.SIGINT, signal.SIGTERM)
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        code = told(page, folder, pretend=pretend)
        page.deaf()
    page.chapter("8  Cleaning up")
    left = [str(pid) for pid in processes(folder)]
    if left or folder.exists():
        page.say(f"Left behind: {folder if folder.exists() else ''} processes {' '.join(left)}")
        return 1
    page.claim("every process has ended, and the folder is gone", holds=True)
    if code == 0:
        page.say(f"\n{page.claims} claims, all true, in {page.seconds:.0f} s.")
    return code


def options() -> argparse.Namespace:
    """What was typed after the name."""
    parser = argparse.ArgumentParser(prog="python -m examples.demo", description=__doc__)
    parser.add_argument(
        "--test-driver", action="store_true", help="use libvirt's test driver even where QEMU can be had"
    )
    return parser.parse_args()


def told(page: Page, folder: Path, *, pretend: bool) -> int:
    """Tell the story on the best stage there is; the exit code."""
    try:
        with pretend_stage(folder) if pretend else staged(page, folder) as stage:
            page.say(f"Stage: {stage.title}.")
            enter(page, folder)
            Story(page, stage, Program(page)).tell()
    except KeyboardInterrupt:
        page.deaf()
        page.say("\nInterrupted.")
        return 130
    except (BrokenClaim, LabError) as failure:
        page.say(f"\nThis did not happen: {failure}")
        log = folder / "daemon.log"
        if log.exists():
            page.say(f"The daemon's last words:\n{log.read_text()[-3000:]}")
        return 1
    return 0


@contextmanager
def staged(page: Page, folder: Path) -> Iterator[Stage]:
    """Real QEMU, or the test driver where that cannot be had; says why."""
    with ExitStack() as stack:
        try:
            require_means(folder)
            page.aside("Preparing a libvirt host and a tiny Linux guest …")
            stage: Stage = stack.enter_context(qemu_stage(folder))
        except LabError as reason:
            page.say(f"No real machines here: {reason}")
            stage = stack.enter_context(pretend_stage(folder))
        yield stage


def enter(page: Page, folder: Path) -> None:
    """Go to the folder to play in; what the commands need is said in the environment, as a person would."""
    os.chdir(folder)
    os.environ["VIRT_RECONCILE_STATE_DIR"] = str(folder / "state")
    page.typed(f"cd {folder}")
    for name in ("VIRT_RECONCILE_STATE_DIR", "LIBVIRT_DEFAULT_URI"):
        page.shown(f"$ export {name}='{os.environ[name]}'")


def processes(folder: Path) -> list[int]:
    """The processes whose command line speaks of the folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


if __name__ == "__main__":
    sys.exit(main())
