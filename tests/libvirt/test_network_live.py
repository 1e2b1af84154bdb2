"""Changes that a running network takes without a restart: its bridge stays, and what it serves is new."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from reconciler.steps import Verb
from tests.lab import Host
from tests.libvirt.workbench import Manifest, Workbench, workbench

ADDRESS = "addresses[192.168.111.1]"
RANGE, HOST = f"{ADDRESS}.dhcp.ranges[192.168.111.%s]", f"{ADDRESS}.dhcp.hosts[192.168.111.%s]"
SRV = "dns.srv[ldap/tcp/lab.example/dc/389]"
MAC_A, MAC_B = "52:54:00:00:00:0a", "52:54:00:00:00:0b"


def spec(dhcp: Mapping[str, object] | None = None, **more: object) -> dict[str, object]:
    """A NAT network with a DHCP server on one address."""
    served = {"ranges": [{"start": "192.168.111.100", "end": "192.168.111.120"}], **(dhcp or {})}
    address = {"address": "192.168.111.1", "prefix": 24, "dhcp": served}
    return {"forward": {"mode": "nat"}, "bridge": {"name": "vr-live"}, "addresses": [address], **more}


@dataclass(frozen=True)
class Change:
    """One edit of a manifest, and the step that carries it out on the running network."""

    name: str
    verb: Verb
    paths: tuple[str, ...]
    before: Mapping[str, object] = field(default_factory=spec)
    after: Mapping[str, object] = field(default_factory=spec)

    def __str__(self) -> str:
        return self.name


def _reserved(*hosts: Mapping[str, object]) -> dict[str, object]:
    return spec({"hosts": list(hosts)})


def _dns(**more: object) -> dict[str, object]:
    return spec(dns=more)


A = {"ip": "192.168.111.10", "mac": MAC_A, "name": "a"}
B = {"ip": "192.168.111.11", "mac": MAC_B, "name": "b"}
LONG = {
    "ranges": [
        {"start": "192.168.111.100", "end": "192.168.111.200", "lease": {"expiry": 7, "unit": "hours"}}
    ]
}
MORE = {
    "ranges": [
        {"start": "192.168.111.100", "end": "192.168.111.120"},
        {"start": "192.168.111.50", "end": "192.168.111.60"},
    ]
}
HI = {"name": "motd", "value": "hi"}
LDAP = {"service": "ldap", "protocol": "tcp", "domain": "lab.example", "target": "dc", "port": 389}
WEB = {"name": "web", "bandwidth": {"inbound": {"average": 100}}}
FASTER = {
    "name": "web",
    "default": True,
    "bandwidth": {"inbound": {"average": 200, "peak": 400, "burst": 100}},
}
TRUNK = {"name": "trunk", "trustGuestRxFilters": True}

CHANGES = (
    Change("a range is added", Verb.ATTACH, (RANGE % 50,), after=spec(MORE)),
    Change("a range is taken out", Verb.DETACH, (RANGE % 50,), before=spec(MORE)),
    Change("a range ends later", Verb.UPDATE, (RANGE % 100 + ".end",
        RANGE % 100 + ".lease.expiry"), after=spec(LONG)),
    Change("a reservation is added", Verb.ATTACH, (HOST % 10,), after=_reserved(A)),
    Change("a reservation is taken out", Verb.DETACH, (HOST % 10,), before=_reserved(A)),
    Change("a reservation gets a name", Verb.UPDATE, (HOST % 10 + ".name",),
           _reserved(A), _reserved(A | {"name": "renamed"})),
    Change("two reservations swap their machines", Verb.UPDATE,
           (HOST % 10 + ".mac", HOST % 11 + ".mac"),
           _reserved(A, B), _reserved(A | {"mac": MAC_B}, B | {"mac": MAC_A})),
    Change("a reservation moves to another address", Verb.ATTACH, (HOST % 12,
           HOST % 10), _reserved(A), _reserved(A | {"ip": "192.168.111.12"})),
    Change("a name is added", Verb.ATTACH, ("dns.hosts[192.168.111.77]",),
           after=_dns(hosts=[{"ip": "192.168.111.77", "hostnames": ["seven", "seven.lab"]}])),
    Change("a name changes", Verb.UPDATE, ("dns.hosts[192.168.111.77].hostnames",),
           _dns(hosts=[{"ip": "192.168.111.77", "hostnames": ["old"]}]),
           _dns(hosts=[{"ip": "192.168.111.77", "hostnames": ["new"]}])),
    Change("a name is taken out", Verb.DETACH, ("dns.hosts[192.168.111.77]",),
           _dns(hosts=[{"ip": "192.168.111.77", "hostnames": ["old"]}])),
    Change("a service is added", Verb.ATTACH, (SRV,), after=_dns(srv=[LDAP])),
    Change("a service changes", Verb.UPDATE, (f"{SRV}.priority",),
           _dns(srv=[LDAP]), _dns(srv=[LDAP | {"priority": 7}])),
    Change("a service is taken out", Verb.DETACH, (SRV,), _dns(srv=[LDAP])),
    Change("a text is added", Verb.ATTACH, ("dns.txt[motd]",), after=_dns(txt=[HI])),
    Change("a text changes", Verb.UPDATE, ("dns.txt[motd].value",),
           _dns(txt=[HI]), _dns(txt=[{"name": "motd", "value": "ho"}])),
    Change("a port group is added", Verb.ATTACH, ("portGroups[web]",), after=spec(portGroups=[WEB])),
    Change("a port group changes", Verb.UPDATE, ("portGroups[web].default",
           "portGroups[web].bandwidth.inbound.average", "portGroups[web].bandwidth.inbound.peak",
           "portGroups[web].bandwidth.inbound.burst"),
           spec(portGroups=[WEB, TRUNK]), spec(portGroups=[FASTER, TRUNK])),
    Change("a port group is taken out", Verb.DETACH, ("portGroups[web]",), spec(portGroups=[WEB, TRUNK]),
           spec(portGroups=[TRUNK])),
)  # fmt: skip


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host."""
    with workbench(host) as bench:
        yield bench


