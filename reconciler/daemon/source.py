"""The manifests' thread: reads the folder as a whole when anything may have changed, and tells what it says.

inotify only makes it look earlier. What it misses (a swapped symlink, a recreated folder, NFS, an overflow)
is found by reading again every few seconds; a digest of the files is the truth. Used by `service`.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from state.desired import Defaults, Kept, Resolution
from state.desired.content import with_missing_content
from state.desired.files import read_files
from state.desired.load import Loaded, load
from state.desired.resolve import resolve
from state.desired.secrets import Secrets

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

POLL = 5.0  # seconds between two readings when nobody tells of a change
SETTLE = 0.05  # seconds that a checkout of many files gets to become whole


@dataclass(frozen=True, slots=True)
class Reading:
    """What the folder said. fetched: when (POSIX seconds). seconds: how long reading it took."""

    resolution: Resolution
    fetched: float
    seconds: float


class Manifests:
    """Reads a folder, and the secrets that it refers to; the same resolution again while nothing changed.

    kept: where to keep it for a `plan` of the same folder.
    """

    def __init__(self, folder: Path, defaults: Defaults, kept: Kept | None = None) -> None:
        self.folder = folder
        self.defaults = defaults
        self._kept = kept
        self._loaded: Loaded | None = None
        self._resolution: Resolution | None = None
        self._secrets = Secrets()

    def read(self) -> Reading:
        """Read it now. Never raises for what is in it: that is in the resolution's diagnostics."""
        started = time.time()
        source = replace(read_files(self.folder), partial=False)  # it is given all there is
        known, resolution = self._loaded, self._resolution
        if known is None or resolution is None or known.revision != source.revision:
            loaded = load(source, known)
            resolved = resolve(loaded, self.defaults)
            if self._kept is not None:
                self._kept.keep(source, self.defaults, resolved)
            resolution = with_missing_content(resolved)
            self._loaded, self._resolution = loaded, resolution  # together, or it is read again
        resolution = self._secrets.added(resolution)
        return Reading(resolution, started, time.time() - started)


class Reader(threading.Thread):
    """The thread. tell: called with every reading; it must not wait."""

    def __init__(
        self, manifests: Manifests, tell: Callable[[Reading], None], log: "FilteringBoundLogger"
    ) -> None:
        super().__init__(name="manifests", daemon=True)
        self._manifests = manifests
        self._tell = tell
        self._log = log
        self._crash = ""
        self._changed = threading.Event()
        self._closed = False
        self.progress = time.monotonic()

    def wake(self) -> None:
        """Look now."""
        self._changed.set()

    def close(self) -> None:
        """Leave at the next occasion."""
        self._closed = True
        self._changed.set()

    def run(self) -> None:
        """Read, tell, wait; until closed."""
        observer = watching(self._manifests.folder, self.wake)
        while not self._closed:
            self._changed.clear()
            self._read()
            self.progress = time.monotonic()
            if self._changed.wait(POLL) and not self._closed:
                time.sleep(SETTLE)
        if observer is not None:
            observer.stop()

    def _read(self) -> None:
        """Read and tell. Where that ends in a defect, which is said once, what was told last counts on."""
        try:
            self._tell(self._manifests.read())
        except Exception as error:  # noqa: BLE001 - a defect must not end the thread that reads the manifests
            crash, last = f"{type(error).__name__}: {error}", self._crash
            if crash != last:
                self._log.error("reading the manifests ended in a defect", exc_info=error)
            self._crash = crash
        else:
            self._crash = ""


class _Waker(FileSystemEventHandler):
    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something moved; opening and closing a file for reading is nothing."""
        if event.event_type not in {"opened", "closed_no_write"}:
            self._wake()


def watching(folder: Path, wake: Callable[[], None]) -> BaseObserver | None:
    """Have `wake` called when files below the folder change; None where that cannot be had, and polling
    must do.
    """
    observer = Observer()
    try:
        observer.schedule(_Waker(wake), str(folder if folder.is_dir() else folder.parent), recursive=True)
        observer.start()
    except (OSError, RuntimeError):  # no watch, or no thread, can be had
        return None
    return observer
