"""What a folder's manifests came to, found again by the next run."""

import dataclasses
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import state
from schemas.policy import Deletion, Policy, Restart
from state.desired import Defaults, Kept, Resolution, read
from state.desired.files import read_files, source_of
from state.desired.kept import FILE
from tests.state.desired.manifests import machine, manifest, resolved_files

VOLUME = "spec: {pool: images, capacity: 1GiB, content: /nowhere/image}\n"
POOL = manifest("StoragePool", "images", "spec: {type: dir, target: {path: /srv/images}}\n")
HOST = manifest("Host", "kvm01", "spec: {uri: 'qemu:///system', concurrency: 2}\n", ", labels: {rack: a}")
WINDOW = "policy: {restart: window, window: {cron: '0 3 * * 6', minutes: 5}}\n"
DISK = "  disks:\n    - {name: root, file: /srv/a}\n  interfaces:\n    - {name: lan, network: lan}\n"
SECRET = "  graphics:\n    - {name: screen, type: vnc, password: topsecret}\n"
DOCUMENTS = (HOST, machine("a"), machine("b", DISK, ", labels: {tier: web}"), POOL, machine("c") + WINDOW)


def spelt(value: object) -> object:
    """Everything that a value says, by which two can be compared."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return (type(value).__name__, *((name, spelt(part)) for name, part in parts))
    if isinstance(value, dict):
        return {key: spelt(part) for key, part in value.items()}
    return (type(value), value)


@given(st.sets(st.sampled_from(DOCUMENTS), min_size=1), st.sampled_from(list(Deletion)))
def test_what_is_recalled_is_what_it_would_be_made_to_be(
    tmp_path_factory: pytest.TempPathFactory, chosen: set[str], deletion: Deletion
) -> None:
    """Every value of every object, host and policy, of its own type, in the same order."""
    files = {f"{number}.yaml": text for number, text in enumerate(sorted(chosen))}
    source = source_of("", {name: text.encode() for name, text in files.items()})
    defaults = Defaults(policy=Policy(deletion=deletion))
    fresh = resolved_files(files, defaults)
    kept = Kept(tmp_path_factory.mktemp("kept"))
    kept.keep(source, defaults, fresh)
    recalled = kept.recall(source, defaults)
    assert (recalled is not None) == (not fresh.diagnostics)
    assert recalled is None or spelt(recalled) == spelt(fresh)


def keeping(folder: Path, *documents: str) -> tuple[Path, Kept, Resolution]:
    """A folder of manifests that were read once, and where what they came to may be kept."""
    manifests = folder / "manifests"
    manifests.mkdir()
    (manifests / "a.yaml").write_text("---\n".join(documents))
    kept = Kept(folder / "state")
    return manifests, kept, read(manifests, Defaults(), kept, keep=True)


def test_reading_alone_keeps_nothing(tmp_path: Path) -> None:
    """A plan writes nothing anywhere, not even the folder."""
    manifests, _, _ = keeping(tmp_path, machine("a"))
    read(manifests, Defaults(), Kept(tmp_path / "other"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manifests", "state"]


def test_it_is_made_for_our_eyes_only(tmp_path: Path) -> None:
    """Nobody else may read or write what is kept, and nothing is left beside it."""
    keeping(tmp_path, machine("a"))
    (file,) = (tmp_path / "state").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == (FILE, 0o600)
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_whatever_else_is_read_is_made_anew(tmp_path: Path) -> None:
    """One byte, one name, one default more or less: what was kept is not used."""
    manifests, kept, _ = keeping(tmp_path, machine("a"))
    file = manifests / "a.yaml"
    before = read_files(manifests)
    assert kept.recall(before, Defaults()) is not None
    assert kept.recall(before, Defaults(uri="qemu:///session")) is None
    assert kept.recall(before, Defaults(policy=Policy(restart=Restart.NOW))) is None
    file.write_text(file.read_text() + "#")
    assert kept.recall(read_files(manifests), Defaults()) is None
    file.write_text(machine("a"))
    assert kept.recall(read_files(manifests), Defaults()) is not None
    file.rename(manifests / "b.yaml")
    assert kept.recall(read_files(manifests), Defaults()) is None


@pytest.mark.parametrize("documents", [(machine("a", SECRET),), (machine("a", "  nonsense: 1\n"),)])
def test_no_secret_and_no_finding_is_kept(tmp_path: Path, documents: tuple[str, ...]) -> None:
    """A secret is in the manifest alone, and a mistake is told as if it had never been read."""
    manifests, kept, found = keeping(tmp_path, *documents)
    assert found.desired or found.diagnostics
    assert kept.recall(read_files(manifests), Defaults()) is None
    assert not (tmp_path / "state").exists()


def test_what_this_machine_lacks_is_looked_at_each_time(tmp_path: Path) -> None:
    """A file that is to fill a volume is warned about when it is not there now."""
    image = tmp_path / "image"
    image.write_text("")
    volume = manifest("Volume", "v", VOLUME.replace("/nowhere/image", str(image)))
    manifests, kept, found = keeping(tmp_path, POOL, volume)
    assert not found.diagnostics
    image.unlink()
    assert kept.recall(read_files(manifests), Defaults()) is not None
    assert len(read(manifests, Defaults(), kept).diagnostics) == 1


ASK = """
import sys
from pathlib import Path
from state.desired import Defaults, Kept, read
from state.desired.files import read_files
folder, kept = Path(sys.argv[1]), Kept(Path(sys.argv[2]))
print(kept.recall(read_files(folder), Defaults()) is not None)
read(folder, Defaults(), kept, keep=True)
"""


def test_another_version_of_the_program_makes_it_anew(tmp_path: Path) -> None:
    """One file of ours that is another one, and what the old one made is not used."""
    manifests, _, _ = keeping(tmp_path, machine("a"))
    product = Path(state.__file__).parents[1]
    for package in ("schemas", "state"):
        shutil.copytree(product / package, tmp_path / "product" / package)
    words = [sys.executable, "-c", ASK, str(manifests), str(tmp_path / "state")]

    def recalled() -> str:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "product")}
        return subprocess.run(
            words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert [recalled(), recalled()] == ["False", "True"]
    with (tmp_path / "product" / "state" / "desired" / "resolve.py").open("a") as stream:
        stream.write("\n")
    assert [recalled(), recalled()] == ["False", "True"]


class Danger:
    """Runs a command where it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.proof),)


