import os
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.cli.adoption.folder import Folder
from reconciler.cli.failure import Trouble
from schemas import KINDS
from schemas.facts import Ref

HOSTILE = (
    "..",
    ".",
    "../../etc/passwd",
    "/etc/passwd",
    "a\nb",
    ".hidden",
    "CON",
    "",
    "a/b",
    "\0",
    "-rf",
    "x" * 500,
)
names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.text(string.ascii_letters, max_size=2))
refs = st.builds(
    Ref, st.sampled_from([kind.name for kind in KINDS]), st.just("h"), names, st.sampled_from(("", "p", "q"))
)


@given(st.sets(refs, max_size=12), st.booleans())
def test_every_object_has_a_safe_file_of_its_own(found: set[Ref], by_host: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever it is called: inside the folder, not hidden, read by the loader, and no other object's."""
    places = Folder(Path("/out"), by_host=by_host).places(found)
    assert places.keys() == found
    assert len({str(place).casefold() for place in places.values()}) == len(found)
    for place in places.values():
        assert not place.is_absolute()
        assert os.path.normpath(place) == str(place)
        assert not any(part.startswith((".", "-")) or len(part) > 200 for part in place.parts)
        assert place.suffix == ".yaml"
        assert str(place).isascii()
        assert str(place).isprintable()


def test_places_do_not_depend_on_the_order_of_looking() -> None:
    """Two names that differ by case alone are told apart in the same way each time."""
    found = [Ref("VirtualMachine", "h", name) for name in ("web", "Web", "WEB")]
    assert Folder(Path()).places(found) == Folder(Path()).places(reversed(found))


def test_a_file_that_is_there_is_nobodys_to_replace(tmp_path: Path) -> None:
    """Unless somebody said so; and no draft is left beside it in either case."""
    folder = Folder(tmp_path)
    assert folder.write(Path("m/a.yaml"), "one\n")
    assert not folder.write(Path("m/a.yaml"), "two\n")
    assert (tmp_path / "m/a.yaml").read_text() == "one\n"
    assert folder.write(Path("m/a.yaml"), "two\n", force=True)
    assert (tmp_path / "m/a.yaml").read_text() == "two\n"
    assert [path.name for path in (tmp_path / "m").iterdir()] == ["a.yaml"]


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    """A folder of the folder that is a link out of it is not followed."""
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out/machines").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Trouble):
        Folder(tmp_path / "out").write(Path("machines/a.yaml"), "one\n")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_has_the_rights_of_any_other_file(tmp_path: Path) -> None:
    """It is for a repository, and holds no secret."""
    Folder(tmp_path).write(Path("a.yaml"), "one\n")
    (tmp_path / "b.yaml").write_text("two\n")
    assert (tmp_path / "a.yaml").stat().st_mode == (tmp_path / "b.yaml").stat().st_mode
