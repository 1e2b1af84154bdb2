"""Which objects get a manifest: those that were asked for, and whatever these refer to.

Why it exists: a manifest that names what has no manifest is not valid. So what is referred to and exists is
brought along; what does not exist, or cannot be stated, is not referred to: that part is stated as XML.
Used by `reconciler.cli.adoption.course`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from schemas.adoption import Adopted, Note, Sighting, Unstatable, adopted
from schemas.facts import Ref, join, owner
from state.desired.manifest import Reference, references
from state.desired.relations import target_of
from state.errors import Failure


class Objects(Protocol):
    """What is asked of a host."""

    def has(self, ref: Ref) -> bool:
        """Whether there is such an object."""
        ...

    def sighting(self, ref: Ref) -> Sighting:
        """An object as it is. Transient, NotFound or Terminal where it cannot be read."""
        ...

    def volume_at(self, path: str) -> Ref | None:
        """The volume whose file this is."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """An object's manifest. needed_by: what it is brought along for; None where it was asked for."""

    ref: Ref
    found: Adopted
    needed_by: Ref | None


@dataclass(frozen=True, slots=True)
class Gathering:
    """What came together on one host. declared: what has a manifest already; kept: what of that was asked
    for. failed: why there is no manifest.
    """

    objects: Objects
    declared: Collection[Ref] = frozenset()
    gathered: dict[Ref, Gathered] = field(default_factory=dict)
    failed: dict[Ref, str] = field(default_factory=dict)
    kept: set[Ref] = field(default_factory=set)
    _begun: set[Ref] = field(default_factory=set)

    def add(self, ref: Ref, needed_by: Ref | None = None) -> bool:
        """Get a manifest of an object, after those that it needs; whether there is one."""
        if ref in self.declared and needed_by is None:
            self.kept.add(ref)
        if ref in self.declared or ref in self._begun:
            return ref not in self.failed
        if needed_by is not None and not self.objects.has(ref):
            return False
        self._begun.add(ref)
        try:
            self.gathered[ref] = Gathered(ref, self._manifest(ref), needed_by)
        except (Unstatable, Failure) as error:
            self.failed[ref] = str(error)
        return ref not in self.failed

    def _manifest(self, ref: Ref) -> Adopted:
        sighting = self.objects.sighting(ref)
        lacking: dict[str, Reference] = {}
        while True:
            found = adopted(replace(sighting, given_up=frozenset(lacking)))
            fresh = self._lacking(ref, found)
            if not fresh:
                self._keep_unformatted(ref, found)
                return replace(
                    found, notes=(*found.notes, *self._missing(ref, lacking), *self._images(found))
                )
            if not fresh.keys() <= found.facts.keys():
                first = next(iter(fresh.values()))
                raise Unstatable(f"it needs {first.kind} {first.name}, of which there can be no manifest")
            lacking |= fresh

    def _lacking(self, ref: Ref, found: Adopted) -> dict[str, Reference]:
        """What a manifest would refer to in vain, by the facts that do. What need have no manifest is brought
        along where it can be.
        """
        named = references(found.spec, found.facts, ref.scope)
        vain = (each for each in named if not self.add(target_of(ref, each), ref))
        return {each.path: each for each in vain if not each.optional}

    def _missing(self, ref: Ref, lacking: Mapping[str, Reference]) -> Iterator[Note]:
        """What no field names: it is not there, or it is and no manifest can be made of it."""
        for each in lacking.values():
            target = target_of(ref, each)
            what = f"{each.kind} {each.name}" + (f" in pool {each.scope}" if each.scope else "")
            why = f"There can be no manifest of {what}" if target in self.failed else f"{what} is not there"
            yield Note(("spec", "xml"), f"{why}, so no field can name it.")

    def _keep_unformatted(self, ref: Ref, found: Adopted) -> None:
        """A disk that names no format would get its volume's: then the volume's is stated as XML."""
        for each in references(found.spec, found.facts, ref.scope):
            disk = owner(each.path)
            if (
                each.kind == "Volume"
                and disk.startswith("disks[")
                and join(disk, "format") not in found.facts
            ):
                self._unformatted(target_of(ref, each), ref)

    def _unformatted(self, volume: Ref, user: Ref) -> None:
        gathered = self.gathered.get(volume)
        if gathered is None or "format" not in gathered.found.facts:
            return
        found = adopted(replace(self.objects.sighting(volume), given_up=frozenset({"format"})))
        note = Note(
            ("spec", "xml"), f"As a field, the format would be that of the disk in {user}, which has none."
        )
        self.gathered[volume] = replace(gathered, found=replace(found, notes=(*found.notes, note)))

    def _images(self, found: Adopted) -> Iterator[Note]:
        """Files that are volumes of a pool."""
        for position, disk in enumerate(_items(found.data, "disks")):
            volume = self.objects.volume_at(str(disk["file"])) if "file" in disk else None
            if volume is not None:
                text = f"volume {volume.name} of pool {volume.scope}, given by its path"
                yield Note(("spec", "disks", position, "file"), text)


def _items(data: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    spec = data["spec"]
    found = spec.get(name) if isinstance(spec, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
