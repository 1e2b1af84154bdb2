"""Fields of a running machine that have a call of their own, or are updated in place, on a real host."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import libvirt
import pytest

from reconciler.kinds.vm import Patience
from reconciler.kinds.vm.ways import TUNED, UPDATED
from reconciler.recognition import recognised, same
from reconciler.steps import Verb
from schemas.facts import Secret, pattern
from schemas.fields import LIVE, price
from schemas.vm.machine import VirtualMachineSpec
from state.errors import Terminal
from tests.lab import Lab
from tests.lab.domain import Machine, boot, disk_xml, network_xml, nic_xml
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.machines import Bench, Wish, blank_disk, connected, wish

MAC = "52:54:00:00:02:01"
DRIVE = "<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/><readonly/></disk>"
SCREEN = "<graphics type='vnc' listen='127.0.0.1' passwd='first'/>"
PLACE = ("network", "portgroup", "bridge")
Spec = Mapping[str, object]

ROOT = {"name": "root", "target": "vda", "file": "/this/is/not/tuned"}
CARD = {"name": "lan", "mac": MAC, "network": "lan"}
# What every libvirt host can do, however it is built.
SURE: Mapping[str, Spec] = {
    "title": {"title": "a title", "description": "first\nsecond"},
    "endings": {"onReboot": "destroy", "onCrash": "coredump-destroy"},
    "pins": {"cputune": {"vcpupin": [{"vcpu": 0, "cpuset": "0"}], "emulatorpin": "0"}},
    "iothreads": {"iothreads": 2},
    "reads": {"disks": [ROOT | {"iotune": {"readIopsSec": 500, "writeBytesSec": "10MiB"}}]},
    "total": {"disks": [ROOT | {"iotune": {"totalIopsSec": 900, "totalIopsSecMax": 1800}}]},
    "group": {"disks": [ROOT | {"iotune": {"groupName": "gold", "totalBytesSec": "20MiB"}}]},
}
# What depends on the kernel: control groups, queueing disciplines, schedulers.
PERHAPS: Mapping[str, Spec] = {
    "cputune": {"cputune": {"shares": 512, "period": 100000, "quota": 50000, "emulatorQuota": 60000}},
    "globaltune": {"cputune": {"globalPeriod": 100000, "globalQuota": 90000, "iothreadQuota": 40000}},
    "memtune": {"memtune": {"hardLimit": "2GiB", "softLimit": "1GiB", "swapHardLimit": "3GiB"}},
    "blkiotune": {"blkiotune": {"weight": 500}},
    "device": {"blkiotune": {"devices": [{"path": "/dev/null", "readIopsSec": 500}]}},
    "numatune": {"numatune": {"nodeset": "0"}},
    "bandwidth": {"interfaces": [CARD | {"bandwidth": {"inbound": {"average": 1000, "peak": 2000}}}]},
    "vlan": {"interfaces": [CARD | {"vlan": {"tags": [5]}}]},
}


@pytest.fixture(scope="module")
def booted(
    tmp_path_factory: pytest.TempPathFactory, guest: Guest, domain_type: DomainType
) -> Iterator[Bench]:
    """A machine with a disk, a card, an empty drive and a screen with a password, made by another hand."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        (host,) = lab.hosts
        gold = "<portgroup name='gold'/></network>"
        for name, subnet in (("lan", "192.168.62"), ("dmz", "192.168.63")):
            host.feed(network_xml(name, subnet).replace("</network>", gold), "net-define")
            host.virsh("net-start", name)
        devices = (disk_xml(blank_disk(host, "root"), "vda"), nic_xml("lan", MAC), DRIVE, SCREEN)
        boot(host, Machine("m1", guest, host.log_of("m1"), type=domain_type, devices=devices))
        with connected(host) as connection:
            yield Bench(host, connection, "m1", [])


@pytest.fixture
def bench(booted: Bench) -> Iterator[Bench]:
    """The machine; whatever a test does to it, the same guest goes on and the definition stays."""
    before = booted.domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
    with booted.undisturbed():
        yield booted
    assert booted.domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE) == before


def unmet(bench: Bench, spec: Spec) -> list[str]:
    """Which live fields the running machine does not have as the manifest says."""
    wanted = wish(spec).facts
    running = recognised(VirtualMachineSpec, wanted, bench.running())
    live = (path for path in wanted if price(VirtualMachineSpec, path, wanted) is LIVE)
    tuned = (path for path in live if pattern(path) in TUNED or pattern(path) in UPDATED)
    differ = (path for path in tuned if not same(VirtualMachineSpec, path, wanted[path], running.get(path)))
    return sorted(path for path in differ if path.split("[")[0].split(".")[0] in spec)


