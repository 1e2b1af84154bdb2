"""The measures: each gives lines of a table, with the ratio to its floor and what is promised."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libvirt

from reconciler.loop import Orders, run_cycle
from reconciler.session import Session
from state.desired import Defaults, read
from state.recorded.ledger import Ledger
from tests.bench import floor
from tests.bench.clock import best, command, percentile
from tests.bench.daemon import Daemon, running, until
from tests.bench.fleet import Fleet

PEER = (
    0.41  # seconds: the fastest peer's comparison of 50 machines on a machine like the one it was measured on
)


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    value: str
    promise: str


def one_shot_plan(fleet: Fleet) -> Iterator[Line]:
    """`plan` of 50 machines from the shell, beside a script that reads the same documents."""
    byte_code = fleet.folder / "byte-code"
    bare = best(command([sys.executable, "-m", "tests.bench.floor", "all", fleet.host.uri], byte_code))
    plan = command(fleet.command("plan"), byte_code)
    taken = best(plan)
    yield Line("plan of 50 machines, from the shell", f"{taken:.2f} s", f"< {PEER} s (the fastest peer)")
    yield Line("  to a bare script that reads the same XML", f"{taken / bare:.1f} x", "")
    with (fleet.source / "shared.yaml").open("a") as stream:
        stream.write("# edited\n")
    yield Line("  of manifests that were edited since `apply`", f"{best(plan):.2f} s", "")


def idle_cycle(fleet: Fleet) -> Iterator[Line]:
    """The daemon's cycle when nothing moved, beside the bare loop that reads the machines' XML."""
    with Ledger.open(fleet.folder / "state") as ledger:
        resolution = read(fleet.source, Defaults())
        session = Session(next(iter(resolution.hosts.values())), ledger)
        run_cycle(session, resolution, Orders(act=True))
        taken = best(lambda: run_cycle(session, resolution, Orders(act=True)))
        bare = best(lambda: floor.read(session.connection.handle))
        session.close()
    yield Line("cycle of 1,000 machines without a change", f"{taken * 1000:.0f} ms", "")
    yield Line("  to the bare loop that reads their XML", f"{taken / bare:.2f} x", "<= 1.5 x, aim 1.2 x")


def adoption(fleet: Fleet) -> Iterator[Line]:
    """`adopt --all` of 1,000 machines from the shell, beside a script that reads the same documents."""
    byte_code = fleet.folder / "byte-code"
    bare = best(command([sys.executable, "-m", "tests.bench.floor", "all", fleet.host.uri], byte_code))
    out = ["--all", "--force", "--out", str(fleet.folder / "adopted"), "--connect", fleet.host.uri]
    adopt = command([sys.executable, "-m", "reconciler", "adopt", *out], byte_code)
    taken = best(adopt, tries=3)
    yield Line("adopting 1,000 machines, from the shell", f"{taken:.1f} s", "< 10 s")
    yield Line("  to a bare script that reads the same XML", f"{taken / bare:.1f} x", "")


def deployment(fleet: Fleet) -> Iterator[Line]:
    """Making and starting 50 machines, beside a script that makes the same libvirt calls."""
    taken = best(lambda: fleet.run("apply", "--yes"), tries=1)
    connection = libvirt.open(fleet.host.uri)
    documents = [domain.XMLDesc(floor.CONFIG) for domain in connection.listAllDomains()]
    _remove_machines(connection)
    bare = best(lambda: floor.make(connection, documents), tries=1)
    connection.close()
    yield Line("making and starting 50 machines", f"{taken:.1f} s", "")
    yield Line("  to a bare script with the same libvirt calls", f"{taken / bare:.2f} x", "<= 1.2 x")


def _remove_machines(connection: libvirt.virConnect) -> None:
    for domain in connection.listAllDomains():
        if domain.isActive():
            domain.destroy()
        domain.undefine()
    for volume in connection.storagePoolLookupByName("bench").listAllVolumes():
        volume.delete()


def latency(fleet: Fleet, log: Path, rounds: int = 40) -> Iterator[Line]:
    """A description changed by hand: until the report says so (observed), until it is put right
    (enforced).
    """
    for what, mode in (("reported", "observe"), ("corrected", "enforce")):
        _set_mode(fleet, mode)
        connection = libvirt.open(fleet.host.uri)
        with running(fleet, log) as daemon:
            samples = [_seen(connection, daemon, what, number) for number in range(rounds)]
        connection.close()
        middle, worst = percentile(samples, 0.5) * 1000, percentile(samples, 0.99) * 1000
        value = f"p50 {middle:.0f} ms, p99 {worst:.0f} ms"
        yield Line(f"change by hand until {what}", value, "p99 < 250 ms")


def _seen(connection: libvirt.virConnect, daemon: Daemon, what: str, number: int) -> float:
    name = f"bench-{number % 50:04}"
    domain = connection.lookupByName(name)
    rightful = f"machine {name} of the benchmark"
    _describe(domain, "by hand")
    if what == "corrected":
        return until(lambda: domain.metadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, None) == rightful, 60)
    taken = until(lambda: daemon.state(name) == "drifted", 60)
    _describe(domain, rightful)
    until(lambda: daemon.state(name) == "in_sync", 60)
    return taken


def _describe(domain: libvirt.virDomain, text: str) -> None:
    flags = libvirt.VIR_DOMAIN_AFFECT_CONFIG
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, text, None, None, flags)


def _set_mode(fleet: Fleet, mode: str) -> None:
    shared = fleet.source / "shared.yaml"
    lines = [line for line in shared.read_text().splitlines() if not line.startswith("policy:")]
    place = next(number for number, line in enumerate(lines) if line.startswith("metadata: {name: bench}"))
    lines.insert(place + 1, f"policy: {{mode: {mode}}}")
    shared.write_text("\n".join(lines) + "\n")


def memory(fleet: Fleet, log: Path) -> Iterator[Line]:
    """What the daemon holds when it looks after 1,000 machines."""
    with running(fleet, log) as daemon:
        until(lambda: len(daemon.report()["objects"]) > 1000, 300)
        held = daemon.memory()
    yield Line("memory of the daemon at 1,000 machines", f"{held >> 20} MiB", "< 150 MB")