def test_nothing_that_is_not_ours_is_believed(tmp_path: Path) -> None:
    """A file others can write, a link, half a file, another's text: all as if there were none."""
    manifests, kept, _ = keeping(tmp_path, machine("a"))
    source, file = read_files(manifests), tmp_path / "state" / FILE
    content = file.read_bytes()
    for strange in (b"", content[:-1], content[:64], content[:40] + b"?" + content[41:], os.urandom(200)):
        file.write_bytes(strange)
        assert kept.recall(source, Defaults()) is None
    file.write_bytes(content)
    for mode in (0o620, 0o602):
        file.chmod(mode)
        assert kept.recall(source, Defaults()) is None
    file.chmod(0o600)
    assert kept.recall(source, Defaults()) is not None
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert kept.recall(source, Defaults()) is None


def test_what_is_kept_cannot_run_anything(tmp_path: Path) -> None:
    """Even with everything else in order, only values are made of it."""
    from hashlib import sha256

    manifests, kept, _ = keeping(tmp_path, machine("a"))
    file, data = tmp_path / "state" / FILE, pickle.dumps(Danger(tmp_path / "proof"))
    file.write_bytes(file.read_bytes()[:32] + sha256(data).digest() + data)
    assert kept.recall(read_files(manifests), Defaults()) is None
    assert not (tmp_path / "proof").exists()


def test_what_a_folder_came_to_is_not_recalled_for_its_only_file(tmp_path: Path) -> None:
    """The file alone says nothing of what is not in it; the folder says that nothing else is."""
    folder, kept, fresh = keeping(tmp_path, machine("a"))
    (file,) = folder.iterdir()
    assert fresh.complete
    assert kept.recall(read_files(folder), Defaults()) is not None
    assert kept.recall(read_files(file), Defaults()) is None
    assert not read(file, Defaults(), kept).complete
