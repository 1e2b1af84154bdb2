import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from reconciler.daemon.source import Manifests
from state.desired import Defaults, read
from state.desired.files import MAX_BYTES, read_files, source_of
from state.desired.load import load

NOBODY = 65534
GOOD = """apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: good}
spec: {memory: 1GiB, vcpus: 1}
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """For a while we are somebody whom permissions stop."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


def paths(folder: Path) -> list[str]:
    return [file.path for file in read_files(folder).files]


def said(folder: Path) -> list[str]:
    return [f"{found.where}: {found.message}" for found in read_files(folder).diagnostics]


def test_a_folder_is_read_recursively_and_in_order(tmp_path: Path) -> None:
    """`*.yaml` and `*.yml` count wherever they are; hidden files and folders and everything else do not."""
    for name in ("b.yaml", "a.yml", "sub/deep/c.yaml", ".hidden.yaml", ".git/d.yaml", "e.yaml~", "f.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    assert paths(tmp_path) == ["a.yml", "b.yaml", "sub/deep/c.yaml"]


def test_a_single_file_is_a_source(tmp_path: Path) -> None:
    """A file is read whatever its name, and nothing beside it."""
    (tmp_path / "one.txt").write_text(GOOD)
    (tmp_path / "two.yaml").write_text(GOOD)
    assert paths(tmp_path / "one.txt") == ["one.txt"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A wrong path is no empty source: an empty source would mean that everything may go."""
    resolution = read(tmp_path / "absent", Defaults())
    assert [str(found) for found in resolution.diagnostics] == [
        "absent: error: cannot be read: no such file or directory (check the path)"
    ]
    assert not resolution.complete


def test_an_empty_folder_is_a_source_without_manifests(tmp_path: Path) -> None:
    """No manifests is something that one may mean."""
    resolution = read(tmp_path, Defaults())
    assert resolution.complete
    assert not resolution.desired


@pytest.mark.parametrize(("name", "mode"), [("locked", 0o000), ("listable", 0o444), ("locked.yaml", 0o000)])
def test_what_may_not_be_read_is_reported(
    open_folder: Path, name: str, mode: int, request: pytest.FixtureRequest
) -> None:
    """A folder or file without permission is an error, and its neighbours are still read."""
    (open_folder / "good.yaml").write_text(GOOD)
    (open_folder / name).mkdir() if "." not in name else (open_folder / name).write_text(GOOD)
    if "." not in name:
        (open_folder / name / "inner").mkdir()
    (open_folder / name).chmod(mode)
    request.getfixturevalue("unprivileged")
    found = said(open_folder)
    assert len(found) == 1
    assert name in found[0]
    assert "permission denied" in found[0]
    assert paths(open_folder) == ["good.yaml"]


def test_an_unreadable_file_may_hold_the_only_host(open_folder: Path, request: pytest.FixtureRequest) -> None:
    """What is meant for a host that cannot be seen does not land on this one."""
    (open_folder / "good.yaml").write_text(GOOD)
    (open_folder / "hosts.yaml").write_text("kind: Host")
    (open_folder / "hosts.yaml").chmod(0)
    request.getfixturevalue("unprivileged")
    resolution = read(open_folder, Defaults())
    assert not resolution.hosts
    assert not resolution.desired


def test_links_in_a_circle_are_reported(tmp_path: Path) -> None:
    """A link to a folder above is followed once and named; a link to itself is named; the rest is read."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "good.yaml").write_text(GOOD)
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "self.yaml").symlink_to(tmp_path / "self.yaml")
    assert paths(tmp_path) == ["sub/good.yaml"]
    assert said(tmp_path) == [
        "self.yaml: cannot be read: too many levels of symbolic links",
        "sub/up: a symbolic link to a folder that it is in",
    ]


def test_links_that_lead_somewhere_are_followed(tmp_path: Path) -> None:
    """Files and folders may be linked in; a dangling link to a manifest is an error, another is none."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text(GOOD)
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen" / "folder").symlink_to(tmp_path / "real")
    (tmp_path / "seen" / "file.yaml").symlink_to(tmp_path / "real" / "a.yaml")
    (tmp_path / "seen" / "gone").symlink_to(tmp_path / "nowhere")
    assert paths(tmp_path / "seen") == ["file.yaml", "folder/a.yaml"]
    assert not said(tmp_path / "seen")
    (tmp_path / "seen" / "gone.yaml").symlink_to(tmp_path / "nowhere")
    assert len(said(tmp_path / "seen")) == 1


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A named pipe would make the reader wait for ever."""
    os.mkfifo(tmp_path / "pipe.yaml")
    assert said(tmp_path) == ["pipe.yaml: not a regular file"]


def test_a_document_of_10_mb_is_refused_at_once(tmp_path: Path) -> None:
    """The refusal names size and limit, takes no time, and stops nothing else."""
    (tmp_path / "big.yaml").write_bytes(b"x" * 10 * 2**20)
    (tmp_path / "good.yaml").write_text(GOOD)
    started = time.monotonic()
    resolution = read(tmp_path, Defaults())
    assert time.monotonic() - started < 1
    (found,) = resolution.diagnostics
    assert str(found.where) == "big.yaml"
    assert found.message == "the file has 10.0 MiB; manifests of more than 4 MiB are not read"
    assert found.remedy == "split it into several files"
    assert [ref.name for ref in resolution.desired] == ["good"]


@pytest.mark.parametrize("place", [0, MAX_BYTES - len("kind: Ho")])
def test_a_large_document_may_hold_the_only_host(tmp_path: Path, place: int) -> None:
    """Where the word Host is anywhere in it, nothing is placed on this machine by default."""
    (tmp_path / "big.yaml").write_bytes(b"x" * place + b"kind: Host" + b"x" * MAX_BYTES)
    (tmp_path / "good.yaml").write_text(GOOD)
    assert not read(tmp_path, Defaults()).desired


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"kind: \xff", "f.yaml:1:7: error: not UTF-8: byte 0xff"),
        ("kind: Host".encode("utf-16"), "f.yaml:1:1: error: not UTF-8: byte 0xff"),
        (b"a: 1\nb: \0", "f.yaml:2:4: error: a NUL character"),
        (b"a: \x1b[2J", "f.yaml:1:4: error: the character U+001B"),
        ("a: \u2028".encode(), "f.yaml:1:4: error: the character U+2028"),
    ],
)
def test_what_is_no_text_is_refused_by_place(content: bytes, words: str) -> None:
    """Bytes that are not UTF-8 and characters that no text has are named with line and column."""
    (found,) = load(source_of("", {"f.yaml": content})).diagnostics
    assert str(found).startswith(words)
    str(found.excerpt).encode()  # it can be printed


