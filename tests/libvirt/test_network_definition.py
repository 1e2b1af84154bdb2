"""The persistent side of a network on real libvirt, and its being up and down."""

from collections.abc import Iterator, Mapping

import pytest

from reconciler.steps import Verb
from state.errors import NotFound
from tests.lab import Host
from tests.lab.domain import network_xml
from tests.libvirt.workbench import Manifest, Workbench, workbench

ADDRESSES = [{"address": "192.168.112.1", "prefix": 24}]
NAT: Mapping[str, object] = {
    "forward": {"mode": "nat", "nat": {"ports": {"start": 2000, "end": 3000}}},
    "bridge": {"stp": "off"},
    "addresses": ADDRESSES,
}
ROUTE: Mapping[str, object] = {"forward": {"mode": "route"}, "addresses": ADDRESSES}
ISOLATED: Mapping[str, object] = {"forward": {"mode": "isolated"}, "addresses": ADDRESSES}
BRIDGE: Mapping[str, object] = {"forward": {"mode": "bridge"}, "bridge": {"name": "br0"}}
MACVTAP: Mapping[str, object] = {"forward": {"mode": "vepa", "dev": "hv0"}}
MODES: Mapping[str, Mapping[str, object]] = {
    "nat": NAT, "route": ROUTE, "isolated": ISOLATED, "bridge": BRIDGE, "macvtap": MACVTAP,
}  # fmt: skip


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host with a bridge and two devices."""
    host.run(["ip", "link", "add", "br0", "type", "bridge"])
    host.run(["ip", "link", "add", "hv0", "type", "veth", "peer", "hv1"])
    with workbench(host) as bench:
        yield bench


def test_an_existing_network_is_never_overwritten(bench: Workbench) -> None:
    """Neither by its name nor by its UUID, whether up or only defined."""
    bench.host.feed(network_xml("theirs", "192.168.120"), "net-define")
    before = bench.network("theirs").XMLDesc()
    mine = Manifest.of("Network", "theirs", **NAT)
    assert "exists already" in bench.attempt(Verb.CREATE, mine)
    uuid = bench.network("theirs").UUIDString()
    other = Manifest.of("Network", "other", uuid=uuid, **NAT)
    assert "theirs" in bench.attempt(Verb.CREATE, other)
    assert bench.network("theirs").XMLDesc() == before
    assert bench.identity(other.ref) == ""


def test_a_network_keeps_the_identity_it_is_given(bench: Workbench) -> None:
    """The same manifest makes the same network again."""
    manifest = bench.make("Network", "lan", **NAT)
    assert bench.network("lan").UUIDString() == manifest.uuid


@pytest.mark.parametrize("before", MODES)
@pytest.mark.parametrize("after", MODES)
def test_a_network_changes_its_forward_mode(bench: Workbench, before: str, after: str) -> None:
    """Whatever the old mode leaves behind, the new definition is taken, under the same UUID, and starts."""
    bench.make("Network", "lan", **MODES[before])
    uuid = bench.network("lan").UUIDString()
    manifest = Manifest.of("Network", "lan", **MODES[after])
    have = bench.facts(manifest)
    paths = [path for path, want in manifest.facts.items() if have.get(path) != want]
    bench.perform(Verb.DEFINE, manifest, *paths)
    assert bench.differences(manifest) == {}
    bench.perform(Verb.RESTART, manifest)
    assert bench.differences(manifest, running=True) == {}
    assert bench.network("lan").UUIDString() == uuid


def test_a_definition_is_edited_and_not_rewritten(bench: Workbench) -> None:
    """What no manifest mentions stays: the bridge's name and MAC, and what another hand put in."""
    manifest = bench.make("Network", "lan", **NAT)
    bench.host.virsh("net-update", "lan", "add", "dns-txt", "<txt name='theirs' value='kept'/>", "--config")
    bridge = bench.network("lan").bridgeName()
    wider = Manifest.of("Network", "lan", **{**NAT, "mtu": 1400})
    bench.perform(Verb.DEFINE, wider, "mtu")
    have = bench.facts(wider)
    assert (have["mtu"], have["dns.txt[theirs].value"], have["bridge.name"]) == (1400, "kept", bridge)
    assert bench.differences(manifest) == {}


def test_the_device_of_a_network_is_replaced(bench: Workbench) -> None:
    """libvirt repeats the device as an interface; both move together, whichever the manifest states."""
    bench.make("Network", "lan", active=False, **MACVTAP)
    other = Manifest.of("Network", "lan", forward={"mode": "vepa", "dev": "hv1"})
    bench.perform(Verb.DEFINE, other, "forward.dev")
    assert bench.differences(other) == {}
    several = Manifest.of("Network", "lan", forward={"mode": "vepa", "interfaces": [{"dev": "hv0"}]})
    bench.perform(Verb.DEFINE, several, "forward.interfaces[hv1]", "forward.interfaces[hv0]")
    assert bench.differences(several) == {}
    assert "forward.interfaces[hv1]" not in bench.facts(several)


def test_autostart_is_tuned(bench: Workbench) -> None:
    """On and off, without touching the definition."""
    for wanted in (True, False):
        manifest = Manifest.of("Network", "lan", autostart=wanted, **NAT)
        if wanted:
            bench.perform(Verb.CREATE, Manifest.of("Network", "lan", **NAT))
        bench.perform(Verb.TUNE, manifest, "autostart")
        assert bool(bench.network("lan").autostart()) is wanted


def test_a_network_goes_up_and_down_as_often_as_it_is_told(bench: Workbench) -> None:
    """Starting what is up and stopping what is down is no mistake."""
    manifest = bench.make("Network", "lan", **NAT)
    bench.perform(Verb.START, manifest)
    for _ in range(2):
        bench.perform(Verb.STOP, manifest)
        assert not bench.network("lan").isActive()


def test_a_network_without_a_definition_is_not_stopped(bench: Workbench) -> None:
    """It would be gone for good, so stopping it is refused."""
    bench.host.feed(network_xml("passing", "192.168.121"), "net-create")
    manifest = Manifest.of("Network", "passing", **NAT)
    assert "has no definition" in bench.attempt(Verb.STOP, manifest)
    assert "has no definition" in bench.attempt(Verb.RESTART, manifest)
    assert bench.network("passing").isActive()


def test_a_network_is_undefined_and_stays_so(bench: Workbench) -> None:
    """Undefining it twice is no mistake; changing what is gone is one."""
    manifest = bench.make("Network", "lan", active=False, **NAT)
    uuid = manifest.uuid
    for _ in range(2):
        bench.perform(Verb.UNDEFINE, manifest, uuid=uuid)
    assert bench.identity(manifest.ref) == ""
    with pytest.raises(NotFound):
        bench.perform(Verb.DEFINE, manifest, "mtu")


def test_another_network_of_the_same_name_is_not_ours(bench: Workbench) -> None:
    """A network that somebody put in the place of ours is neither changed nor taken away."""
    bench.host.feed(network_xml("lan", "192.168.122"), "net-define")
    manifest = Manifest.of("Network", "lan", **NAT)
    for verb in (Verb.DEFINE, Verb.START, Verb.UNDEFINE):
        assert "somebody put another" in bench.attempt(verb, manifest, uuid=manifest.uuid)
    assert bench.identity(manifest.ref) != ""
