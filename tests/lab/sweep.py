"""Empties a libvirt host between tests, so that each test starts from nothing; called by `tests.lab.host`."""

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress

from tests.lab.configuration import SHIPPED_FILTERS
from tests.lab.errors import LabError

Virsh = Callable[..., str]
Run = Callable[[Sequence[str]], subprocess.CompletedProcess[str]]

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNDEFINE_GUEST = ("undefine", "--managed-save", "--snapshots-metadata", "--checkpoints-metadata", "--nvram")

# What lists objects of a kind, and what to do to each; an error of a single step does not matter (a transient
# object is gone once destroyed), since what is left in the end is listed again.
KINDS: tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = (
    (("list", "--all", "--uuid"), (("destroy",), UNDEFINE_GUEST)),
    (("net-list", "--all", "--uuid"), (("net-destroy",), ("net-undefine",))),
    (("pool-list", "--all", "--uuid"), (("pool-destroy",), ("pool-undefine",))),
    (("secret-list",), (("secret-undefine",),)),
)


def sweep(virsh: Virsh) -> None:
    """Remove every guest, network, pool and secret, and filters that libvirt did not ship.

    The data of pools is the caller's. LabError names what does not go.
    """
    for listing, steps in KINDS:
        for uuid in UUID.findall(virsh(*listing)):
            for step in steps:
                with suppress(LabError):
                    virsh(step[0], uuid, *step[1:])
        if left := virsh(*listing).strip():
            raise LabError(
                f"virsh {listing[0]} still shows:\n{left}", "read the host's log/libvirt/libvirtd.log"
            )
    sweep_filters(virsh)


def sweep_filters(virsh: Virsh) -> None:
    """Remove the network filters that did not come with libvirt."""
    shipped = {path.stem for path in SHIPPED_FILTERS.glob("*.xml")}
    for name in (line.split()[1] for line in virsh("nwfilter-list").splitlines() if line.strip()):
        if name not in shipped:
            virsh("nwfilter-undefine", name)


def sweep_links(run: Run) -> None:
    """Remove the bridges and other links that a test made in the host's network namespace."""
    links = json.loads(run(["ip", "-json", "link"]).stdout)
    for name in (link["ifname"] for link in links):
        if name not in {"lo", "eth0"}:
            run(["ip", "link", "delete", name])
