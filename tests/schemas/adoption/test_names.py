import re
import string

from hypothesis import given
from hypothesis import strategies as st

from schemas.adoption.names import LONGEST, free
from tests.schemas.adoption.sightings import machine, spec_of

DISK = "<disk type='file'><source file='/a'/><target dev='{}' bus='virtio'/>{}</disk>"
CARD = "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>"
CHANNEL = "<channel type='unix'><target type='virtio' name='{}'/></channel>"


def names(devices: str, field: str) -> list[str]:
    items = spec_of(machine(devices))[field]
    assert isinstance(items, list)
    return [item["name"] for item in items]


@given(st.text(max_size=80), st.sets(st.text(string.ascii_letters, min_size=1, max_size=3)))
def test_a_name_is_valid_and_nobody_elses(wish: str, taken: set[str]) -> None:
    """Whatever a device is called on the host, its name is one that libvirt takes as an alias."""
    name = free(wish, taken)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,48}", name)
    assert name not in taken


@given(st.text(string.ascii_letters + "é/. ", min_size=1, max_size=LONGEST + 9), st.integers(2, 12))
def test_names_that_collide_are_numbered(wish: str, count: int) -> None:
    """As many devices with one wish get as many names."""
    taken: set[str] = set()
    for _ in range(count):
        taken.add(free(wish, taken))
    assert len(taken) == count


def test_devices_are_called_what_people_call_them() -> None:
    """A disk by its target, a card by its number, a channel by what it is for."""
    assert names(DISK.format("vdb", ""), "disks") == ["vdb"]
    assert names(CARD, "interfaces") == ["nic0"]
    ports = ("org.qemu.guest_agent.0", "com.redhat.spice.0", "org.example.app", "org.example.copy.1", "1.2")
    assert names("".join(map(CHANNEL.format, ports)), "channels") == ["agent", "spice", "app", "copy", "1-2"]


def test_a_name_of_ours_is_kept_and_not_given_to_another() -> None:
    """A device that we named once is that device; another that would be called so is called otherwise."""
    ours = DISK.format("vdb", "<alias name='ua-vda'/>")
    assert names(DISK.format("vda", "") + ours, "disks") == ["vda-2", "vda"]


def test_a_name_that_two_devices_have_is_one_devices() -> None:
    """Names are of the whole machine, across its lists."""
    alias = "<alias name='ua-root'/>"
    rng = f"<rng model='virtio'><backend model='random'>/dev/urandom</backend>{alias}</rng>"
    found = DISK.format("vda", alias) + rng
    assert names(found, "disks") + names(found, "rngs") == ["root", "rng0"]


def test_an_alias_that_no_manifest_can_state_is_not_taken_over() -> None:
    """libvirt takes longer aliases than a manifest's names may be."""
    assert names(DISK.format("vda", f"<alias name='ua-{'x' * 60}'/>"), "disks") == ["vda"]
