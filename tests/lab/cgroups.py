"""Control groups of a lab host: finds what the machine offers (v1, v2, nothing) and makes a group of its own.

Called by `tests.lab.host` before a host starts; the host's supervisor script removes the groups afterwards.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

UNIFIED = "unified"


@dataclass(frozen=True)
class Hierarchy:
    """A mounted hierarchy: its mount option (``cpu,cpuacct``, or ``unified`` for v2) and mount point."""

    option: str
    mounted: Path


def controllers_v1() -> frozenset[str]:
    """Names of the controllers that the kernel knows, from /proc/cgroups (also lists those bound to v2)."""
    lines = Path("/proc/cgroups").read_text().splitlines()
    return frozenset(line.split()[0] for line in lines if not line.startswith("#"))


def hierarchies(mounts: str, known: frozenset[str]) -> tuple[Hierarchy, ...]:
    """What a mount table in the format of /proc/mounts offers: v2 alone where it is the main one, else v1."""
    found = []
    for fields in (line.split() for line in mounts.splitlines()):
        if fields[2] == "cgroup2" and fields[1] == "/sys/fs/cgroup":
            return (Hierarchy(UNIFIED, Path(fields[1])),)
        option = ",".join(name for name in fields[3].split(",") if name in known)
        if fields[2] == "cgroup" and option:
            found.append(Hierarchy(option, Path(fields[1])))
    return tuple(found)


def make_groups(name: str) -> tuple[str, ...]:
    """Make the group `name` in every usable hierarchy; returns ``option=folder`` words for the supervisor.

    Where groups may not be made (a container's read-only cgroup file system) the host simply has none, as
    libvirt then does without.
    """
    if not Path("/proc/self/ns/cgroup").exists():
        return ()
    words = []
    for hierarchy in hierarchies(Path("/proc/mounts").read_text(), controllers_v1()):
        folder = hierarchy.mounted / name
        with suppress(OSError):
            folder.mkdir()
            _inherit_cpuset(hierarchy.mounted, folder)
            words.append(f"{hierarchy.option}={folder}")
    return tuple(words)


def _inherit_cpuset(parent: Path, folder: Path) -> None:
    """A new v1 cpuset is empty and accepts no process until CPUs and memory nodes are written into it."""
    for leaf in ("cpuset.cpus", "cpuset.mems"):
        if (folder / "cgroup.clone_children").exists() and (folder / leaf).exists():
            (folder / leaf).write_text((parent / leaf).read_text())
            (folder / "cgroup.clone_children").write_text("1")


def remove_groups(words: tuple[str, ...]) -> None:
    """Remove the groups that `make_groups` named, deepest first; those still in use or gone are left."""
    for top in (word.partition("=")[2] for word in words):
        for folder, _, _ in os.walk(top, topdown=False):
            with suppress(OSError):
                Path(folder).rmdir()
