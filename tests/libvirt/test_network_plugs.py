"""A network that goes down and up again takes its running machines back, as if nothing had been."""

from collections.abc import Iterator

import pytest

from reconciler.steps import Verb
from tests.lab import Console, Host
from tests.lab.console import LINE, parse_tick
from tests.lab.domain import Machine, boot, nic_xml
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.machines import small
from tests.libvirt.workbench import Manifest, Workbench, workbench

MAC = "52:54:00:00:00:61"
ADDRESS = {"address": "192.168.113.1", "prefix": 24, "dhcp": {"hosts": [{"ip": "192.168.113.9", "mac": MAC}]}}
SPEC = {"forward": {"mode": "nat"}, "bridge": {"stp": "off"}, "addresses": [ADDRESS]}


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host."""
    with workbench(host) as bench:
        yield bench


def ports(bench: Workbench, network: str = "lan") -> list[str]:
    """What the kernel has plugged into the network's bridge."""
    return bench.host.run(["ls", f"/sys/class/net/{bench.network(network).bridgeName()}/brif"]).stdout.split()


def sourced(network: str, mac: str, more: str = "") -> str:
    """An interface in a network."""
    return (
        f"<interface type='network'><mac address='{mac}'/><source network='{network}' {more}/>"
        "<model type='virtio'/></interface>"
    )


def answers(bench: Workbench, address: str) -> bool:
    """Whether a guest answers the host's ping within a few seconds."""
    return bench.host.run(["busybox", "ping", "-c", "1", "-W", "5", address]).returncode == 0


def test_a_restart_of_a_network_leaves_its_guests_connected(
    bench: Workbench, guest: Guest, domain_type: DomainType
) -> None:
    """The guest keeps its cable, address and interface, and is reached again by the network's new bridge."""
    manifest = bench.make("Network", "lan", **SPEC)
    machine = Machine("m1", guest, bench.host.log_of("m1"), type=domain_type, devices=(nic_xml("lan", MAC),))
    console = boot(bench.host, machine)
    console.wait_for(rf"LAB-LEASE eth\d+ {MAC} 192.168.113.9")
    assert answers(bench, "192.168.113.9")
    before = interface(bench, "m1")
    seen = console.wait(lambda tick: tick.uptime > 0).uptime
    bench.perform(Verb.RESTART, manifest)
    assert len(ports(bench)) == 1
    assert answers(bench, "192.168.113.9")
    assert interface(bench, "m1") == before
    console.wait(lambda tick: tick.uptime > seen)
    assert never_unplugged(console)
    bench.perform(Verb.START, manifest)  # everybody is plugged in: nothing more to do
    assert bench.said == ["plugged m1 in again"]


def interface(bench: Workbench, name: str) -> str:
    """The running machine's interface as libvirt tells it, without the number of its port."""
    described = bench.host.virsh("dumpxml", name, "--xpath", "//devices/interface")
    return " ".join(word for word in described.split() if not word.startswith("portid="))


def never_unplugged(console: Console) -> bool:
    """Whether the guest saw its cable in place in every second since it had an address."""
    ticks = [parse_tick(match) for match in LINE.finditer(console.text().partition("LAB-LEASE")[2])]
    return bool(ticks) and all(nic.carrier for tick in ticks for nic in tick.nics.values() if nic.mac == MAC)


def test_only_interfaces_of_that_network_are_touched(bench: Workbench) -> None:
    """Every interface in it, of every machine, with its port group; none of another network."""
    grouped = SPEC | {"portGroups": [{"name": "office"}]}
    manifest = bench.make("Network", "lan", **grouped)
    bench.make(
        "Network",
        "other",
        forward={"mode": "isolated"},
        addresses=[{"address": "192.168.114.1", "prefix": 24}],
    )
    first = sourced("lan", "52:54:00:00:00:71") + sourced("lan", "52:54:00:00:00:72", "portgroup='office'")
    bench.host.feed(small("m1", devices=first), "create")
    bench.host.feed(small("m2", devices=sourced("other", "52:54:00:00:00:73")), "create")
    other = ports(bench, "other")
    bench.perform(Verb.RESTART, manifest)
    assert len(ports(bench)) == 2
    assert ports(bench, "other") == other
    assert "portgroup='office'" in bench.host.virsh("dumpxml", "m1").replace('"', "'")
    assert "type='bridge'" not in bench.host.virsh("dumpxml", "m1").replace('"', "'")


def test_starting_a_network_that_another_hand_took_down_plugs_its_guests_in(bench: Workbench) -> None:
    """Somebody's net-destroy is repaired as a whole, not only in name."""
    manifest = bench.make("Network", "lan", **SPEC)
    bench.host.feed(small("m1", devices=sourced("lan", MAC)), "create")
    bench.host.virsh("net-destroy", "lan")
    bench.perform(Verb.START, manifest)
    assert len(ports(bench)) == 1


def test_guests_follow_a_network_to_another_bridge(bench: Workbench) -> None:
    """A new name of the bridge is one more restart to them."""
    bench.make("Network", "lan", **SPEC)
    bench.host.feed(small("m1", devices=sourced("lan", MAC)), "create")
    renamed = Manifest.of("Network", "lan", **(SPEC | {"bridge": {"name": "vr-other", "stp": "off"}}))
    bench.perform(Verb.DEFINE, renamed, "bridge.name")
    bench.perform(Verb.RESTART, renamed)
    assert bench.network("lan").bridgeName() == "vr-other"
    assert len(ports(bench)) == 1
