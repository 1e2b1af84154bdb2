"""`make bench`: every measure on a private libvirt host, as one table. Shows numbers and judges none of
them.
"""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import libvirt

from tests.bench import measures
from tests.bench.fleet import Fleet
from tests.bench.measures import Line
from tests.lab import Host, Lab


def main() -> None:
    """Run everything; a line is printed as soon as it is known."""
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    with tempfile.TemporaryDirectory(prefix="bench") as name, Lab(Path(name) / "lab") as lab:
        few, many = Fleet(Path(name) / "few", lab.hosts[0]), Fleet(Path(name) / "many", lab.hosts[0])
        _fifty(few)
        _empty(lab.hosts[0])
        _thousand(many)


def _fifty(fleet: Fleet) -> None:
    fleet.write(50, "Always")
    show(measures.deployment(fleet))
    _empty(fleet.host, fleet)
    fleet.write(50, "Halted")
    fleet.run("apply", "--yes")
    show(measures.one_shot_plan(fleet))
    show(measures.latency(fleet, fleet.folder / "log"))


def _thousand(fleet: Fleet) -> None:
    fleet.write(1000, "Halted", volumes=False)
    fleet.run("apply", "--yes")
    show(measures.idle_cycle(fleet))
    show(measures.adoption(fleet))
    show(measures.memory(fleet, fleet.folder / "log"))


def _empty(host: Host, fleet: Fleet | None = None) -> None:
    """An empty host, and where a fleet is given, no ledger of it."""
    host.empty()
    for path in (fleet.folder / "state").glob("*") if fleet else ():
        path.unlink()


def show(lines: Iterable[Line]) -> None:
    """Print lines of the table."""
    for line in lines:
        sys.stdout.write(f"{line.what:46} {line.value:>24}   {line.promise}\n".rstrip() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
