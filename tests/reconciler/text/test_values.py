import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.published import Shown
from reconciler.text.columns import aligned
from reconciler.text.paint import bare, paint
from reconciler.text.values import human, size
from schemas.scalars import parse_quantity


@pytest.mark.parametrize(
    ("count", "spelt"),
    [
        (4 * 2**30, "4 GiB"),
        (1610612736, "1536 MiB"),
        (10**10, "10 GB"),
        (513, "513 bytes"),
        (0, "0 bytes"),
        (2**50, "1 PiB"),
        (20 * 2**30 + 1, "21474836481 bytes"),
    ],
)
def test_sizes_are_spelt_with_the_unit_that_fits(count: int, spelt: str) -> None:
    """Binary where it is round in binary, decimal where it is round in decimal, else plain bytes."""
    assert size(count) == spelt


@given(st.integers(0, 2**62) | st.integers(0, 2**12).map(lambda n: n * 2**30))
def test_a_size_read_back_is_the_same_size(count: int) -> None:
    """No spelling rounds: what people see, typed into a manifest, is what is there."""
    written = size(count).replace(" bytes", "").replace(" ", "")
    assert parse_quantity(int(written) if written.isdecimal() else written) == count


@pytest.mark.parametrize(
    ("path", "value", "spelt"),
    [
        ("memory", 2**31, "2 GiB"),
        ("vcpus", 2048, "2048"),
        ("autostart", True, "true"),
        ("disks[root]", None, "absent"),
        ("disks[root]", ("bus=virtio", "target=vda"), "bus=virtio target=vda"),
        ("title", "two words", '"two words"'),
        ("title", "", '""'),
        ("a.field.nobody.knows", 7, "7"),
    ],
)
def test_values_are_spelt_as_a_manifest_has_them(path: str, value: Shown, spelt: str) -> None:
    """Sizes get units, numbers and flags stay, text that could be misread is quoted, absence is a word."""
    assert human("VirtualMachine", path, value) == spelt


def test_a_kind_nobody_knows_is_shown_as_it_is() -> None:
    """A report of another version may name kinds that are not here."""
    assert human("Cluster", "memory", 2**31) == "2147483648"


def test_colours_do_not_count_as_width() -> None:
    """A painted table lines up like a bare one."""
    rows = [["name", "state"], [paint("a", "red"), "up"], ["longer name", paint("down", "dim")]]
    assert [bare(line) for line in aligned(rows)] == [
        "name         state",
        "a            up",
        "longer name  down",
    ]
