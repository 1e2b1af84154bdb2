"""How volumes come to be, grow and go on real libvirt; data that are there already are never touched."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reconciler.steps import Verb
from tests.lab import Console, Host
from tests.lab.domain import Machine, boot, disk_xml
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.machines import small
from tests.libvirt.workbench import Manifest, Workbench, workbench

MIB = 2**20
NAMED = """<disk type='volume' device='disk'><driver name='qemu' type='raw'/>
<source pool='images' volume='second'/><target dev='vdb' bus='virtio'/></disk>"""
PATTERN = bytes(range(256)) * 4096  # 1 MiB that is not zeros


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """A host with a pool, `images`."""
    with workbench(host) as bench:
        bench.make("StoragePool", "images", target={"path": str(host.images / "pool")})
        yield bench


def volume(name: str = "disk", form: str = "raw", capacity: str = "8MiB", **more: object) -> Manifest:
    """A volume of the pool."""
    return Manifest.of("Volume", name, pool="images", format=form, capacity=capacity, **more)


def file_of(bench: Workbench, name: str = "disk") -> Path:
    """The volume's file, seen from outside."""
    return bench.host.images / "pool" / name


def capacity_of(bench: Workbench, manifest: Manifest) -> int:
    return int(bench.volume(manifest.ref).info()[1])


def sees(console: Console, size: int) -> None:
    """Wait until the guest has a disk of this many bytes."""
    console.wait(lambda tick: size in tick.disks.values())


def occupied(path: Path) -> int:
    """How many bytes the file takes on disk."""
    return path.stat().st_blocks * 512


def test_a_raw_volume_takes_no_space_unless_it_is_asked_to(bench: Workbench) -> None:
    """By itself libvirt would set all of it aside."""
    bench.bring(volume(capacity="64MiB"))
    assert file_of(bench).stat().st_size == 64 * MIB
    assert occupied(file_of(bench)) < MIB
    bench.bring(volume("full", capacity="4MiB", allocation="4MiB"))
    assert occupied(file_of(bench, "full")) >= 4 * MIB


def test_space_is_set_aside_later(bench: Workbench) -> None:
    """A raw volume gets all of it; for another format that is refused with the reason."""
    bench.bring(volume())
    with file_of(bench).open("r+b") as file:
        file.write(PATTERN)
    wanted = volume(allocation="8MiB")
    bench.perform(Verb.TUNE, wanted, "allocation")
    assert bench.differences(wanted) == {}
    assert file_of(bench).read_bytes()[:MIB] == PATTERN
    bench.bring(volume("thin", form="qcow2"))
    complaint = bench.attempt(Verb.TUNE, volume("thin", form="qcow2", allocation="8MiB"), "allocation")
    assert "only when it is made" in complaint


def test_an_existing_volume_is_never_overwritten(bench: Workbench, tmp_path: Path) -> None:
    """Known to libvirt or only lying in the folder, empty or with a content to come."""
    content = tmp_path / "content"
    content.write_bytes(PATTERN)
    file_of(bench).write_bytes(PATTERN)
    for manifest in (volume(), volume(form="qcow2"), volume(content=str(content))):
        assert "exists already" in bench.attempt(Verb.CREATE, manifest)
    assert file_of(bench).read_bytes() == PATTERN


def test_a_volume_grows(bench: Workbench) -> None:
    """Nobody uses it: libvirt makes the file larger, and what is in it stays."""
    for form in ("raw", "qcow2"):
        bench.bring(volume(form, form=form))
        larger = volume(form, form=form, capacity="12MiB")
        for _ in range(2):
            bench.perform(Verb.TUNE, larger, "capacity")
            assert capacity_of(bench, larger) == 12 * MIB


def test_a_volume_never_shrinks(bench: Workbench) -> None:
    """The refusal says that data would be destroyed."""
    bench.bring(volume())
    assert "destroy data" in bench.attempt(Verb.TUNE, volume(capacity="4MiB"), "capacity")
    assert file_of(bench).stat().st_size == 8 * MIB


def test_a_running_guest_sees_its_volume_grow(
    bench: Workbench, guest: Guest, domain_type: DomainType
) -> None:
    """Whether the machine names the file or the volume, the guest's own disk is larger at once."""
    bench.bring(volume("first", form="qcow2"))
    bench.bring(volume("second"))
    devices = (disk_xml(file_of(bench, "first"), "vda"), NAMED)
    machine = Machine("m1", guest, bench.host.log_of("m1"), type=domain_type, devices=devices)
    console = boot(bench.host, machine)
    assert console.wait(lambda tick: len(tick.disks) == 2).disks == {"vda": 8 * MIB, "vdb": 8 * MIB}
    for name, form, size in (("first", "qcow2", 16), ("second", "raw", 24)):
        larger = volume(name, form=form, capacity=f"{size}MiB")
        bench.perform(Verb.TUNE, larger, "capacity")
        sees(console, size * MIB)
        assert bench.differences(larger) == {}


