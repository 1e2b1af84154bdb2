import pytest

from schemas import xml
from schemas.vm.machine import VirtualMachineSpec

SHOWN = (
    "<interface type='bridge'><source network='office' portid='a' bridge='br0'/>{}</interface>",
    "<interface type='direct'><source network='office' portid='a' dev='eth0' mode='bridge'/>{}</interface>",
    "<interface type='hostdev'><source network='office'><address type='pci'/></source>{}</interface>",
)


def facts(interface: str) -> dict[str, object]:
    alias = "<alias name='ua-lan'/>"
    root = xml.parse(f"<domain><devices>{interface.format(alias)}</devices></domain>")
    read = xml.read(VirtualMachineSpec, root)
    return {path: value for path, value in read.items() if path.startswith("interfaces[lan].")}


@pytest.mark.parametrize("interface", SHOWN)
def test_an_interface_of_a_network_stays_one_while_it_runs(interface: str) -> None:
    """libvirt shows what it has become; it is still the network that was asked for, and nothing else."""
    found = facts(interface)
    assert found["interfaces[lan].network"] == "office"
    assert not {"interfaces[lan].bridge", "interfaces[lan].direct.dev"} & found.keys()


def test_an_interface_of_a_bridge_is_one() -> None:
    """What was never in a network keeps its own form."""
    found = facts("<interface type='bridge'><source bridge='br0'/>{}</interface>")
    assert found["interfaces[lan].bridge"] == "br0"
    assert "interfaces[lan].network" not in found
