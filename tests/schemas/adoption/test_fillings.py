import pytest

from schemas.adoption.fillings import FILLINGS, RUNNING, SECRETS
from state.desired.rendering import rendered
from tests.schemas.adoption.sightings import adoption, beyond, machine, spec_of

PCI = "<address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/>"
ROOT_PORT = (
    "<controller type='pci' index='0' model='pcie-root'/>"
    "<controller type='pci' index='1' model='pcie-root-port'><model name='pcie-root-port'/>"
    "<target chassis='1' port='0x8'/>"
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0' multifunction='on'/>"
    "</controller>"
)
FILLED_IN = (
    "<emulator>/usr/bin/qemu-system-x86_64</emulator>",
    ROOT_PORT,
    f"<controller type='sata' index='0'>{PCI}</controller><controller type='fdc' index='0'/>",
    f"<controller type='virtio-serial' index='0'>{PCI}</controller>",
    f"<controller type='usb' index='0' model='piix3-uhci'>{PCI}</controller>",
    f"<controller type='usb' index='0' model='qemu-xhci'>{PCI}</controller>",
    "<input type='mouse' bus='ps2'/><input type='keyboard' bus='ps2'/>",
    "<audio id='1' type='none'/>",
    f"<memballoon model='virtio'>{PCI}</memballoon>",
)
PARTS = (
    "<metadata/>",
    "<metadata><m:managed xmlns:m='urn:virt-reconcile:1' by='somebody'/></metadata>",
    "<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>",
    "<clock offset='utc'/>",
    "<cpu mode='custom' match='exact' check='none'><model fallback='forbid'>qemu64</model></cpu>",
    "<seclabel type='dynamic' model='dac' relabel='yes'/>",
    "<resource><partition>/machine</partition></resource>",
)


@pytest.mark.parametrize("devices", FILLED_IN)
def test_what_libvirt_adds_is_not_written(devices: str) -> None:
    """Neither a field nor the overlay speaks of a device that libvirt adds by itself."""
    found = machine(devices)
    assert (spec_of(found), beyond(found)) == ({}, {})


@pytest.mark.parametrize("part", PARTS)
def test_what_libvirt_presumes_is_not_written(part: str) -> None:
    """Neither a field nor the overlay speaks of what libvirt takes where nobody says anything."""
    found = machine(parts=part, memory="<currentMemory unit='KiB'>1048576</currentMemory>")
    assert (spec_of(found), beyond(found)) == ({}, {})


STATED = (
    ("<controller type='scsi' index='0' model='virtio-scsi'/>", "controllers"),
    ("<controller type='usb' index='0' model='nec-xhci'/>", "controllers"),
    ("<controller type='usb' index='0' model='qemu-xhci' ports='8'/>", "controllers"),
    ("<memballoon model='none'/>", "memballoon"),
    ("<input type='tablet' bus='usb'/>", "inputs"),
    ("<emulator>/opt/qemu/bin/qemu</emulator>", "emulator"),
    (ROOT_PORT.replace("port='0x8'", "port='0x8' hotplug='off'"), "controllers"),
)


@pytest.mark.parametrize(("devices", "field"), STATED)
def test_what_somebody_chose_is_written(devices: str, field: str) -> None:
    """What looks like a filling and is not one stays."""
    assert field in spec_of(machine(devices))


def matters(devices: str, address: str) -> bool:
    """Whether an address is stated, by a field or by the overlay: without it another manifest is written."""
    return machine(devices).data != machine(devices.replace(address, "")).data


def test_a_layout_that_somebody_made_keeps_its_addresses() -> None:
    """Where there is a controller that libvirt never adds, all addresses are somebody's."""
    extender = "<controller type='pci' index='2' model='pcie-expander-bus'><target busNr='254'/></controller>"
    disk = f"<disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/>{PCI}</disk>"
    assert matters(ROOT_PORT + extender + disk, PCI)
    assert not matters(ROOT_PORT + disk, PCI)