def test_a_volume_under_a_running_machines_overlay_stays_as_it_is(bench: Workbench) -> None:
    """Growing the base behind the machine's back is refused."""
    bench.bring(volume("base", form="qcow2"))
    bench.bring(volume("overlay", form="qcow2", backing="base", backingFormat="qcow2"))
    bench.host.feed(small("m1", devices=disk_xml(file_of(bench, "overlay"), "vda")), "create")
    complaint = bench.attempt(Verb.TUNE, volume("base", form="qcow2", capacity="9MiB"), "capacity")
    assert "m1" in complaint
    assert capacity_of(bench, volume("base")) == 8 * MIB


def test_what_a_volume_was_made_with_cannot_be_changed(bench: Workbench) -> None:
    """The format of data that exist is not up for change; the refusal says what to do."""
    bench.bring(volume())
    assert "make a new volume" in bench.attempt(Verb.TUNE, volume(form="qcow2"), "format")


def test_an_overlay_is_made_on_a_volume_of_the_pool_or_on_a_path(bench: Workbench) -> None:
    """Both name the same base, and both read back as they were asked for."""
    bench.bring(volume("base", form="qcow2"))
    for name, backing in (("by-name", "base"), ("by-path", str(file_of(bench, "base")))):
        overlay = volume(name, form="qcow2", backing=backing, backingFormat="qcow2")
        bench.bring(overlay)
        assert bench.differences(overlay) == {}


def test_a_volume_is_destroyed_only_as_the_one_that_is_meant(bench: Workbench) -> None:
    """Another key is another volume; the right one goes, and going twice is no mistake."""
    manifest = volume()
    bench.bring(manifest)
    assert "it is another one" in bench.attempt(Verb.DELETE, manifest, uuid="/somewhere/else/disk")
    assert file_of(bench).exists()
    for _ in range(2):
        bench.perform(Verb.DELETE, manifest)
    assert not file_of(bench).exists()


def test_a_volume_in_use_is_not_destroyed(bench: Workbench) -> None:
    """Neither as a disk nor as the base of one."""
    bench.bring(volume("base", form="qcow2"))
    bench.bring(volume("overlay", form="qcow2", backing="base", backingFormat="qcow2"))
    bench.host.feed(small("m1", devices=disk_xml(file_of(bench, "overlay"), "vda")), "create")
    for name in ("base", "overlay"):
        assert "a disk of the machine m1 and stays" in bench.attempt(Verb.DELETE, volume(name, form="qcow2"))
        assert file_of(bench, name).exists()


def test_a_volume_that_a_machine_would_start_with_is_not_destroyed(bench: Workbench) -> None:
    """Though it is off, and though it names the file by way of a link."""
    bench.bring(volume())
    (bench.host.images / "link").symlink_to(bench.host.images / "pool")
    bench.host.feed(small("m1", devices=disk_xml(bench.host.images / "link" / "disk", "vda")), "define")
    assert "a disk of the machine m1 and stays" in bench.attempt(Verb.DELETE, volume())
    assert file_of(bench).exists()


def test_a_pool_that_is_down_is_named(bench: Workbench) -> None:
    """What has to be done first is said."""
    bench.pool("images").destroy()
    assert "start the pool" in bench.attempt(Verb.CREATE, volume())


def test_libvirt_judges_the_volume_before_it_is_made(bench: Workbench) -> None:
    """A definition that libvirt's schema refuses makes no file."""
    assert bench.attempt(Verb.CREATE, volume(form="nonsense")) != ""
    assert not file_of(bench).exists()


def test_many_volumes_of_one_pool_are_made_side_by_side(bench: Workbench) -> None:
    """libvirt does not list a pool's files while it makes one; nobody fails for that."""
    manifests = [volume(f"disk{number}", form="qcow2") for number in range(8)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(lambda manifest: bench.attempt(Verb.CREATE, manifest), manifests)) == [""] * 8
    assert len(bench.pool("images").listVolumes()) == 8


def test_a_size_that_storage_rounds_up_is_the_size_that_was_asked_for(bench: Workbench) -> None:
    """QEMU's tools count in KiB: 100 MB is a little more on disk, and that is no drift."""
    manifest = volume(form="qcow2", capacity="100M")
    bench.bring(manifest)
    assert bench.differences(manifest) == {}
    assert capacity_of(bench, manifest) > 100_000_000