def test_the_revision_tells_any_change() -> None:
    """Content, names and unreadable files all count; the order in which files are found does not."""
    base = source_of("", {"a": b"1", "b": b"2"}).revision
    others = [{"a": b"1"}, {"a": b"1", "b": b"3"}, {"a": b"2", "b": b"1"}, {"a": b"1", "c": b"2"}]
    assert base == source_of("elsewhere", {"b": b"2", "a": b"1"}).revision
    assert base not in {source_of("", other).revision for other in others}


def test_strange_file_names_can_be_printed(tmp_path: Path) -> None:
    """A name that is not UTF-8 or holds a line break does not break the report."""
    strange = os.fsencode(tmp_path) + b"/\xff\n.yaml"
    Path(os.fsdecode(strange)).write_text("a: b: c")
    (found,) = read(tmp_path, Defaults()).diagnostics
    assert str(found).encode()
    assert "\n" not in str(found)


def test_one_file_is_a_part(tmp_path: Path) -> None:
    """What else there is may lie beside it; a folder is all there is."""
    (tmp_path / "one.yaml").write_text("")
    file = tmp_path / "one.yaml"
    assert read_files(file).partial
    assert read(file, Defaults()).partial
    assert not read(file, Defaults()).complete
    assert not read_files(tmp_path).partial
    assert read(file, Defaults(source=file)).complete
    assert Manifests(file, Defaults()).read().resolution.complete
