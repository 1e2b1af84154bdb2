"""Writing a step's paths into a live document."""

import pytest

from reconciler.edit import Sources, redefined
from schemas import flat, xml
from schemas.facts import Facts
from schemas.vm.machine import VirtualMachineSpec

BY_HAND = """<domain type='kvm'><devices>
<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>
<filterref filter='clean'><parameter name='IP' value='10.0.0.1'/></filterref></interface>
</devices></domain>"""
WANTED = flat.facts(
    VirtualMachineSpec.model_validate(
        {
            "memory": "1GiB",
            "vcpus": 1,
            "disks": [{"name": "root", "target": "vda", "file": "/a", "cache": "none"}],
            "interfaces": [
                {
                    "name": "lan",
                    "mac": "52:54:00:00:00:01",
                    "network": "lan",
                    "filter": {"name": "clean", "parameters": [{"name": "IP", "value": "10.0.0.2"}]},
                }
            ],
        }
    )
)
SOURCES = Sources(WANTED)


@pytest.mark.parametrize(
    ("path", "device"),
    [
        ("disks[root].cache", "disk"),
        ("disks[root]", "disk"),
        ("interfaces[lan].model", "interface"),
        ("interfaces[lan].filter.parameters[IP].value", "interface"),
    ],
)
def test_one_value_of_a_device_made_by_hand_is_written_into_that_device(path: str, device: str) -> None:
    """It is recognised by its target or MAC and gets our name; no second one is made."""
    document = redefined(VirtualMachineSpec, xml.parse(BY_HAND), [path], SOURCES)
    assert len(document.findall(f"devices/{device}")) == 1
    assert xml.read(VirtualMachineSpec, document)[path] == WANTED[path]


def test_a_named_device_keeps_what_the_step_does_not_name() -> None:
    """What recognises a device is written only where that is needed."""
    named = BY_HAND.replace("<target dev='vda'", "<alias name='ua-root'/><target dev='vdz'")
    document = redefined(VirtualMachineSpec, xml.parse(named), ["disks[root].cache"], SOURCES)
    assert xml.read(VirtualMachineSpec, document)["disks[root].target"] == "vdz"


def video(**fields: object) -> Facts:
    spec = VirtualMachineSpec.model_validate(
        {"type": "qemu", "memory": "1GiB", "vcpus": 1, "videos": [{"name": "card", **fields}]}
    )
    return flat.facts(spec)


CARD = (
    "<domain><devices><video><model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='1'/>"
    "<alias name='ua-card'/></video></devices></domain>"
)


def test_another_card_keeps_nothing_of_the_one_that_was() -> None:
    """What libvirt had filled in for the one is refused for the other."""
    wanted = video(model="vga")
    document = redefined(VirtualMachineSpec, xml.parse(CARD), ["videos[card].model"], Sources(wanted))
    model = document.find("devices/video/model")
    assert model is not None
    assert dict(model.attrib) == {"type": "vga", "heads": "1"}


def test_what_is_stated_beside_another_card_stays() -> None:
    """Though only the card is the change."""
    wanted = video(model="vga", vram=65536)
    document = redefined(VirtualMachineSpec, xml.parse(CARD), ["videos[card].model"], Sources(wanted))
    assert xml.read(VirtualMachineSpec, document)["videos[card].vram"] == 65536


def machine(**fields: object) -> Facts:
    return flat.facts(
        VirtualMachineSpec.model_validate({"type": "qemu", "memory": "1GiB", "vcpus": 4, **fields})
    )


def test_processors_that_are_chosen_are_not_chosen_by_numad() -> None:
    """libvirt drops the set where the placement is automatic."""
    document = xml.parse("<domain><vcpu placement='auto'>4</vcpu></domain>")
    redefined(VirtualMachineSpec, document, ["cpuset"], Sources(machine(cpuset="0-3")))
    assert dict(document[0].attrib) == {"cpuset": "0-3"}


def test_the_last_cell_goes_with_what_held_it_and_others_stay() -> None:
    """libvirt refuses a <numa> without cells."""
    cells = "<cell id='0' cpus='0-1' memory='1'/><cell id='1' cpus='2-3' memory='1'/>"
    document = xml.parse(f"<domain><cpu mode='host-model'><numa>{cells}</numa></cpu></domain>")
    redefined(VirtualMachineSpec, document, ["cpu.cells[0]"], Sources(machine()))
    assert len(document.findall("cpu/numa/cell")) == 1
    redefined(VirtualMachineSpec, document, ["cpu.cells[1]"], Sources(machine()))
    assert document.find("cpu/numa") is None
    assert document.find("cpu") is not None
