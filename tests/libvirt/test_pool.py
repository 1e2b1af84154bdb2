"""What is done to storage pools on real libvirt, and that nothing of it costs anybody data."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciler.steps import Verb
from schemas.facts import Ref
from tests.lab import Host
from tests.lab.commands import output
from tests.libvirt.workbench import Manifest, Workbench, loop_device, workbench


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host."""
    with workbench(host) as bench:
        yield bench


def folder(bench: Workbench, name: str = "pool") -> Path:
    """Where a test's pool is, seen from outside as well."""
    return bench.host.images / name


def folder_pool(bench: Workbench, **permissions: object) -> dict[str, object]:
    """A pool in a folder."""
    target: dict[str, object] = {"path": str(folder(bench))}
    return {"target": target | ({"permissions": permissions} if permissions else {})}


def disk_pool(bench: Workbench, device: str, *, build: bool) -> Manifest:
    """A pool on a file system on a device."""
    source = {"devices": [{"path": device}], "format": "ext4"}
    target = {"path": str(folder(bench, "mounted"))}
    return Manifest.of("StoragePool", "data", type="fs", build=build, source=source, target=target)


def mode_of(path: Path) -> str:
    return f"{path.stat().st_mode & 0o7777:04o}"


def test_an_existing_pool_is_never_overwritten(bench: Workbench) -> None:
    """Neither by its name nor by its UUID."""
    bench.host.virsh("pool-define-as", "theirs", "dir", "--target", str(folder(bench, "theirs")))
    before = bench.pool("theirs").XMLDesc()
    assert "exists already" in bench.attempt(
        Verb.CREATE, Manifest.of("StoragePool", "theirs", **folder_pool(bench))
    )
    uuid = bench.pool("theirs").UUIDString()
    other = Manifest.of("StoragePool", "other", uuid=uuid, **folder_pool(bench))
    assert "theirs" in bench.attempt(Verb.CREATE, other)
    assert bench.pool("theirs").XMLDesc() == before


def test_a_folder_that_is_there_is_taken_as_it_is(bench: Workbench) -> None:
    """Its files become volumes, and its permissions stay where the manifest states none."""
    folder(bench).mkdir(mode=0o700)
    (folder(bench) / "old.img").write_bytes(b"precious")
    bench.make("StoragePool", "images", **folder_pool(bench))
    assert bench.pool("images").listVolumes() == ["old.img"]
    assert (folder(bench) / "old.img").read_bytes() == b"precious"
    assert mode_of(folder(bench)) == "0700"


def test_taking_a_pool_away_leaves_its_files(bench: Workbench) -> None:
    """Stopped and undefined, twice: folder and volumes are still there."""
    manifest = bench.make("StoragePool", "images", **folder_pool(bench))
    bench.make("Volume", "disk.img", pool="images", format="raw", capacity="1MiB")
    for verb in (Verb.STOP, Verb.STOP, Verb.UNDEFINE, Verb.UNDEFINE):
        bench.perform(verb, manifest, uuid=manifest.uuid)
    assert bench.identity(manifest.ref) == ""
    assert (folder(bench) / "disk.img").stat().st_size == 2**20


def test_permissions_of_a_folder_change_under_its_running_machines(bench: Workbench) -> None:
    """The folder gets them, the pool is up again, and nobody was asked to stop."""
    bench.make("StoragePool", "images", **folder_pool(bench, mode="0755"))
    bench.make("Volume", "disk.img", pool="images", format="raw", capacity="1MiB")
    tighter = Manifest.of("StoragePool", "images", **folder_pool(bench, mode="0711"))
    bench.perform(Verb.DEFINE, tighter, "target.permissions.mode")
    bench.perform(Verb.TUNE, tighter, "target.permissions.mode")
    assert mode_of(folder(bench)) == "0711"
    assert bench.differences(tighter) == bench.differences(tighter, running=True) == {}
    assert bench.pool("images").isActive()


