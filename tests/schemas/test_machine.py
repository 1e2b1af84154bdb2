"""What a machine's manifest may not say, and how that is told."""

import pytest
from pydantic import ValidationError

from schemas import flat, xml
from schemas.fields import compiled, price
from schemas.markers import LIVE, RESTART
from schemas.vm.machine import VirtualMachineSpec

SPEC = compiled(VirtualMachineSpec)
ROOT = {"name": "root", "file": "/a"}
LAN = {"name": "lan", "network": "lan"}
CELLS = [{"id": 0, "cpus": "0", "memory": "512MiB"}, {"id": 1, "cpus": "1", "memory": "256MiB"}]


def machine(**said: object) -> VirtualMachineSpec:
    return VirtualMachineSpec.model_validate({"memory": "1GiB", "vcpus": 2} | said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"currentMemory": "2GiB"}, "currentMemory 2147483648 is more than memory 1073741824"),
        ({"currentVcpus": 3}, "currentVcpus 3 is more than vcpus 2"),
        ({"cpu": {"topology": {"cores": 3}}}, "cpu.topology makes 3 processors, but vcpus is 2"),
        ({"cpu": {"cells": CELLS}}, "cpu.cells have 805306368 bytes, but memory is 1073741824"),
        ({"cpu": {"cells": [*CELLS, CELLS[0]]}}, "there are two cpu.cells with processor 0"),
        ({"vcpus": 1, "cpu": {"cells": CELLS}}, "cpu.cells has processor 1, but vcpus is 1"),
        ({"cpu": {"mode": "host-model", "model": "EPYC"}}, "cpu.model goes with mode custom"),
        ({"cputune": {"vcpupin": [{"vcpu": 2, "cpuset": "0"}]}}, "has processor 2, but vcpus is 2"),
        ({"cputune": {"iothreadpin": [{"iothread": 1, "cpuset": "0"}]}}, "has thread 1, but iothreads is 0"),
        ({"cpuset": "0-9999999999"}, "is not a set of numbers"),
        ({"cpuset": "0-99999"}, "99999 is more than 16383, the highest number that libvirt takes"),
        ({"cpuset": "99999-0"}, "99999 is more than 16383"),
        ({"cpuset": [0, 16384]}, "16384 is more than 16383"),
        ({"cpuset": [0, -1]}, "is not a list of numbers"),
        ({"cpuset": "3-0"}, "chooses no number"),
        (
            {"disks": [{"name": "root"}]},
            "exactly one of volume, file, block, network, dir, nvme, vhostUser, empty; there is none",
        ),
        ({"disks": [{**ROOT, "block": "/dev/b"}]}, "there are file and block"),
        ({"disks": [{"name": "root", "empty": True}]}, "only a cdrom or a floppy can be empty"),
        ({"disks": [{**ROOT, "bus": "usb", "queues": 2}]}, "queues goes with bus virtio, not usb"),
        ({"disks": [ROOT, ROOT]}, "there are two devices named root"),
        ({"disks": [ROOT], "interfaces": [{**LAN, "name": "root"}]}, "there are two devices named root"),
        (
            {"disks": [{**ROOT, "iotune": {"totalBytesSec": 1, "readBytesSec": 1}}]},
            "totalBytesSec goes without readBytesSec",
        ),
        (
            {"interfaces": [{"name": "lan"}]},
            "exactly one of network, bridge, direct, user, ethernet, hostdev,",
        ),
        ({"interfaces": [{**LAN, "bridge": "br0"}]}, "there are network and bridge"),
        ({"interfaces": [{"name": "b", "bridge": "br0", "address": "10.0.0.1"}]}, "kept by a network's DHCP"),
        ({"interfaces": [{**LAN, "target": "vnet1"}]}, "libvirt deals out names that begin with vnet"),
        ({"interfaces": [{**LAN, "mac": "53:54:00:00:00:01"}]}, "string_pattern_mismatch"),
        ({"boot": ["hd"], "disks": [{**ROOT, "bootOrder": 1}]}, "and root has a bootOrder; keep one"),
        (
            {"disks": [{**ROOT, "bootOrder": 1}], "interfaces": [{**LAN, "bootOrder": 1}]},
            "there are two boot orders 1",
        ),
        ({"hostdevs": [{"name": "x"}]}, "exactly one of pci, usb, usbAddress, mdev"),
        ({"graphics": [{"type": "vnc"}, {"type": "vnc"}]}, "there are two graphics vnc"),
        ({"graphics": [{"type": "vnc", "port": 5900, "autoport": True}]}, "autoport chooses the port"),
        ({"title": "two\nlines"}, "string_pattern_mismatch"),
        ({"description": "a bell: \x07"}, "string_pattern_mismatch"),
        ({"serials": [{"type": "file"}]}, "type file needs a path"),
        ({"secureBoot": True}, "secureBoot goes with firmware efi"),
        ({"dimms": [{"name": "d", "size": "1GiB"}]}, "which memory (1073741824) must count in"),
    ],
)
def test_a_contradiction_is_refused_with_what_to_change(said: dict[str, object], told: str) -> None:
    """What cannot be is told before libvirt is asked, in words of the manifest."""
    with pytest.raises(ValidationError) as caught:
        machine(**said)
    assert told in f"{caught.value} {[error['type'] for error in caught.value.errors()]}"


