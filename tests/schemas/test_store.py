"""Forms that are kept from one run to the next."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import schemas
from schemas import KINDS
from schemas.fields import fresh
from schemas.form import Form, Group, Items
from schemas.store import dumped, loaded

ASK = """
import sys
from schemas import KINDS
print({kind.name: len(kind.spec.table) for kind in KINDS}, "pydantic" in sys.modules)
"""


def test_a_kept_form_is_the_form() -> None:
    """Every marker, codec and place of every kind comes back as it was, in its order."""
    made = {kind.name: fresh(kind.model) for kind in KINDS}
    again = loaded(dumped(made))
    for kind in KINDS:
        assert list(lines(again[kind.name])) == list(lines(made[kind.name]))
        assert again[kind.name].table.keys() == made[kind.name].table.keys()


def lines(form: Form) -> Iterator[str]:
    """Everything that a form says. Functions are the same where their addresses are."""
    yield f"{form.name} {form.tag}"
    yield from (f"{path} {slot!r}" for path, slot in form.table.items())
    for slot in form.slots:
        yield repr(slot)
        if isinstance(slot, Group | Items):
            yield from lines(slot.spec)


def test_the_second_run_needs_no_validator(tmp_path: Path) -> None:
    """The forms are found beside the byte-code, and neither pydantic nor a spec is imported."""
    place = str(Path(schemas.__file__).parents[1])
    first, second = asked(place, tmp_path), asked(place, tmp_path)
    assert first.endswith("True")
    assert second == first.replace("True", "False")


def test_an_edited_spec_is_compiled_anew(tmp_path: Path) -> None:
    """Whatever is edited, added or taken out: what is kept of another version is not used."""
    shutil.copytree(Path(schemas.__file__).parent, tmp_path / "schemas")
    before = [asked(str(tmp_path), tmp_path / "cache") for _ in range(2)]
    file = tmp_path / "schemas" / "network" / "port.py"
    file.write_text(file.read_text() + "\n")
    assert asked(str(tmp_path), tmp_path / "cache") == before[0]
    (tmp_path / "schemas" / "new.py").write_text("")
    assert asked(str(tmp_path), tmp_path / "cache") == before[0]
    assert asked(str(tmp_path), tmp_path / "cache") == before[1]


def test_what_cannot_be_kept_is_made(tmp_path: Path) -> None:
    """Where no byte-code is written, or what is there is none, everything is as ever, only later."""
    place = str(Path(schemas.__file__).parents[1])
    expected = asked(place, tmp_path / "one")
    (kept,) = (tmp_path / "one").rglob("forms.*.pyc")
    kept.write_bytes(b"")
    assert asked(place, tmp_path / "one", "-B") == expected
    assert asked(place, tmp_path / "one", "-B") == expected


def asked(place: str, cache: Path, *options: str) -> str:
    """What a fresh Python says of the kinds, with its byte-code in a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": place, "PYTHONPYCACHEPREFIX": str(cache)}
    words = [sys.executable, *options, "-c", ASK]
    done = subprocess.run(words, env=environment, cwd=place, capture_output=True, text=True, check=True)
    return done.stdout.strip()
