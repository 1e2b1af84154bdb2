"""Volumes that are filled with a local file: byte for byte, without its holes, and again after a cut-off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciler.steps import Verb
from state.errors import Terminal
from tests.lab import Host
from tests.lab.commands import output
from tests.lab.domain import disk_xml
from tests.libvirt.machines import small
from tests.libvirt.workbench import Manifest, Workbench, loop_device, workbench

MIB = 2**20
PATTERN = bytes(range(256)) * 4096  # 1 MiB that is not zeros


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """A host with a pool, `images`."""
    with workbench(host) as bench:
        bench.make("StoragePool", "images", target={"path": str(host.images / "pool")})
        yield bench


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """64 MiB: data, a large hole, data that end in the middle of a block, and a hole up to the end."""
    path = tmp_path / "content.img"
    with path.open("wb") as file:
        file.write(PATTERN)
        file.seek(40 * MIB + 12345)
        file.write(PATTERN)
        file.truncate(64 * MIB)
    return path


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A qcow2 image of 32 MiB with something in it."""
    raw, path = tmp_path / "raw.img", tmp_path / "content.qcow2"
    raw.write_bytes(PATTERN)
    output(["qemu-img", "convert", "-q", "-O", "qcow2", str(raw), str(path)])
    output(["qemu-img", "resize", "-q", str(path), "32M"])
    return path


def filled(content: Path, form: str = "raw", capacity: str = "64MiB", pool: str = "images") -> Manifest:
    """A volume that is to hold the file."""
    return Manifest.of("Volume", "disk", pool=pool, format=form, capacity=capacity, content=str(content))


def file_of(bench: Workbench) -> Path:
    """The volume's file, seen from outside."""
    return bench.host.images / "pool" / "disk"


def same_bytes(one: Path, other: Path) -> bool:
    """Byte for byte, and of one length."""
    return one.read_bytes() == other.read_bytes()


def test_every_byte_arrives_and_holes_stay_holes(bench: Workbench, content: Path) -> None:
    """The file is the same, takes no more space, and the way was reported."""
    manifest = filled(content)
    bench.bring(manifest)
    assert same_bytes(file_of(bench), content)
    assert file_of(bench).stat().st_blocks * 512 < 4 * MIB
    assert bench.differences(manifest) == {}
    assert bench.said[-1].startswith("100 %")


def test_a_filled_volume_grows_to_its_capacity(bench: Workbench, content: Path) -> None:
    """The content first, zeros after it."""
    manifest = filled(content, capacity="80MiB")
    bench.bring(manifest)
    assert bench.differences(manifest) == {}
    assert file_of(bench).read_bytes() == content.read_bytes() + bytes(16 * MIB)


def test_an_image_arrives_as_the_image_it_is(bench: Workbench, image: Path) -> None:
    """libvirt sees the format and the size that the file's own header states."""
    manifest = filled(image, "qcow2", "32MiB")
    bench.bring(manifest)
    assert same_bytes(file_of(bench), image)
    assert bench.differences(manifest) == {}


def test_an_image_grows_to_its_capacity(bench: Workbench, image: Path) -> None:
    """The guest sees the larger disk with the image's content in it, and QEMU finds nothing wrong."""
    manifest = filled(image, "qcow2", "1GiB")
    bench.bring(manifest)
    assert bench.differences(manifest) == {}
    output(["qemu-img", "check", "-q", str(file_of(bench))])
    raw = bench.host.images / "raw"
    output(["qemu-img", "convert", "-O", "raw", str(file_of(bench)), str(raw)])
    with raw.open("rb") as file:
        assert file.read(MIB) == PATTERN


def test_permissions_come_with_the_volume(bench: Workbench, content: Path) -> None:
    """The file that is filled is made with them."""
    spec = {"pool": "images", "format": "raw", "capacity": "64MiB", "content": str(content)}
    manifest = Manifest.of("Volume", "disk", permissions={"mode": "0640"}, **spec)
    bench.bring(manifest)
    assert bench.differences(manifest) == {}


@pytest.mark.parametrize("arrived", [0, 12345, 40 * MIB + 20000, 64 * MIB], ids=str)
def test_a_filling_that_was_cut_off_begins_again(bench: Workbench, content: Path, arrived: int) -> None:
    """However much had arrived, afterwards it is the content, holes included."""
    bench.host.virsh("vol-create-as", "images", "disk", "64M", "--format", "raw")
    with file_of(bench).open("r+b") as file:
        file.write(content.read_bytes()[:arrived])
    manifest = filled(content)
    assert "exists already" in bench.attempt(Verb.CREATE, manifest)
    bench.perform(Verb.CREATE, manifest, resumed=True)
    assert same_bytes(file_of(bench), content)


