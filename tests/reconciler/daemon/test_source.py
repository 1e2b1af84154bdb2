from pathlib import Path

import pytest
import structlog
from structlog.testing import CapturingLogger

from reconciler.daemon.source import Manifests, Reader, Reading
from schemas.policy import Policy
from state.desired import Defaults, Kept, Resolution
from state.desired.files import Source

DEFAULTS = Defaults("test:///default", Policy())
LAN = "apiVersion: virt-reconcile/v1\nkind: Network\nmetadata: {name: %s}\n"


class Failing(Manifests):
    """Each of the first readings ends in a defect, at each of which something is said to have changed."""

    def __init__(self, folder: Path, defects: list[Exception]) -> None:
        super().__init__(folder, DEFAULTS)
        self.reader: Reader | None = None
        self._defects = defects

    def read(self) -> Reading:
        assert self.reader is not None
        self.reader.wake()
        if self._defects:
            raise self._defects.pop(0)
        return super().read()


def read_until_it_works(folder: Path, defects: list[Exception]) -> tuple[list[Reading], list[str]]:
    """What was told, and what was logged."""
    captured, told = CapturingLogger(), list[Reading]()
    log = structlog.wrap_logger(captured, [], wrapper_class=structlog.make_filtering_bound_logger(0))
    manifests = Failing(folder, defects)

    def tell(reading: Reading) -> None:
        told.append(reading)
        reader.close()

    manifests.reader = reader = Reader(manifests, tell, log)
    reader.run()
    return told, [call.method_name for call in captured.calls]


def test_a_defect_does_not_end_the_reading_of_manifests(tmp_path: Path) -> None:
    """It is read again, and told once that works."""
    told, logged = read_until_it_works(tmp_path, [MemoryError()])
    assert len(told) == 1
    assert logged == ["error"]


def test_a_defect_that_stays_is_said_once(tmp_path: Path) -> None:
    """Every few seconds would bury the rest of the log; another defect is said, too."""
    _, logged = read_until_it_works(
        tmp_path, [ValueError("a"), ValueError("a"), ValueError("b"), MemoryError()]
    )
    assert logged == ["error"] * 3


class Forgetful(Kept):
    """Cannot keep the first thing that it is given."""

    def keep(self, source: Source, defaults: Defaults, found: Resolution) -> None:
        if not (self.folder / "once").exists():
            (self.folder / "once").touch()
            raise MemoryError
        super().keep(source, defaults, found)


def test_manifests_whose_reading_was_cut_short_are_not_taken_for_read(tmp_path: Path) -> None:
    """The files of a revision and what they come to are remembered together or not at all."""
    manifests = Manifests(tmp_path, DEFAULTS)
    (tmp_path / "lan.yaml").write_text(LAN % "lan")
    before = manifests.read().resolution
    manifests._kept = Forgetful(tmp_path)
    (tmp_path / "lan.yaml").write_text(LAN % "dmz")
    with pytest.raises(MemoryError):
        manifests.read()
    after = manifests.read().resolution
    assert after.revision != before.revision
    assert [ref.name for ref in after.desired] == ["dmz"]
