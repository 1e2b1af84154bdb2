"""Who an object is: its UUID and its MACs, from the manifest or derived from its name, and nobody else's.

Why it exists: a machine made again from its manifest alone must be the same machine to its guests, its DHCP
server and its licences. Called by `state.desired.resolve`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID, uuid5

from schemas.facts import Facts, Ref, join, pattern
from schemas.form import table
from schemas.secret import naming
from schemas.secret.naming import SECRET
from state.desired.document import Problem
from state.desired.excerpt import Fault
from state.desired.placement import Objection, Placed
from state.diagnostics import Where

# uuid5(NAMESPACE_DNS, "virt-reconcile"). Another value would give every object another identity.
NAMESPACE = UUID("8ce9f060-7788-5e04-a70c-2f8e15ecbba8")


@dataclass(frozen=True, slots=True, eq=False)
class Identified:
    """An object with its identity. pinned: the manifest states the UUID. derived: facts that nobody wrote."""

    placed: Placed
    uuid: str
    pinned: bool
    facts: Facts
    derived: frozenset[str]

    @property
    def ref(self) -> Ref:
        """The object."""
        return self.placed.ref


def identify(placed: Placed) -> Identified:
    """The object's UUID, and its facts with a MAC for every interface that the manifest gives none."""
    spec, facts = placed.manifest.spec, placed.manifest.facts
    written: str | None = getattr(spec, "uuid", None)
    if placed.ref.kind == SECRET:
        written, facts = written or naming.uuid_of(placed.ref.name), naming.named(placed.ref.name, facts)
    macs = _derived_macs(placed) if "interfaces[].mac" in table(type(spec)) else {}
    return Identified(
        placed, written or derived_uuid(placed.ref), bool(written), {**facts, **macs}, frozenset(macs)
    )


def derived_uuid(ref: Ref) -> str:
    """The UUID (version 5) of an object whose manifest states none."""
    return str(uuid5(NAMESPACE, f"{ref.kind}/{ref.host}/{ref.scope}/{ref.name}"))


def derived_mac(ref: Ref, interface: str) -> str:
    """The MAC of an interface whose manifest states none: 52:54 (locally administered) and a hash."""
    digest = hashlib.sha256(f"{ref.host}/{ref.name}/{interface}".encode()).digest()
    return ":".join(["52:54", *(f"{byte:02x}" for byte in digest[:4])])


def _derived_macs(placed: Placed) -> Facts:
    facts = placed.manifest.facts
    items = (path for path in facts if path.startswith("interfaces[") and path.endswith("]"))
    return {
        join(path, "mac"): derived_mac(placed.ref, path.removeprefix("interfaces[").removesuffix("]"))
        for path in items
        if join(path, "mac") not in facts and pattern(path) == "interfaces[]"
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """An object's claim to be the only one with a UUID (of its kind, on its host) or a MAC (anywhere)."""

    what: str
    value: str
    realm: str
    path: str
    owner: Identified

    @property
    def where(self) -> Where:
        """The manifest that makes it."""
        return self.owner.placed.manifest.document.where


def clashes(objects: Iterable[Identified]) -> Iterator[Objection]:
    """Objects that claim the same identity: none of them is touched."""
    claims = [claim for each in objects for claim in _claims(each)]
    claims.sort(key=lambda claim: (claim.what, claim.realm, claim.value, claim.where, claim.path))
    for _, group in groupby(claims, key=lambda claim: (claim.what, claim.realm, claim.value)):
        first, *others = group
        for other in others:
            if (first.owner.ref, first.path) != (other.owner.ref, other.path):
                yield _clash(first, other)


def _claims(each: Identified) -> Iterator[_Claim]:
    yield _Claim("UUID", each.uuid, f"{each.ref.kind}/{each.ref.host}", "uuid", each)
    for path, value in each.facts.items():
        if path.endswith("].mac") and path.startswith("interfaces["):
            yield _Claim("MAC", str(value), "", path, each)


def _clash(first: _Claim, other: _Claim) -> Objection:
    message = f"{other.what} {other.value} is also that of {first.owner.ref} at {first.where}"
    manifest = other.owner.placed.manifest
    path = manifest.document.path_of(type(manifest.spec), other.path)
    problem = Problem(path, Fault(message, f"give one of the two another {other.what}"))
    return Objection(manifest, problem, (first.owner.ref, other.owner.ref))