def test_a_pool_moves_to_another_folder(bench: Workbench) -> None:
    """The old folder stays as it is."""
    bench.make("StoragePool", "images", **folder_pool(bench))
    bench.make("Volume", "disk.img", pool="images", format="raw", capacity="1MiB")
    moved = Manifest.of("StoragePool", "images", target={"path": str(folder(bench, "elsewhere"))})
    bench.perform(Verb.DEFINE, moved, "target.path")
    bench.perform(Verb.TUNE, moved, "target.path")
    assert bench.differences(moved, running=True) == {}
    assert bench.pool("images").listVolumes() == []
    assert (folder(bench) / "disk.img").exists()


def test_what_is_no_folder_is_not_taken_down_unasked(bench: Workbench, tmp_path: Path) -> None:
    """A mounted file system stays mounted unless a restart is allowed."""
    with loop_device(tmp_path / "blank", 32 * 2**20) as device:
        manifest = disk_pool(bench, device, build=True)
        bench.bring(manifest)
        assert "policy.restart" in bench.attempt(Verb.TUNE, manifest, "source.format")
        assert bench.pool("data").isActive()
        bench.host.empty()


def test_a_blank_device_is_formatted_only_when_the_manifest_says_so(bench: Workbench, tmp_path: Path) -> None:
    """Without `build` the device stays blank, and the pool does not start."""
    with loop_device(tmp_path / "blank", 32 * 2**20) as device:
        unasked = disk_pool(bench, device, build=False)
        bench.perform(Verb.CREATE, unasked)
        assert bench.attempt(Verb.START, unasked) != ""
        assert not any(Path(device).read_bytes())
        bench.perform(Verb.UNDEFINE, unasked)
        bench.bring(disk_pool(bench, device, build=True))
        assert bench.pool("data").isActive()
        bench.host.empty()


def test_a_device_that_holds_something_is_never_formatted(bench: Workbench, tmp_path: Path) -> None:
    """`build` finds a file system, refuses, and leaves no pool behind, so that it can be tried again."""
    with loop_device(tmp_path / "theirs", 32 * 2**20) as device:
        output(["mkfs.ext4", "-q", "-L", "precious", device])
        before = Path(device).read_bytes()
        manifest = disk_pool(bench, device, build=True)
        assert bench.attempt(Verb.CREATE, manifest) != ""
        assert bench.identity(manifest.ref) == ""
        assert Path(device).read_bytes() == before


def test_a_pool_that_was_cut_off_before_it_was_built_starts_all_the_same(bench: Workbench) -> None:
    """Defined and then killed: the next start makes the folder."""
    manifest = Manifest.of("StoragePool", "images", **folder_pool(bench))
    bench.host.virsh("pool-define-as", "images", "dir", "--target", str(folder(bench)))
    assert bench.attempt(Verb.START, manifest) != ""
    bench.perform(Verb.START, manifest, resumed=True)
    assert bench.pool("images").isActive()


def test_autostart_of_a_pool_is_tuned(bench: Workbench) -> None:
    """Up or not, it is taken along when the host boots."""
    bench.make("StoragePool", "images", **folder_pool(bench))
    for wanted in (True, False):
        manifest = Manifest.of("StoragePool", "images", autostart=wanted, **folder_pool(bench))
        bench.perform(Verb.TUNE, manifest, "autostart")
        assert bool(bench.pool("images").autostart()) is wanted


def test_a_pool_without_a_definition_is_not_stopped(bench: Workbench) -> None:
    """It would be gone for good, so stopping it is refused."""
    folder(bench).mkdir()
    bench.host.virsh("pool-create-as", "passing", "dir", "--target", str(folder(bench)))
    manifest = Manifest.of("StoragePool", "passing", **folder_pool(bench))
    assert "has no definition" in bench.attempt(Verb.STOP, manifest)
    assert bench.pool("passing").isActive()


def test_a_pool_is_restarted(bench: Workbench) -> None:
    """Files that came meanwhile are volumes afterwards."""
    manifest = bench.make("StoragePool", "images", **folder_pool(bench))
    (folder(bench) / "new.img").write_bytes(b"new")
    bench.perform(Verb.RESTART, manifest)
    assert bench.identity(Ref("Volume", "localhost", "new.img", "images")) != ""