@pytest.mark.parametrize("spec", SURE.values(), ids=SURE)
def test_a_field_is_tuned_and_read_back(bench: Bench, spec: Spec) -> None:
    """After the step the running machine has it; a second time changes nothing."""
    paths = unmet(bench, spec)
    assert paths
    for _ in range(2):
        bench.perform(Verb.TUNE, *paths, wanted=wish(spec))
        assert unmet(bench, spec) == []


@pytest.mark.parametrize("spec", PERHAPS.values(), ids=PERHAPS)
def test_what_the_host_cannot_do_is_said(bench: Bench, spec: Spec) -> None:
    """Where kernel or control groups lack the means, there is an error; where there is none, it is so."""
    paths = unmet(bench, spec)
    assert paths
    complaint = bench.attempt(Verb.TUNE, *paths, wanted=wish(spec))
    assert (complaint == "") is (unmet(bench, spec) == [])


def test_bounds_of_both_directions_give_way_to_one_of_the_total(bench: Bench) -> None:
    """libvirt takes the total or each; what the manifest says replaces the other, and the rest is kept."""
    each = {"disks": [ROOT | {"iotune": {"readIopsSec": 70, "writeIopsSec": 80, "totalBytesSec": "1MiB"}}]}
    total = {"disks": [ROOT | {"iotune": {"totalIopsSec": 90}}]}
    for spec in (each, total):
        bench.perform(Verb.UPDATE, *unmet(bench, spec), wanted=wish(spec))
    running = bench.running()
    assert running["disks[@vda].iotune.totalIopsSec"] == 90
    assert running["disks[@vda].iotune.readIopsSec"] == 0
    assert running["disks[@vda].iotune.totalBytesSec"] == 2**20


def test_a_pin_that_nobody_wants_any_more_is_on_all_processors(bench: Bench) -> None:
    """libvirt keeps the entry until the next start, but it binds nothing."""
    spec = {"cputune": {"vcpupin": [{"vcpu": 0, "cpuset": "0"}]}}
    bench.perform(Verb.ATTACH, "cputune.vcpupin[0]", wanted=wish(spec))
    assert bench.domain.vcpuPinInfo(libvirt.VIR_DOMAIN_AFFECT_LIVE)[0].count(True) == 1
    bench.perform(Verb.DETACH, "cputune.vcpupin[0]", wanted=wish())
    assert all(bench.domain.vcpuPinInfo(libvirt.VIR_DOMAIN_AFFECT_LIVE)[0])


def test_io_threads_come_and_go(bench: Bench) -> None:
    """As many as asked for, and none again."""
    for count in (3, 1, 0):
        bench.perform(Verb.TUNE, "iothreads", wanted=wish(iothreads=count))
        assert len(bench.domain.ioThreadInfo(libvirt.VIR_DOMAIN_AFFECT_LIVE)) == count


def test_a_screens_password_is_changed(bench: Bench) -> None:
    """The running display has the new one, and the step's errors never had to name it."""
    wanted = wish(graphics=[{"type": "vnc", "password": "second"}])
    bench.perform(Verb.UPDATE, "graphics[vnc].password", wanted=wanted)
    assert bench.running()["graphics[vnc].password"] == Secret("second")


def disc(bench: Bench, name: str) -> Path:
    """An image that begins with its own name."""
    path = bench.host.images / f"{name}.iso"
    path.write_bytes(f"THIS-IS-{name}\n".encode().ljust(2**20, b"\0"))
    return path


def drive(**medium: object) -> Spec:
    return {"disks": [{"name": "cd", "device": "cdrom", "bus": "scsi", "target": "sda"} | medium]}


def test_a_disc_is_inserted_exchanged_and_ejected(bench: Bench) -> None:
    """The guest reads one disc, then the other, then finds the drive empty."""
    for name in ("ONE", "TWO"):
        spec = drive(file=str(disc(bench, name)))
        bench.perform(Verb.UPDATE, "disks[cd].file", wanted=wish(spec))
        bench.ask("head -c 11 /dev/sr0", f"THIS-IS-{name}")
    bench.perform(Verb.UPDATE, "disks[cd].empty", wanted=wish(drive(empty=True)))
    bench.ask("head -c 11 /dev/sr0 || echo DRIVE-IS-'EMPTY'", "DRIVE-IS-EMPTY")
    assert bench.running()["disks[@sda].empty"] is True


