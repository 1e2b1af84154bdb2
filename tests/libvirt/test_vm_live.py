"""Live changes of a running machine, seen from inside its guest, which notices nothing but the change."""

from collections.abc import Iterator, Mapping

import pytest

from reconciler.steps import Verb
from state.errors import Terminal
from tests.lab import Lab
from tests.lab.domain import Machine, boot, disk_xml, network_xml, nic_xml
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.machines import MIB, Bench, Wish, blank_disk, connected, wish

MAC = "52:54:00:00:01:"


@pytest.fixture(scope="module")
def booted(
    tmp_path_factory: pytest.TempPathFactory, guest: Guest, domain_type: DomainType
) -> Iterator[Bench]:
    """A machine with a disk and a network card, made by another hand, beside two networks."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        (host,) = lab.hosts
        for number, name in enumerate(("lan", "dmz")):
            host.feed(network_xml(name, f"192.168.{60 + number}"), "net-define")
            host.virsh("net-start", name)
        devices = (disk_xml(blank_disk(host, "root"), "vda"), nic_xml("lan", MAC + "01"))
        boot(host, Machine("m1", guest, host.log_of("m1"), type=domain_type, devices=devices))
        with connected(host) as connection:
            yield Bench(host, connection, "m1", [])


@pytest.fixture
def bench(booted: Bench) -> Iterator[Bench]:
    """The machine; whatever a test does to it, the same guest goes on."""
    with booted.undisturbed():
        yield booted


def disk(bench: Bench, name: str, mebibytes: int, **more: str) -> Wish:
    """One more disk called `name`."""
    path = str(blank_disk(bench.host, name, mebibytes))
    return wish(disks=[{"name": name, "file": path, "format": "qcow2"} | more])


def card(**fields: str) -> Wish:
    """One more network card."""
    return wish(interfaces=[fields])


def test_a_new_disk_is_in_the_guest_and_in_both_documents(bench: Bench) -> None:
    """Defined, then attached: the guest has it, and both documents call it the same. Detached, it is gone."""
    wanted = disk(bench, "data", 40, target="vdf")
    bench.perform(Verb.DEFINE, "disks[data]", wanted=wanted)
    assert "disks[data]" not in bench.running()
    bench.perform(Verb.ATTACH, "disks[data]", wanted=wanted)
    bench.console.wait(lambda tick: 40 * MIB in tick.disks.values())
    assert bench.running()["disks[data].target"] == bench.persistent()["disks[data].target"] == "vdf"
    bench.perform(Verb.DEFINE, "disks[data]", wanted=wish())
    assert "disks[data]" in bench.running()
    bench.perform(Verb.DETACH, "disks[data]", wanted=wish())
    bench.console.wait(lambda tick: 40 * MIB not in tick.disks.values())
    assert not {path for path in (*bench.running(), *bench.persistent()) if "data" in path}


def test_a_new_disk_takes_the_target_that_the_definition_chose(bench: Bench) -> None:
    """Where the manifest names no target, the running machine gets the definition's."""
    wanted = disk(bench, "free", 41)
    bench.perform(Verb.DEFINE, "disks[free]", wanted=wanted)
    bench.perform(Verb.ATTACH, "disks[free]", wanted=wanted)
    assert bench.running()["disks[free].target"] == bench.persistent()["disks[free].target"]
    for verb in (Verb.DEFINE, Verb.DETACH):
        bench.perform(verb, "disks[free]", wanted=wish())


def test_a_disk_that_another_hand_attached_is_detached(bench: Bench) -> None:
    """A foreign device has no name of ours; what identifies it is enough."""
    path = blank_disk(bench.host, "foreign", 42)
    bench.host.feed(disk_xml(path, "vdx"), "attach-device", bench.name, "--live")
    bench.console.wait(lambda tick: 42 * MIB in tick.disks.values())
    bench.perform(Verb.DETACH, "disks[@vdx]", wanted=wish())
    bench.console.wait(lambda tick: 42 * MIB not in tick.disks.values())
    assert "disks[@vdx]" not in bench.running()


def test_attaching_or_detaching_twice_is_as_good_as_once(bench: Bench) -> None:
    """A step that was cut off before its outcome was written down is done again without harm."""
    wanted = disk(bench, "twice", 43, target="vdt")
    for _ in range(2):
        bench.perform(Verb.DEFINE, "disks[twice]", wanted=wanted)
        bench.perform(Verb.ATTACH, "disks[twice]", wanted=wanted)
    for _ in range(2):
        bench.perform(Verb.DEFINE, "disks[twice]", wanted=wish())
        bench.perform(Verb.DETACH, "disks[twice]", wanted=wish())
    assert "disks[twice]" not in bench.running()


