import pytest

from schemas.facts import Ref
from schemas.policy import Deletion, Mode, Policy, Restart, RunStrategy
from state.desired import Defaults
from state.desired.content import with_missing_content
from tests.state.desired.manifests import machine, manifest, named, resolved

LAN = manifest(
    "Network",
    "lan",
    """spec:
  addresses:
    - {address: 192.0.2.1, prefix: 24, dhcp: {hosts: [{ip: 192.0.2.7, mac: "52:54:00:00:00:07"}]}}
    - {address: "2001:db8::1", prefix: 64}
""",
)
POOL = manifest("StoragePool", "fast", "spec: {target: {path: /srv/fast}}")
KVM01 = manifest(
    "Host", "kvm01", "spec: {uri: 'qemu+ssh://kvm01/system'}\npolicy: {restart: now, mode: observe}"
)
KVM02 = manifest("Host", "kvm02", "spec: {uri: 'qemu+ssh://kvm02/system', concurrency: 8}")


def interface(text: str) -> str:
    return f"  interfaces:\n    - {{name: lan, {text}}}\n"


def test_without_a_host_everything_is_on_localhost() -> None:
    """No Host manifest: one host, at the URI of the settings."""
    found = resolved(machine("web"), defaults=Defaults("test:///default"))
    assert {name: host.uri for name, host in found.hosts.items()} == {"localhost": "test:///default"}
    assert named(found, "web").ref == Ref("VirtualMachine", "localhost", "web")


def test_one_host_is_everybodys() -> None:
    """With one Host manifest nobody need name it, and there is no localhost."""
    found = resolved(KVM01, machine("web"))
    assert list(found.hosts) == ["kvm01"]
    assert named(found, "web").ref.host == "kvm01"


def test_the_same_name_may_be_on_two_hosts() -> None:
    """Objects are told apart by host; their derived identities differ."""
    found = resolved(KVM01, KVM02, machine("web", more=", host: kvm01"), machine("web", more=", host: kvm02"))
    assert not found.diagnostics
    one, other = found.desired.values()
    assert (one.ref.host, other.ref.host) == ("kvm01", "kvm02")
    assert one.uuid != other.uuid
    assert found.hosts["kvm02"].concurrency == 8


def test_that_data_may_go_only_its_own_manifest_says() -> None:
    """Neither the host nor the settings: a volume's data is not deleted by a line about something else."""
    bold = manifest("Host", "kvm01", "spec: {uri: 'qemu+ssh://kvm01/system'}\npolicy: {deletion: delete}")
    disk = manifest("Volume", "disk", "spec: {pool: fast, capacity: 1GiB}\n")
    defaults = Defaults(policy=Policy(deletion=Deletion.DELETE))
    found = resolved(bold, POOL, disk, defaults=defaults)
    assert named(found, "fast").policy.deletion is Deletion.DELETE
    assert named(found, "disk").policy.deletion is Deletion.ORPHAN
    own = resolved(bold, POOL, disk + "policy: {deletion: delete}\n", defaults=defaults)
    assert named(own, "disk").policy.deletion is Deletion.DELETE


@pytest.mark.parametrize(("mode", "parting"), [("enforce", "delete"), ("observe", "orphan")])
def test_what_is_only_observed_is_never_deleted(mode: str, parting: str) -> None:
    """Also where its manifest goes with the word that it should be."""
    own = machine("web") + f"policy: {{mode: {mode}, deletion: delete}}\n"
    assert named(resolved(own), "web").policy.parting == parting


def test_a_volume_that_is_meant_by_its_path_comes_first() -> None:
    """An overlay and a disk that name files wait for them; two overlays of each other are a mistake."""
    base = manifest("Volume", "base.qcow2", "spec: {pool: fast, capacity: 1GiB}\n")
    over = base.replace("base.qcow2", "over.qcow2").replace(
        "1GiB", "1GiB, backing: /srv/fast/base.qcow2, backingFormat: qcow2"
    )
    web = machine("web", "  disks: [{name: root, target: vda, file: /srv/fast/over.qcow2}]\n")
    found = resolved(POOL, base, over, web)
    assert not found.diagnostics
    pool = Ref("StoragePool", "localhost", "fast")
    first, second = (Ref("Volume", "localhost", f"{name}.qcow2", "fast") for name in ("base", "over"))
    assert named(found, "web").references == {second}
    assert named(found, "over.qcow2").references == {first, pool}
    back = base.replace("1GiB", "1GiB, backing: /srv/fast/over.qcow2, backingFormat: qcow2")
    told = [str(one) for one in resolved(POOL, back, over).diagnostics]
    assert any("Volume/fast/base.qcow2 -> Volume/fast/over.qcow2" in line for line in told), told