def ifindex(host: Host, link: str) -> str:
    """The kernel's number of a link; another one means that it was made anew."""
    return host.run(["cat", f"/sys/class/net/{link}/ifindex"]).stdout


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_section_changes_while_the_network_runs(change: Change, bench: Workbench) -> None:
    """The running document says it, the bridge is the same one, and a second time changes nothing."""
    bench.make("Network", "live", **change.before)
    bridge = ifindex(bench.host, "vr-live")
    after = Manifest.of("Network", "live", **change.after)
    for _ in range(2):
        bench.perform(change.verb, after, *change.paths)
        assert bench.differences(after, running=True) == {}
        assert not set(change.paths) - after.facts.keys() & bench.facts(after, running=True).keys()
    assert ifindex(bench.host, "vr-live") == bridge


def ask(bench: Workbench, name: str) -> str:
    """What the network's own DNS server answers."""
    return bench.host.run(["busybox", "nslookup", name, "192.168.111.1"]).stdout


def test_a_new_name_is_answered_at_once(bench: Workbench) -> None:
    """The document is not all: the DNS server on the bridge knows the name, and forgets it again."""
    bench.make("Network", "live", **spec())
    named = Manifest.of("Network", "live", **_dns(hosts=[{"ip": "192.168.111.77", "hostnames": ["seven"]}]))
    assert "192.168.111.77" not in ask(bench, "seven")
    bench.perform(Verb.ATTACH, named, "dns.hosts[192.168.111.77]")
    assert "192.168.111.77" in ask(bench, "seven")
    bench.perform(Verb.DETACH, Manifest.of("Network", "live", **spec()), "dns.hosts[192.168.111.77]")
    assert "192.168.111.77" not in ask(bench, "seven")


def test_a_forward_interface_is_added_to_a_running_network(bench: Workbench) -> None:
    """A pool of devices for macvtap grows and shrinks while it is in use."""
    for name in ("hv0", "hv2"):
        bench.host.run(["ip", "link", "add", name, "type", "veth", "peer", f"{name}p"])
    one = {"forward": {"mode": "private", "interfaces": [{"dev": "hv0"}]}}
    two = {"forward": {"mode": "private", "interfaces": [{"dev": "hv0"}, {"dev": "hv2"}]}}
    manifest = bench.make("Network", "direct", **one)
    bench.perform(Verb.ATTACH, Manifest.of("Network", "direct", **two), "forward.interfaces[hv2]")
    assert "forward.interfaces[hv2]" in bench.facts(manifest, running=True)
    bench.perform(Verb.DETACH, manifest, "forward.interfaces[hv2]")
    assert "forward.interfaces[hv2]" not in bench.facts(manifest, running=True)


def test_a_refused_change_leaves_the_entry_as_it_was(bench: Workbench) -> None:
    """Where libvirt refuses the new entry, the old one is not lost on the way."""
    before = bench.make("Network", "live", **spec())
    broadcast = {"ranges": [{"start": "192.168.111.100", "end": "192.168.111.255"}]}
    path = RANGE % 100 + ".end"
    assert "broadcast" in bench.attempt(Verb.UPDATE, Manifest.of("Network", "live", **spec(broadcast)), path)
    assert bench.differences(before, running=True) == {}


def test_what_needs_a_restart_is_never_done_live(bench: Workbench) -> None:
    """An MTU or a new address is refused with its remedy, and the network stays as it is."""
    bench.make("Network", "live", **spec())
    larger = Manifest.of("Network", "live", **spec(mtu=9000))
    assert "policy.restart" in bench.attempt(Verb.TUNE, larger, "mtu")
    assert "mtu" not in bench.facts(larger, running=True)


def test_a_network_that_went_down_is_not_changed_live(bench: Workbench) -> None:
    """What the plan saw running and is not any more is said, and nothing is written."""
    manifest = bench.make("Network", "live", **_dns(txt=[{"name": "motd", "value": "hi"}]))
    bench.network("live").destroy()
    assert "not up any more" in bench.attempt(Verb.UPDATE, manifest, "dns.txt[motd].value")