def test_a_disc_comes_from_a_pool(bench: Bench) -> None:
    """A volume is inserted as a file is."""
    disc(bench, "POOLED")
    bench.host.virsh("pool-create-as", "discs", "dir", "--target", str(bench.host.images))
    volume = {"pool": "discs", "name": "POOLED.iso"}
    paths = ("disks[cd].volume.pool", "disks[cd].volume.name")
    bench.perform(Verb.UPDATE, *paths, wanted=wish(drive(volume=volume)))
    bench.ask("head -c 14 /dev/sr0", "THIS-IS-POOLED")
    bench.perform(Verb.UPDATE, "disks[cd].empty", wanted=wish(drive(empty=True)))


def test_a_disc_that_does_not_exist_is_refused(bench: Bench) -> None:
    """The error names the file, and the drive is as it was."""
    before = bench.running().get("disks[@sda].file")
    with pytest.raises(Terminal, match=r"/nowhere\.iso"):
        bench.perform(Verb.UPDATE, "disks[cd].file", wanted=wish(drive(file="/nowhere.iso")))
    assert bench.running().get("disks[@sda].file") == before


def test_a_filter_and_its_parameters_are_changed(bench: Bench) -> None:
    """What the filter is told about the interface follows the manifest, additions and removals alike."""
    item = "interfaces[lan].filter"
    one = {"name": "no-ip-spoofing", "parameters": [{"name": "IP", "value": "192.168.62.9"}]}
    bench.perform(Verb.UPDATE, f"{item}.name", f"{item}.parameters[IP]", wanted=card(one))
    assert bench.running()[f"interfaces[@{MAC}].filter.parameters[IP].value"] == "192.168.62.9"
    bench.perform(Verb.DETACH, f"{item}.parameters[IP]", wanted=card({"name": "no-ip-spoofing"}))
    assert f"interfaces[@{MAC}].filter.parameters[IP]" not in bench.running()


def test_a_card_moves_to_another_network_with_its_port_group_and_to_a_bridge(bench: Bench) -> None:
    """Where a card is plugged in changes while the machine runs, whatever kind of place it is."""
    places = (
        {"network": "dmz", "portgroup": "gold"},
        {"network": "lan"},
        {"bridge": bench.bridge("dmz")},
        {"network": "lan"},
    )
    for place in places:
        wanted = wish(interfaces=[{"name": "lan", "mac": MAC} | place])
        field = next(iter(place))
        bench.perform(Verb.UPDATE, f"interfaces[lan].{field}", wanted=wanted)
        running = {path.rpartition(".")[2]: value for path, value in bench.running().items() if MAC in path}
        assert {each: running.get(each) for each in PLACE} == dict.fromkeys(PLACE) | place
        bench.console.wait(lambda tick: any(nic.carrier for nic in tick.nics.values()))


def card(filter_: Spec) -> Wish:
    return wish(interfaces=[CARD | {"filter": filter_}])


def test_a_drive_that_the_guest_keeps_shut_is_asked_again(bench: Bench) -> None:
    """One request fails while the guest reads, and the disc stays in; of several, one comes after that."""
    bench.perform(Verb.UPDATE, "disks[cd].file", wanted=wish(drive(file=str(disc(bench, "HELD")))))
    # It is open when `sleep` begins, which keeps it so.
    bench.ask("exec 9</dev/sr0; sleep 16 & exec 9<&-; head -c 12 /dev/sr0", "THIS-IS-HELD")
    with pytest.raises(Terminal, match=r"m1 keeps the drive disks\[cd\] shut .*unmount its disc"):
        bench.perform(
            Verb.UPDATE, "disks[cd].empty", wanted=wish(drive(empty=True)), patience=Patience(requests=1)
        )
    assert bench.running()["disks[@sda].file"] == str(bench.host.images / "HELD.iso")
    bench.perform(Verb.UPDATE, "disks[cd].empty", wanted=wish(drive(empty=True)), patience=Patience())
    assert bench.running()["disks[@sda].empty"] is True
    assert any("keeps the drive disks[cd] shut, request 1 of" in line for line in bench.said)