def test_policy_comes_from_settings_then_host_then_manifest() -> None:
    """Each level says what it says and leaves the rest to the one below."""
    defaults = Defaults(policy=Policy(deletion=Deletion.DELETE, restart=Restart.WINDOW))
    own = machine("web") + "policy: {mode: enforce, ignore: [memory]}\n"
    policy = named(resolved(KVM01, own, defaults=defaults), "web").policy
    assert policy == Policy(
        mode=Mode.ENFORCE, restart=Restart.NOW, deletion=Deletion.DELETE, ignore=("memory",)
    )
    assert resolved(KVM01, defaults=defaults).hosts["kvm01"].policy.mode is Mode.OBSERVE


def test_a_derived_identity_never_changes() -> None:
    """UUID and MAC of a name are the same in every version: these values must stay as they are."""
    web = named(resolved(LAN, machine("web", interface("network: lan"))), "web")
    assert web.uuid == "13d5665a-ca75-5c0c-aaf2-837cea3d16ea"
    assert web.facts["interfaces[lan].mac"] == "52:54:99:59:c9:58"
    assert not web.pinned
    assert web.derived == {"interfaces[lan].mac"}


def test_a_written_identity_is_taken() -> None:
    """What the manifest states is not derived, and the UUID counts as pinned."""
    text = "  uuid: 6F2B1A9C-3C62-4F0E-8A53-2C2B8A6F0D11\n" + interface(
        "bridge: br0, mac: '52:54:00:AA:BB:CC'"
    )
    web = named(resolved(machine("web", text)), "web")
    assert (web.uuid, web.pinned, web.derived) == ("6f2b1a9c-3c62-4f0e-8a53-2c2b8a6f0d11", True, frozenset())
    assert web.facts["interfaces[lan].mac"] == "52:54:00:aa:bb:cc"


def test_all_memory_and_processors_are_in_use_unless_said() -> None:
    """currentMemory and currentVcpus follow what the machine was built with."""
    facts = named(resolved(machine("web")), "web").facts
    assert (facts["currentMemory"], facts["currentVcpus"]) == (2 * 2**30, 2)
    facts = named(resolved(machine("web", "  currentMemory: 1GiB\n  currentVcpus: 1\n")), "web").facts
    assert (facts["currentMemory"], facts["currentVcpus"]) == (2**30, 1)


@pytest.mark.parametrize(
    ("volume", "disk", "expected"),
    [("format: qcow2,", "", "qcow2"), ("format: qcow2,", ", format: raw", "raw"), ("", "", None)],
)
def test_a_disk_has_the_format_of_its_volume(volume: str, disk: str, expected: str | None) -> None:
    """Where the volume's manifest states one and the disk does not."""
    data = manifest("Volume", "data", f"spec: {{pool: fast, {volume} capacity: 1GiB}}")
    disks = f"  disks:\n    - {{name: root, volume: {{pool: fast, name: data}}{disk}}}\n"
    web = named(resolved(POOL, data, machine("web", disks)), "web")
    assert web.facts.get("disks[root].format") == expected
    host = "localhost"
    assert web.references == {Ref("StoragePool", host, "fast"), Ref("Volume", host, "data", "fast")}


def test_a_filter_comes_first_where_a_manifest_declares_it() -> None:
    """Before the machine and the filter that name it; one that libvirt brings along needs no manifest."""
    inner = manifest("NetworkFilter", "inner", "spec: {rules: [drop inout]}")
    outer = manifest("NetworkFilter", "outer", "spec: {filterrefs: [{name: inner}, {name: clean-traffic}]}")
    cards = (
        interface("bridge: br0, filter: {name: outer}") + "    - {name: b, bridge: b, filter: {name: own}}\n"
    )
    found = resolved(inner, outer, machine("web", cards))
    assert found.complete
    assert named(found, "web").references == {Ref("NetworkFilter", "localhost", "outer")}
    assert named(found, "outer").references == {Ref("NetworkFilter", "localhost", "inner")}