def test_markup_stays_text() -> None:
    """Nothing that a manifest says can become an element."""
    wicked = "</title><devices><disk/></devices>]]>&amp;<title>"
    document = xml.create(SPEC, flat.facts(machine(title=wicked)))
    again = xml.parse(xml.text_of(document))
    assert again.findtext("title") == wicked
    assert again.find("devices") is None


@pytest.mark.parametrize(("device", "expected"), [("disk", RESTART), ("cdrom", LIVE), ("floppy", LIVE)])
def test_a_medium_changes_live_and_a_disk_does_not(device: str, expected: object) -> None:
    """The price of a source depends on what the device is."""
    facts = flat.facts(machine(disks=[{**ROOT, "device": device}]))
    assert price(SPEC, "disks[root].file", facts) is expected


def test_a_kind_of_source_replaces_another() -> None:
    """A disk that was a file and is to be a volume has no file left."""
    document = xml.create(SPEC, flat.facts(machine(disks=[ROOT])))
    xml.write(
        SPEC, document, flat.facts(machine(disks=[{"name": "root", "volume": {"pool": "p", "name": "v"}}]))
    )
    source = document.find("devices/disk/source")
    assert source is not None
    assert dict(source.attrib) == {"pool": "p", "volume": "v"}


def test_an_emptied_drive_has_no_source() -> None:
    """`empty` takes the medium out; saying nothing leaves it in."""
    drive = {"name": "cd", "device": "cdrom"}
    document = xml.create(SPEC, flat.facts(machine(disks=[{**drive, "file": "/a.iso"}])))
    xml.write(SPEC, document, flat.facts(machine(disks=[drive])))
    assert document.find("devices/disk/source") is not None
    xml.write(SPEC, document, flat.facts(machine(disks=[{**drive, "empty": True}])))
    assert document.find("devices/disk/source") is None


def test_orders_of_booting_replace_each_other() -> None:
    """libvirt refuses a boot order by kinds beside one by devices, so writing one takes the other out."""
    by_device = flat.facts(machine(disks=[{**ROOT, "bootOrder": 1}]))
    by_kind = flat.facts(machine(boot=["hd", "cdrom"], disks=[ROOT]))
    document = xml.create(SPEC, by_kind)
    xml.write(SPEC, document, by_device)
    assert document.find("os/boot") is None
    xml.write(SPEC, document, by_kind)
    assert document.find("devices/disk/boot") is None
    assert [boot.get("dev") for boot in document.findall("os/boot")] == ["hd", "cdrom"]


def test_new_disks_get_free_targets_and_a_controller_that_guests_know() -> None:
    """Targets are dealt out beside those that are taken; scsi means virtio-scsi, once."""
    disks = [
        {**ROOT, "target": "vda"}, {**ROOT, "name": "b"}, {**ROOT, "name": "c", "bus": "scsi"},
        {**ROOT, "name": "d", "bus": "scsi"}, {"name": "cd", "device": "cdrom"},
    ]  # fmt: skip
    document = xml.create(SPEC, flat.facts(machine(disks=disks)))
    assert [target.get("dev") for target in document.findall("devices/disk/target")] == [
        "vda", "vdb", "sda", "sdb", "sdc",
    ]  # fmt: skip
    assert [one.get("model") for one in document.findall("devices/controller")] == ["virtio-scsi"]


def test_a_controller_that_the_manifest_declares_is_not_made_twice() -> None:
    """The controller that a new scsi disk needs and the one that is declared are one."""
    said = machine(disks=[{**ROOT, "bus": "scsi"}], controllers=[{"name": "scsi0", "queues": 2}])
    document = xml.create(SPEC, flat.facts(said))
    (controller,) = document.findall("devices/controller")
    assert (controller.get("model"), controller.find("driver[@queues='2']") is not None) == (
        "virtio-scsi",
        True,
    )
