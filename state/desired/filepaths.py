"""Volumes that a manifest means by their path: a disk's file, an image's backing.

Why it exists: what was made by hand, and so what `adopt` writes, names files; they are in the order of making
all the same. Called by `state.desired.relations`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.facts import Ref
from state.desired.placement import Placed


@dataclass(frozen=True, slots=True)
class Files:
    """The declared volumes of declared pools that have a folder, by host and path."""

    volumes: Mapping[tuple[str, str], Ref]

    @classmethod
    def of(cls, placed: Iterable[Placed]) -> "Files":
        """Those among these manifests."""
        everything = list(placed)
        pools = (each for each in everything if each.ref.kind == "StoragePool")
        folders = {pool.ref: pool.manifest.facts.get("target.path") for pool in pools}
        found = {}
        for ref in (each.ref for each in everything if each.ref.kind == "Volume"):
            folder = folders.get(Ref("StoragePool", ref.host, ref.scope))
            if isinstance(folder, str):
                found[ref.host, f"{folder.rstrip('/')}/{ref.name}"] = ref
        return cls(found)

    def meant_by(self, placed: Placed) -> frozenset[Ref]:
        """The volumes whose path is the value of one of its facts."""
        values = placed.manifest.facts.values() if self.volumes else ()
        paths = (value for value in values if isinstance(value, str) and value.startswith("/"))
        meant = {self.volumes.get((placed.ref.host, path)) for path in paths}
        return frozenset(ref for ref in meant if ref is not None and ref != placed.ref)