@pytest.mark.parametrize("place", [0, MIB, 20 * MIB, 64 * MIB - 1], ids=str)
def test_what_no_filling_left_is_not_overwritten(bench: Workbench, content: Path, place: int) -> None:
    """Somebody put another disk there, of the very size, while we were away."""
    bench.host.virsh("vol-create-as", "images", "disk", "64M", "--format", "raw")
    with file_of(bench).open("r+b") as file:
        file.write(content.read_bytes()[: 2 * MIB])
        file.seek(place)
        file.write(b"X")
    before = file_of(bench).read_bytes()
    with pytest.raises(Terminal, match="holds something else than what filling it with"):
        bench.perform(Verb.CREATE, filled(content), resumed=True)
    assert file_of(bench).read_bytes() == before


def test_a_volume_that_a_guest_runs_on_is_not_filled_again(bench: Workbench, content: Path) -> None:
    """Though it holds no more than a filling left."""
    manifest = filled(content)
    bench.bring(manifest)
    bench.host.feed(small("m1", devices=disk_xml(file_of(bench), "vda", form="raw")), "create")
    with pytest.raises(Terminal, match="is in use by the machine m1"):
        bench.perform(Verb.CREATE, manifest, resumed=True)


def test_another_image_is_not_overwritten(bench: Workbench, image: Path, tmp_path: Path) -> None:
    """An image of the same size with something else in it."""
    raw, other = tmp_path / "other.raw", bench.host.images / "pool" / "disk"
    raw.write_bytes(PATTERN[::-1])
    output(["qemu-img", "convert", "-q", "-O", "qcow2", str(raw), str(other)])
    output(["qemu-img", "resize", "-q", str(other), "32M"])
    before = other.read_bytes()
    with pytest.raises(Terminal, match="holds something else"):
        bench.perform(Verb.CREATE, filled(image, "qcow2", "32MiB"), resumed=True)
    assert other.read_bytes() == before


def test_an_image_that_was_cut_off_begins_again(bench: Workbench, image: Path) -> None:
    """Cut off before or after libvirt knew the format and the volume had grown."""
    manifest = filled(image, "qcow2", "1GiB")
    bench.bring(manifest)
    bench.perform(Verb.CREATE, manifest, resumed=True)
    assert bench.differences(manifest) == {}
    output(["qemu-img", "check", "-q", str(file_of(bench))])


def test_another_volume_is_not_taken_for_our_half_filled_one(bench: Workbench, content: Path) -> None:
    """After a cut-off too, a volume of another size is somebody else's."""
    bench.host.virsh("vol-create-as", "images", "disk", "5M", "--format", "raw")
    file_of(bench).write_bytes(PATTERN * 5)
    with pytest.raises(Exception, match="exists already"):
        bench.perform(Verb.CREATE, filled(content), resumed=True)
    assert file_of(bench).read_bytes() == PATTERN * 5


@pytest.mark.parametrize(("form", "capacity", "complaint"), [
    ("raw", "32MiB", "67108864 bytes"),
    ("qcow2", "64MiB", "is raw and the volume is to be qcow2"),
])  # fmt: skip
def test_a_content_that_does_not_fit_makes_nothing(
    bench: Workbench, content: Path, form: str, capacity: str, complaint: str
) -> None:
    """Too large, or of another format: said before anything is made."""
    assert complaint in bench.attempt(Verb.CREATE, filled(content, form, capacity))
    assert not file_of(bench).exists()


def test_a_content_that_is_missing_makes_nothing(bench: Workbench, tmp_path: Path) -> None:
    """The file's name is in the message."""
    assert "nowhere.img cannot be read" in bench.attempt(Verb.CREATE, filled(tmp_path / "nowhere.img"))
    assert not file_of(bench).exists()


def test_a_partition_is_filled_as_well(bench: Workbench, tmp_path: Path) -> None:
    """A volume that is no file: its device holds the content, zeros where the file has holes."""
    small = tmp_path / "small.img"
    with small.open("wb") as file:
        file.write(PATTERN)
        file.truncate(3 * MIB)
    with loop_device(tmp_path / "disk", 64 * MIB) as device:
        Path(device).write_bytes(b"\xff" * (64 * MIB))
        with Path(device).open("r+b") as disk:
            disk.write(bytes(MIB))
        source = {"devices": [{"path": device}], "format": "gpt"}
        bench.make("StoragePool", "disk", type="disk", build=True, source=source, target={"path": "/dev"})
        name = f"{Path(device).name}p1"
        spec = {"pool": "disk", "capacity": "20MiB", "content": str(small)}
        bench.make("Volume", name, **spec)
        with Path(f"/dev/{name}").open("rb") as file:
            assert file.read(3 * MIB) == small.read_bytes()
        bench.host.empty()