def test_a_secret_comes_before_what_names_it() -> None:
    """By its usage or by its UUID, a disk's or a pool's; one that no manifest declares is not missed."""
    uuid = "0e6d2c5e-6f0c-4c0e-9d3b-3a2f5b8f7c21"
    key = manifest("Secret", "key", f"spec: {{uuid: {uuid}, usage: {{type: ceph}}}}")

    def pool(name: str, secret: str) -> str:
        source = "name: p, hosts: [{name: mon}]"
        auth = f"auth: {{type: ceph, username: u, {secret}}}"
        return manifest("StoragePool", name, f"spec: {{type: rbd, source: {{{source}, {auth}}}}}")

    found = resolved(key, pool("a", "usage: key"), pool("b", f"secret: {uuid}"), pool("c", "usage: theirs"))
    assert found.complete, found.diagnostics
    references = {ref.name: desired.references for ref, desired in found.desired.items()}
    needed = frozenset({Ref("Secret", "localhost", "key")})
    assert (references["a"], references["b"], references["c"]) == (needed, needed, frozenset())


def test_filters_in_a_circle_are_refused() -> None:
    """libvirt would refuse them, too; none of them can come first."""
    one = manifest("NetworkFilter", "one", "spec: {filterrefs: [{name: two}]}")
    two = manifest("NetworkFilter", "two", "spec: {filterrefs: [{name: one}]}")
    found = resolved(one, two)
    assert {ref.name for ref in found.frozen} == {"one", "two"}
    assert "references in a circle" in found.diagnostics[0].message


def test_a_volume_is_known_by_its_pool() -> None:
    """Two pools may each have a volume of one name; each comes after its pool."""
    other = manifest("StoragePool", "slow", "spec: {target: {path: /srv/slow}}")
    volumes = [
        manifest("Volume", "data", f"spec: {{pool: {pool}, capacity: 1GiB}}") for pool in ("fast", "slow")
    ]
    found = resolved(POOL, other, *volumes)
    assert not found.diagnostics
    scopes = {ref.scope: desired.references for ref, desired in found.desired.items() if ref.kind == "Volume"}
    assert scopes == {pool: {Ref("StoragePool", "localhost", pool)} for pool in ("fast", "slow")}


@pytest.mark.parametrize(("backing", "needed"), [("base", True), ("/srv/base.qcow2", False)])
def test_a_backing_file_is_a_volume_of_the_same_pool_or_a_path(backing: str, *, needed: bool) -> None:
    """A name must be declared and comes first; a path on the host is nobody's object."""
    base = manifest("Volume", "base", "spec: {pool: fast, capacity: 1GiB}\n")
    top = manifest(
        "Volume", "top", f"spec: {{pool: fast, capacity: 1GiB, backing: {backing}, backingFormat: raw}}"
    )
    references = named(resolved(POOL, base, top), "top").references
    assert (Ref("Volume", "localhost", "base", "fast") in references) is needed


def test_a_fixed_address_becomes_a_reservation_of_the_network() -> None:
    """The network keeps IPv4 by the machine's MAC and IPv6, where DHCP knows no MAC, by its name."""
    four = machine("four", interface("network: lan, address: 192.0.2.9"))
    six = machine("six", interface("network: lan, address: '2001:db8::9'"))
    found = resolved(LAN, four, six)
    facts = named(found, "lan").facts
    v4, v6 = "addresses[192.0.2.1].dhcp.hosts[192.0.2.9]", "addresses[2001:db8::1].dhcp.hosts[2001:db8::9]"
    assert facts[v4] is True
    assert facts[f"{v4}.mac"] == named(found, "four").facts["interfaces[lan].mac"]
    assert (facts[f"{v4}.name"], facts[f"{v6}.name"]) == ("four", "six")
    assert f"{v6}.mac" not in facts
    assert facts["addresses[192.0.2.1].dhcp.hosts[192.0.2.7].mac"] == "52:54:00:00:00:07"