@pytest.mark.parametrize(("target", "unit", "kept"), [("sda", 0, 0), ("sdc", 2, 0), ("sda", 3, 1)])
def test_a_drive_keeps_an_address_that_its_target_does_not_imply(target: str, unit: int, kept: int) -> None:
    """libvirt places a drive by the letter of its target; any other place was chosen."""
    place = f"<address type='drive' controller='0' bus='0' target='0' unit='{unit}'/>"
    disk = f"<disk type='file'><source file='/a'/><target dev='{target}' bus='sata'/>{place}</disk>"
    assert matters(disk, place) == bool(kept)


def test_of_a_network_only_what_was_decided_is_written() -> None:
    """Bridge names, MACs and port ranges that libvirt deals out are left out."""
    found = adoption(
        "<network connections='1'><name>lan</name><uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>"
        "<forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>"
        "<bridge name='virbr7' stp='on' delay='0'/><mac address='52:54:00:11:22:33'/>"
        "<ip address='10.0.0.1' netmask='255.255.255.0'/></network>",
        "Network",
    )
    assert found.data["spec"] == {
        "uuid": "4dea22b3-1d52-d8f3-2516-782e98ab3fa0",
        "active": True,
        "forward": {"mode": "nat"},
        "addresses": [{"address": "10.0.0.1", "prefix": 24}],
    }


def test_of_a_volume_nothing_that_is_counted_is_written() -> None:
    """Allocation, timestamps, owners and paths are not settings."""
    found = adoption(
        "<volume type='file'><name>root</name><key>/i/root</key><capacity unit='bytes'>2147483648</capacity>"
        "<allocation unit='bytes'>4096</allocation><physical unit='bytes'>4096</physical>"
        "<target><path>/i/root</path><format type='qcow2'/><compat>1.1</compat><permissions><mode>0644</mode>"
        "<owner>0</owner><group>0</group></permissions><timestamps><mtime>1</mtime></timestamps></target></volume>",
        "Volume",
        scope="images",
    )
    assert found.data["spec"] == {
        "pool": "images", "format": "qcow2", "capacity": "2GiB", "compat": "1.1",
    }  # fmt: skip


def test_of_what_runs_without_a_definition_nothing_of_the_run_is_written() -> None:
    """Ports, tap devices and aliases of one run are nobody's wish."""
    found = adoption(
        "<domain type='kvm' id='7'><name>web</name><memory>65536</memory><vcpu>1</vcpu>"
        "<os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os><devices>"
        "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/>"
        "<target dev='vnet3'/><model type='virtio'/><alias name='net0'/></interface>"
        "<graphics type='vnc' port='5901' autoport='yes'/></devices></domain>",
        running=True,
    )
    assert spec_of(found)["interfaces"] == [{"name": "nic0", "bridge": "br0", "mac": "52:54:00:00:00:01"}]
    assert spec_of(found)["graphics"] == [{"type": "vnc"}]
    assert beyond(found) == {}


def test_a_password_is_in_no_part_of_a_manifest() -> None:
    """Neither data nor overlay holds it; what the host has is right."""
    found = machine("<graphics type='vnc' passwd='hunter2' port='5907'/>")
    assert "hunter2" not in str(found)
    assert spec_of(found)["graphics"] == [{"type": "vnc", "port": 5907, "password": {"host": True}}]


def test_cookies_are_in_no_part_of_a_manifest() -> None:
    """They open a server; a note says that there are some."""
    cookie = "<cookies><cookie name='token'>hunter2</cookie></cookies>"
    source = f"<source protocol='https' name='/a'><host name='h' port='443'/>{cookie}</source>"
    found = machine(f"<disk type='network'>{source}<target dev='vda' bus='virtio'/></disk>")
    assert "hunter2" not in str(found) + rendered(found.data)
    assert [note for note in found.notes if "cookies" in note.text]


def test_no_filling_is_written_twice() -> None:
    """A table with the same line twice was edited in one place and not in the other."""
    for table in (*FILLINGS.values(), *RUNNING.values(), *SECRETS.values()):
        assert len(set(table)) == len(table)
