"""What the acting on machines decides without a libvirt: bounds, slots, device parts, and patience."""

import time
from dataclasses import dataclass
from typing import cast

import pytest

from reconciler.kinds.task import Task
from reconciler.kinds.vm import Patience
from reconciler.kinds.vm.aftermath import drop_shadow, make_room, settle
from reconciler.kinds.vm.deadly import defect
from reconciler.kinds.vm.devices import Part, device_of
from reconciler.kinds.vm.slots import controller_for, exhausted, fit, lacking, spare
from reconciler.kinds.vm.throughput import bounds
from schemas import xml
from schemas.vm.interface import Interface
from schemas.vm.machine import VirtualMachineSpec

NOW = {"total_iops_sec": 0, "read_iops_sec": 50, "read_iops_sec_max": 90, "read_iops_sec_max_length": 2,
       "write_iops_sec": 60, "total_bytes_sec": 7, "group_name": "gold"}  # fmt: skip


def test_a_bound_of_the_total_takes_the_others_and_their_bursts_away() -> None:
    """What cannot stand beside the new bound is 0, everything else stays; the group is not sent unasked."""
    after = bounds(NOW, {"total_iops_sec": 100})
    assert {name: after[name] for name in NOW if name != "group_name"} == {
        "total_iops_sec": 100, "read_iops_sec": 0, "read_iops_sec_max": 0, "read_iops_sec_max_length": 0,
        "write_iops_sec": 0, "total_bytes_sec": 7,
    }  # fmt: skip
    assert "group_name" not in after


def test_a_bound_that_is_lifted_takes_its_burst_along() -> None:
    """libvirt refuses a burst's bound without the long run's."""
    after = bounds(NOW, {"read_iops_sec": 0, "group_name": "silver"})
    assert after["read_iops_sec_max"] == after["read_iops_sec_max_length"] == 0
    assert (after["write_iops_sec"], after["group_name"]) == (60, "silver")


def test_an_explicit_burst_is_kept() -> None:
    """What the same change states wins over what it implies."""
    after = bounds(NOW, {"read_iops_sec": 10, "read_iops_sec_max": 20})
    assert (after["read_iops_sec"], after["read_iops_sec_max"], after["total_iops_sec"]) == (10, 20, 0)


@pytest.mark.parametrize(("machine", "grows"), [("q35", "more"), ("pc-q35-7.2", "more"), ("pc", "")])
def test_a_new_machine_with_pci_express_gets_spare_ports(machine: str, grows: str) -> None:
    """Conventional PCI has slots of its own, PCI Express has not."""
    document = xml.parse(f"<domain><os><type machine='{machine}'/></os><devices/></domain>")
    spare(document)
    assert bool(document.findall("devices/controller[@model='pcie-root-port']")) is bool(grows)
    assert (document.find("devices/controller[@type='virtio-serial']") is not None) is bool(grows)


def test_ports_that_the_manifest_lists_are_all_there_are() -> None:
    """Who states the PCI topology has stated it."""
    root = "<controller type='pci' model='pcie-root'/>"
    document = xml.parse(f"<domain><os><type machine='q35'/></os><devices>{root}</devices></domain>")
    spare(document)
    assert len(document.findall("devices/controller")) == 1


RUNNING = """<domain><devices>
<controller type='pci' index='0' model='pcie-root'/>
<controller type='pci' index='1' model='pcie-root-port'>
<address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/></controller>
<rng><address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></rng>
</devices></domain>"""


def test_a_machine_whose_every_port_is_taken_is_known() -> None:
    """One more port, and it is not exhausted; without PCI Express it never is."""
    document = xml.parse(RUNNING)
    assert exhausted(document)
    assert lacking(document, "No more available PCI slots") == "no free PCIe port"
    assert lacking(document, "disk not found") is None
    more = RUNNING.replace("<rng>", "<controller type='pci' index='2' model='pcie-root-port'/><rng>")
    assert not exhausted(xml.parse(more))
    assert not exhausted(xml.parse(RUNNING.replace("pcie-root", "pci-root")))


@pytest.mark.parametrize(("bus", "kept"), [("0x01", ""), ("0x09", ""), ("0x00", "0x00")])
def test_an_address_is_kept_only_where_it_is_free(bus: str, kept: str) -> None:
    """Taken, or on a bus that only the definition has: then the running machine finds a place itself."""
    device = xml.parse(
        f"<disk><address type='pci' domain='0x0000' bus='{bus}' slot='0x00' function='0x0'/></disk>"
    )
    fit(device, xml.parse(RUNNING))
    assert (device.find("address") is not None) is bool(kept)


def test_a_scsi_disk_needs_the_controller_of_its_definition() -> None:
    """Only where the running machine lacks it, and only a SCSI disk."""
    disk = xml.parse("<disk><target bus='scsi'/><address type='drive' controller='0'/></disk>")
    model = "<controller type='scsi' index='0' model='virtio-scsi'/>"
    definition = xml.parse(f"<domain><devices>{model}</devices></domain>")
    found = controller_for(disk, definition, xml.parse(RUNNING))
    assert found is not None
    assert found.get("model") == "virtio-scsi"
    assert controller_for(disk, definition, definition) is None
    sata = xml.parse("<disk><target bus='sata'/><address type='drive' controller='0'/></disk>")
    assert controller_for(sata, definition, xml.parse(RUNNING)) is None


CARD = """<interface type='network'><mac address='52:54:00:00:00:01'/>
<source network='lan' portid='8f' bridge='virbr0'/><target dev='vnet0'/><alias name='net0'/>
<filterref filter='old'><parameter name='IP' value='10.0.0.1'/></filterref></interface>"""