def test_a_new_card_moves_between_networks_and_feels_its_cable(bench: Bench) -> None:
    """Attached, moved, unplugged, plugged and detached, as the guest sees it."""
    mac, item = MAC + "0a", "interfaces[wan]"
    wanted = card(name="wan", network="lan", mac=mac)
    bench.perform(Verb.DEFINE, item, wanted=wanted)
    bench.perform(Verb.ATTACH, item, wanted=wanted)
    console = bench.console
    assert console.wait_for(rf"LAB-LEASE eth\d+ {mac} (\S+)")[1].startswith("192.168.60.")
    moved = card(name="wan", network="dmz", mac=mac, link="down")
    bench.perform(Verb.UPDATE, f"{item}.network", f"{item}.link", wanted=moved)
    console.wait(lambda tick: any(n.mac == mac and not n.carrier for n in tick.nics.values()))
    assert bench.running()[f"{item}.network"] == "dmz"
    bench.perform(Verb.UPDATE, f"{item}.link", wanted=card(name="wan", network="dmz", mac=mac, link="up"))
    assert console.wait_for(rf"LAB-LEASE eth\d+ {mac} (\S+)")[1].startswith("192.168.61.")
    for verb in (Verb.DEFINE, Verb.DETACH):
        bench.perform(verb, item, wanted=wish())
    console.wait(lambda tick: mac not in tick.macs)


DEVICES: Mapping[str, tuple[str, Mapping[str, object]]] = {
    # The machine has one already, which the first entry is about.
    "rng": ("rngs[dice]", {"rngs": [{"name": "first"}, {"name": "dice", "rateBytes": 1000}]}),
    "input": ("inputs[pad]", {"inputs": [{"name": "pad", "type": "tablet", "bus": "usb"}]}),
}


@pytest.mark.parametrize(("path", "spec"), DEVICES.values(), ids=DEVICES)
def test_small_devices_are_plugged_in_and_out(bench: Bench, path: str, spec: Mapping[str, object]) -> None:
    """Each kind of device that can be plugged is plugged, and taken out again."""
    for verb in (Verb.DEFINE, Verb.ATTACH):
        bench.perform(verb, path, wanted=wish(spec))
    assert path in bench.running()
    for verb in (Verb.DEFINE, Verb.DETACH):
        bench.perform(verb, path, wanted=wish())
    assert path not in bench.running()


def test_a_card_that_another_hand_made_is_updated_under_our_name(bench: Bench) -> None:
    """An adopted device keeps libvirt's alias while it runs; its MAC says which one the manifest means."""
    mac, item = MAC + "01", "interfaces[first]"
    down, up = (card(name="first", network="lan", mac=mac, link=state) for state in ("down", "up"))
    bench.perform(Verb.UPDATE, f"{item}.link", wanted=down)
    bench.console.wait(lambda tick: any(n.mac == mac and not n.carrier for n in tick.nics.values()))
    bench.perform(Verb.UPDATE, f"{item}.link", wanted=up)
    bench.console.wait(lambda tick: any(n.mac == mac and n.carrier for n in tick.nics.values()))


def test_processors_are_added_live(bench: Bench) -> None:
    """More processors are online in the guest, and both documents can say so."""
    wanted = wish(vcpus=4, currentVcpus=3)
    bench.perform(Verb.TUNE, "currentVcpus", wanted=wanted)
    bench.console.wait(lambda tick: tick.cpus >= 2)
    assert bench.running()["currentVcpus"] == 3
    assert bench.persistent()["currentVcpus"] == 1
    bench.perform(Verb.TUNE, "currentVcpus", wanted=wanted)


def test_memory_is_given_and_taken_live(bench: Bench) -> None:
    """When the step returns, the balloon is where it was asked to go, and the guest has that much less."""
    before = bench.console.wait(lambda tick: tick.memory_kib > 0).memory_kib
    bench.perform(Verb.TUNE, "currentMemory", wanted=wish(memory="192MiB", currentMemory="160MiB"))
    assert bench.running()["currentMemory"] == 160 * MIB
    bench.console.wait(lambda tick: tick.memory_kib < before - 24 * 1024)
    bench.perform(Verb.TUNE, "currentMemory", wanted=wish(memory="192MiB", currentMemory="192MiB"))
    bench.console.wait(lambda tick: tick.memory_kib == before)


def test_a_title_and_a_description_are_set_live(bench: Bench) -> None:
    """Text about the machine changes in its running document without anything else."""
    wanted = wish(title="the one", description="first\nsecond")
    bench.perform(Verb.TUNE, "title", "description", wanted=wanted)
    assert {"title": "the one", "description": "first\nsecond"}.items() <= bench.running().items()


def test_defining_leaves_the_running_machine_as_it_is(bench: Bench) -> None:
    """A definition is for the next start: the running document is the same to the letter."""
    bench.perform(
        Verb.DEFINE, "title", wanted=wish(title="sooner")
    )  # which leaves our mark in both documents
    before = bench.domain.XMLDesc(0)
    bench.perform(Verb.DEFINE, "title", "memory", wanted=wish(title="later", memory="256MiB"))
    assert bench.persistent()["title"] == "later"
    assert bench.domain.XMLDesc(0) == before
    assert bench.running().get("title") != "later"


def test_a_device_that_cannot_be_plugged_is_refused_and_nothing_is_claimed(bench: Bench) -> None:
    """A SATA disk cannot come into a running machine: the error says so and the machine does not have it."""
    wanted = disk(bench, "slow", 44, bus="sata", target="sdx")
    with pytest.raises(Terminal, match="sata"):
        bench.perform(Verb.ATTACH, "disks[slow]", wanted=wanted)
    assert "disks[slow]" not in bench.running()


def test_a_field_without_a_way_is_refused(bench: Bench) -> None:
    """What cannot be changed while the machine runs is never said to be changed."""
    with pytest.raises(Terminal, match="memory cannot be changed while the machine runs"):
        bench.perform(Verb.TUNE, "memory", wanted=wish(memory="512MiB"))
