from collections.abc import Iterable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BeforeValidator

from schemas import KINDS, kind_named
from schemas.adoption.spelling import quantity, spelt
from schemas.adoption.statement import fields
from schemas.codecs import CPUSET, HIGHEST, TEXT, Size, numbers
from schemas.facts import Value
from schemas.form import Leaf
from schemas.scalars import parse_quantity
from schemas.vm.numbers import parse_numbers


@given(st.integers(0, 2**63 - 1024))
def test_a_quantity_is_read_back_as_it_was(size: int) -> None:
    """No unit rounds anything."""
    assert parse_quantity(quantity(size)) == size


@pytest.mark.parametrize(
    ("size", "text"),
    [(2**31, "2GiB"), (2**29, "512MiB"), (3 * 2**39, "1536GiB"), (1025, 1025), (0, 0), (2**42, "4TiB")],
)
def test_quantities_are_spelt_as_people_do(size: int, text: str | int) -> None:
    """The largest unit that leaves a whole number; bytes where there is none."""
    assert quantity(size) == text


@given(st.sets(st.integers(0, 300), min_size=1))
def test_a_set_of_processors_is_read_back_as_it_was(chosen: set[int]) -> None:
    """Ranges say the same as the list."""
    found = tuple(sorted(chosen))
    assert parse_numbers(spelt(CPUSET, found)) == found


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 70), st.integers(0, 70)), min_size=1))
def test_a_set_of_processors_is_what_its_ranges_say_in_turn(ranges: list[tuple[bool, int, int]]) -> None:
    """Each adds to those before it, or takes away from them; one that ends before it begins is empty."""
    expected: set[int] = set()
    for adds, first, last in ranges:
        span = set(range(first, last + 1))
        expected = expected | span if adds else expected - span
    text = ", ".join(f"{'' if adds else '^'}{first}-{last}" for adds, first, last in ranges)
    assert numbers(text) == tuple(sorted(expected))


def test_the_highest_processor_of_libvirt_can_be_meant() -> None:
    """Its sets have 16384 places."""
    assert parse_numbers("16382-16383") == (HIGHEST - 1, HIGHEST)


def sizes() -> list[tuple[str, str]]:
    """Every field whose spelling is a size."""
    return [
        (kind.name, path)
        for kind in KINDS
        for path, slot in kind.spec.table.items()
        if isinstance(slot, Leaf) and isinstance(slot.codec, Size)
    ]


@pytest.mark.parametrize(("kind", "path"), sizes())
def test_every_size_may_be_spelt_with_a_unit(kind: str, path: str) -> None:
    """Adoption spells whatever libvirt keeps with a unit as a quantity; each such field has to take one."""
    model = kind_named(kind).model
    *outer, name = path.replace("[]", "").split(".")
    for step in outer:
        model = next(field.part for field in fields(model) if field.name == step) or model
    field = next(info for attribute, info in model.model_fields.items() if (info.alias or attribute) == name)
    assert is_quantity((field.annotation, *field.metadata)), f"{path} does not take 2GiB"


def is_quantity(parts: Iterable[object]) -> bool:
    """Whether a field's annotation has the validator of quantities somewhere in it."""
    return any(
        (isinstance(part, BeforeValidator) and part.func is parse_quantity)
        or is_quantity((*get_args(part), *getattr(part, "__metadata__", ())))
        for part in parts
    )


def test_other_values_stay_what_they_are() -> None:
    """Words, flags and lists are written as they are."""
    values: tuple[tuple[Value, object], ...] = (("a", "a"), (True, True), (("a", "b"), ["a", "b"]))
    assert [spelt(TEXT, value) for value, _ in values] == [plain for _, plain in values]