def test_a_rewritten_card_keeps_its_alias_and_forgets_its_old_place() -> None:
    """libvirt knows a device by its alias, and refuses one that claims to be where it was."""
    part = Part(Interface, ("network", "filter.parameters[IP]"), {"network": "dmz"})
    text = xml.text_of(part.written(xml.parse(CARD)))
    assert 'network="dmz"' in text
    assert "net0" in text
    assert "vnet0" in text
    for gone in ("portid", "virbr0", "10.0.0.1"):
        assert gone not in text


def test_a_part_knows_what_is_not_as_wanted() -> None:
    """A path that nobody wants has to be gone, the others as they are wanted."""
    card = xml.parse(CARD)
    part = Part(Interface, ("network", "link", "filter.parameters[IP]"), {"network": "lan", "link": "down"})
    assert part.unmet(card) == {"link", "filter.parameters[IP]"}
    assert not part.unmet(part.written(card))


def test_the_device_of_a_field_is_the_outermost_item() -> None:
    """A filter's parameter is changed with its interface."""
    assert device_of("interfaces[lan].filter.parameters[IP].value") == "interfaces[lan]"


@pytest.mark.parametrize(
    ("hostdev", "kills"),
    [("type='scsi_host' rawio='no'", "yes"), ("type='scsi_host'", ""), ("type='scsi' rawio='yes'", "")],
)
def test_a_hostdev_that_kills_libvirtd_is_known(hostdev: str, kills: str) -> None:
    """Only this combination does, whatever it says of rawio."""
    document = xml.parse(f"<domain><devices><hostdev mode='subsystem' {hostdev}/></devices></domain>")
    assert bool(defect(document)) is bool(kills)


@pytest.mark.parametrize(
    ("siblings", "kills"),
    [
        ("<sibling id='0' value='10'/><sibling id='1' value='21'/>", ""),
        ("<sibling id='0' value='11'/>", "a cell's own distance is 10"),
        ("<sibling id='1' value='10'/>", "another's is not"),
        ("<sibling id='1' value='256'/>", "too far"),
        ("<sibling id='2' value='21'/>", "no such cell"),
        ("<sibling id='1'/>", "no value"),
        ("", "distances to nothing"),
    ],
)
def test_distances_that_kill_libvirtd_are_known(siblings: str, kills: str) -> None:
    """What libvirt would refuse, it would refuse at the price of its heap."""
    cells = f"<cell id='0'><distances>{siblings}</distances></cell><cell id='1'/>"
    document = xml.parse(f"<domain><cpu><numa>{cells}</numa></cpu></domain>")
    assert bool(defect(document)) is bool(kills)


def test_patience_asks_at_least_once_and_ends_in_time() -> None:
    """It returns what is so, without waiting where it is so already, and not long after its time."""
    asked: list[float] = []

    def never() -> bool:
        asked.append(time.monotonic())
        return False

    patience = Patience(shortest=0.01, longest=0.04)
    assert patience.until(lambda: True, 0)
    assert not patience.until(never, 0)
    assert len(asked) == 1
    began = time.monotonic()
    assert not patience.until(never, 0.2)
    assert 0.2 <= time.monotonic() - began < 1
    assert len(asked) > 4


def test_a_stated_place_is_made_free() -> None:
    """Whoever was put there by libvirt goes elsewhere, however it is spelt."""
    document = xml.parse(
        "<domain><devices>"
        "<interface><address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/></interface>"
        "<video><address type='pci' bus='0' slot='3' function='0'/></video>"
        "<sound model='ac97'><address type='pci' bus='0' slot='4' function='0'/></sound>"
        "<disk><target dev='sda' bus='sata'/><address type='drive' unit='0'/></disk>"
        "<disk><target dev='hda' bus='ide'/><address type='drive' unit='0'/></disk>"
        "</devices></domain>"
    )
    stated = {one for path in ("interface", "disk") if (one := document.find(f"devices/{path}")) is not None}
    make_room(document, stated)
    left = [device.tag for device in document.findall("devices/*") if device.find("address") is None]
    assert left == ["video"]


def test_a_serial_port_goes_with_its_other_name() -> None:
    """Else libvirt makes it again for the console that it had added itself."""
    console = "<console type='pty'><target type='serial' port='0'/></console>"
    port = "<serial type='pty'><target port='%s'/></serial>"
    for devices, left in ((console, 0), (port % 0 + console, 1), (port % 1 + console, 0)):
        document = xml.parse(f"<domain><devices>{devices}</devices></domain>")
        drop_shadow(document)
        assert len(document.findall("devices/console")) == left, devices


def test_another_usb_controller_leaves_no_device_at_a_port_it_may_not_have() -> None:
    """But for one whose place the manifest states; and other controllers move nobody."""
    text = (
        "<domain><devices>"
        "<input type='tablet'><alias name='ua-a'/><address type='usb' bus='0' port='4'/></input>"
        "<input type='mouse'><alias name='ua-b'/><address type='usb' bus='0' port='5'/></input>"
        "</devices></domain>"
    )
    for path, left in (("controllers[usb0].model", ["ua-b"]), ("controllers[scsi0].model", ["ua-a", "ua-b"])):
        document = xml.parse(text)
        settle(cast("Task", Placed({"inputs[b].place": "usb 0:5"})), document, [path])
        kept = [
            one.find("alias") for one in document.findall("devices/input") if one.find("address") is not None
        ]
        assert [alias.get("name") for alias in kept if alias is not None] == left


@dataclass
class Placed:
    """What of a task is asked: what the manifest states."""

    wanted: dict[str, str]
    spec: type[VirtualMachineSpec] = VirtualMachineSpec
