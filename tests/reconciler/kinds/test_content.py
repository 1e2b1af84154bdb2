"""What is known of a file before a volume is made for it."""

from pathlib import Path

import pytest

from reconciler.kinds.volume.content import Content
from schemas.facts import Facts
from state.errors import Terminal

MIB = 2**20
HEADER = b"QFI\xfb\0\0\0\x03" + bytes(16) + (5 * MIB).to_bytes(8, "big")


@pytest.fixture
def raw(tmp_path: Path) -> str:
    """A file of 3 MiB that is no image of any format."""
    path = tmp_path / "raw"
    path.write_bytes(bytes(3 * MIB))
    return str(path)


@pytest.fixture
def image(tmp_path: Path) -> str:
    """The beginning of a qcow2 image of 5 MiB."""
    path = tmp_path / "image"
    path.write_bytes(HEADER + bytes(1000))
    return str(path)


def test_an_image_is_known_by_its_header(image: str, raw: str) -> None:
    """Format and size come from the file itself, not from its name."""
    assert (Content.of(image).form, Content.of(image).size, Content.of(image).length) == (
        "qcow2",
        5 * MIB,
        1032,
    )
    assert (Content.of(raw).form, Content.of(raw).size, Content.of(raw).length) == ("raw", 3 * MIB, 3 * MIB)


@pytest.mark.parametrize(("wanted", "fits"), [
    ({"capacity": 5 * MIB, "format": "qcow2"}, True),
    ({"capacity": 5 * MIB}, True),
    ({"capacity": 5 * MIB - 1, "format": "qcow2"}, False),
    ({"capacity": 5 * MIB, "format": "raw"}, False),
])  # fmt: skip
def test_an_image_fits_a_volume_of_its_format_and_size(image: str, wanted: Facts, fits: bool) -> None:  # noqa: FBT001 - pytest's way
    """The virtual size counts, not the file's."""
    assert accepted(image, wanted) is fits


@pytest.mark.parametrize(("wanted", "fits"), [
    ({"capacity": 3 * MIB, "format": "raw"}, True),
    ({"capacity": 3 * MIB - 1, "format": "raw"}, False),
    ({"capacity": 9 * MIB, "format": "qcow2"}, False),
])  # fmt: skip
def test_bytes_fit_a_raw_volume_of_their_length(raw: str, wanted: Facts, fits: bool) -> None:  # noqa: FBT001 - the same
    """Plain bytes are no image, whatever the volume would like them to be."""
    assert accepted(raw, wanted) is fits


def accepted(path: str, wanted: Facts) -> bool:
    """Whether a volume of these facts may be made for the file."""
    try:
        Content.of(path).check(wanted)
    except Terminal:
        return False
    return True


def test_a_file_that_cannot_be_read_says_which_and_where(tmp_path: Path) -> None:
    """A folder, or nothing at all: the message names it and this machine."""
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(Terminal, match=f"{path} cannot be read.*this machine"):
            Content.of(str(path))