def test_an_address_that_two_ask_for_is_kept_for_neither() -> None:
    """The network goes on without it: whose it is, people must say."""
    both = [machine(name, interface("network: lan, address: 192.0.2.9")) for name in ("a", "b")]
    found = resolved(LAN, *both)
    (lan,) = found.desired.values()
    assert not [path for path in lan.facts if "192.0.2.9" in path]
    assert {ref.name for ref in found.frozen} == {"a", "b"}


def test_a_reservation_that_is_written_out_is_left_as_it_is() -> None:
    """The network's own entry for the same card, under another name, is no conflict and stays."""
    text = interface("network: lan, address: 192.0.2.7, mac: '52:54:00:00:00:07'")
    lan = LAN.replace('mac: "52:54:00:00:00:07"', 'mac: "52:54:00:00:00:07", name: printer')
    facts = named(resolved(lan, machine("web", text)), "lan").facts
    assert facts["addresses[192.0.2.1].dhcp.hosts[192.0.2.7].name"] == "printer"


@pytest.mark.parametrize("strategy", list(RunStrategy))
def test_a_machines_power_is_its_strategy(strategy: RunStrategy) -> None:
    """Each run strategy arrives as it was written; Always is the default."""
    assert named(resolved(machine("web", f"  runStrategy: {strategy}\n")), "web").power is strategy
    assert named(resolved(machine("web")), "web").power is RunStrategy.ALWAYS


def test_networks_and_pools_are_up_or_down_and_volumes_neither() -> None:
    """active is power too: up is Always, down is Halted."""
    down = manifest("Network", "lan", "spec: {active: false}")
    volume = manifest("Volume", "data", "spec: {pool: fast, capacity: 1GiB}\n")
    found = resolved(down, POOL, volume)
    powers = [named(found, name).power for name in ("lan", "fast", "data")]
    assert powers == [RunStrategy.HALTED, RunStrategy.ALWAYS, None]


def test_how_a_machine_is_stopped_is_carried_along() -> None:
    """Time and force come from the spec."""
    web = named(resolved(machine("web", "  shutdown: {timeout: 7, force: true}\n")), "web")
    assert (web.stop_timeout, web.force_stop) == (7, True)


def test_one_bad_machine_stops_no_other() -> None:
    """It is left alone; what does not need it goes on, and nothing may be taken away."""
    found = resolved(LAN, machine("bad", "  memmory: 1\n"), machine("good", interface("network: lan")))
    assert [ref.name for ref in found.desired] == ["lan", "good"]
    assert found.frozen == {Ref("VirtualMachine", "localhost", "bad")}
    assert not found.complete


def test_what_needs_something_bad_is_left_alone_however_far() -> None:
    """A bad pool freezes its volumes, and the machines that use them; the cause is named once."""
    bad = manifest("StoragePool", "fast", "spec: {}")
    volume = manifest("Volume", "data", "spec: {pool: fast, capacity: 1GiB}\n")
    disks = "  disks:\n    - {name: root, volume: {pool: fast, name: data}}\n"
    found = resolved(bad, volume, machine("web", disks), machine("good"))
    assert {ref.name for ref in found.frozen} == {"fast", "data", "web"}
    assert [ref.name for ref in found.desired] == ["good"]
    assert [str(each.severity) for each in found.diagnostics] == ["warning", "error"]


def test_a_bad_host_freezes_what_is_on_it() -> None:
    """The other host goes on; the bad one is not even connected to."""
    bad = KVM02.replace("uri", "url")
    found = resolved(KVM01, bad, machine("a", more=", host: kvm01"), machine("b", more=", host: kvm02"))
    assert list(found.hosts) == ["kvm01"]
    assert [ref.name for ref in found.desired] == ["a"]
    assert {ref.name for ref in found.frozen} == {"b"}


def test_content_that_is_not_there_is_a_warning() -> None:
    """A volume that exists needs it no more, so it is not an error."""
    text = manifest("Volume", "data", "spec: {pool: fast, capacity: 1GiB, content: /nowhere/image.raw}")
    found = resolved(POOL, text)
    assert named(found, "data").content == "/nowhere/image.raw"
    (warning,) = with_missing_content(found).diagnostics
    assert str(warning.severity) == "warning"
    assert "/nowhere/image.raw" in warning.message
