"""No field is declared and then left to luck: each is exercised by a case that real libvirt judges."""

from collections import defaultdict
from collections.abc import Mapping

import pytest

from schemas import KINDS, flat
from schemas.facts import pattern
from schemas.fields import Items, table
from schemas.kind import Kind
from tests.cases.written import cases

PLACES: Mapping[str, str] = defaultdict(lambda: "/somewhere")
WITH_CASES = [kind for kind in KINDS if cases(kind)]


def exercised(kind: Kind) -> set[str]:
    """The patterns of every fact that a case of the kind states."""
    specs = [spec for case in cases(kind) for kind_, _, spec in case.documents(PLACES) if kind_ is kind]
    return {pattern(path) for spec in specs for path in (*flat.facts(spec), *flat.elsewhere(spec))}


def declared(kind: Kind) -> set[str]:
    """The patterns of every declared field but the keys, which every item states by being there."""
    slots = table(kind.spec)
    keys = {f"{path}.{slot.key.name}" for path, slot in slots.items() if isinstance(slot, Items)}
    return slots.keys() - keys


@pytest.mark.parametrize("kind", WITH_CASES, ids=lambda kind: kind.short)
def test_every_declared_field_is_exercised_by_a_case(kind: Kind) -> None:
    """A field that no case states is a field that nobody ever saw working."""
    assert declared(kind) - exercised(kind) == set()


def test_networks_pools_and_volumes_have_cases() -> None:
    """The rule above is not kept by having no cases at all."""
    assert {"network", "pool", "volume"} <= {kind.short for kind in WITH_CASES}
