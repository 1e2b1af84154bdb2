"""Network filters on real libvirt: every rule that can be written, and what becomes of them over time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import libvirt
import pytest

from reconciler.steps import Verb
from schemas.facts import Ref
from schemas.nwfilter.grammar import PROTOCOLS
from schemas.nwfilter.rule import Rule
from schemas.nwfilter.supplied import SUPPLIED
from state.live.connection import Connection, Limits
from state.live.observe import Interest, observe
from state.world import HostView
from tests.fakes.flaky import Fault, Flaky, libvirt_error
from tests.lab import Host
from tests.libvirt.folder import Folder
from tests.libvirt.site import changed_paths, states
from tests.libvirt.workbench import Manifest, Workbench, workbench

# The first of these that an attribute takes is its value.
VALUES = (
    "0x7", "24", "2048", "10.0.0.1", "fe80::1", "ff:ff:ff:00:00:00", "SYN,ACK/SYN", "NEW,RELATED", "yes",
    "src,dst", "a 'comment' & more",
)  # fmt: skip
# What libvirt takes with another attribute only: masks and ends with what they are of, say.
COMPANIONS = {
    "srcmacmask": "srcmacaddr", "dstmacmask": "dstmacaddr", "srcipmask": "srcipaddr",
    "dstipmask": "dstipaddr",
    "arpsrcipmask": "arpsrcipaddr", "arpdstipmask": "arpdstipaddr", "root-address-mask": "root-address",
    "sender-address-mask": "sender-address", "srcportend": "srcportstart", "dstportend": "dstportstart",
    "srcipto": "srcipfrom", "dstipto": "dstipfrom", "code": "type", "typeend": "type", "codeend": "code",
    "ipset": "ipsetflags", "ipsetflags": "ipset", "match": "srcmacaddr",
}  # fmt: skip
STATED = {"protocol": "udp", "match": "no"}
# libvirt 9.0 wants an IPv4 address here, which it then does not print.
BROKEN = {(protocol, "dstipto") for protocol in PROTOCOLS if protocol.endswith(("-ipv6", "icmpv6"))}


# Two that libvirt brings along, as a manifest would mention them.
MENTIONED = frozenset(Ref("NetworkFilter", "h1", name) for name in ("clean-traffic", "allow-arp"))


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host, but for the filters that libvirt brings along."""
    with workbench(host) as bench:
        yield bench


@pytest.fixture
def folder(tmp_path: Path, host: Host) -> Folder:
    return Folder(tmp_path, host)


def value_of(protocol: str, attribute: str) -> str:
    if attribute in STATED:
        return STATED[attribute]
    return next(value for value in VALUES if PROTOCOLS[protocol][attribute].takes(value))


def with_companions(protocol: str, attribute: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while attribute not in found:
        found[attribute] = value_of(protocol, attribute)
        attribute = COMPANIONS.get(attribute, attribute)
    if protocol in ("ip", "ipv6") and any("port" in name for name in found):
        found["protocol"] = "udp"
    return found


def every_rule() -> list[str]:
    """A rule for each attribute of each protocol."""
    stated = [
        Rule("accept", "in", 100, protocol == "tcp", protocol, with_companions(protocol, attribute))
        for protocol, known in PROTOCOLS.items()
        for attribute in known
        if (protocol, attribute) not in BROKEN
    ]
    return [str(rule) for rule in stated]


def test_every_attribute_of_every_protocol_is_what_libvirt_has(bench: Workbench) -> None:
    """A filter of some four hundred rules is read back line for line, in its order."""
    rules = every_rule()
    assert len(rules) > 350
    manifest = bench.make("NetworkFilter", "everything", rules=rules)
    assert bench.differences(manifest) == {}
    bench.perform(Verb.DEFINE, Manifest.of("NetworkFilter", "everything", rules=rules[::-1]), "rules")
    have = bench.facts(manifest)["rules"]
    assert isinstance(have, tuple)
    assert have[::-1] == bench.facts(bench.make("NetworkFilter", "again", rules=rules))["rules"]


def test_libvirts_own_filters_can_be_stated(bench: Workbench) -> None:
    """Each filter that libvirt brings along is a valid manifest, and that asks for no change."""
    for found in bench.connection.listAllNWFilters():
        facts = bench.facts(Manifest.of("NetworkFilter", found.name()))
        rules = facts.get("rules")
        manifest = Manifest.of("NetworkFilter", found.name(), **({"rules": rules} if rules else {}))
        assert bench.differences(manifest) == {}


def test_a_filter_in_use_says_who_needs_it(bench: Workbench) -> None:
    """It is not taken away while another one names it; twice taken away is as good as once."""
    manifest = bench.make("NetworkFilter", "inner", rules=["drop inout"])
    outer = bench.make("NetworkFilter", "outer", filterrefs=[{"name": "inner"}])
    assert "in use by filter outer and stays" in bench.attempt(Verb.UNDEFINE, manifest)
    for one in (outer, manifest, manifest):
        bench.perform(Verb.UNDEFINE, one, uuid=one.uuid)
    assert bench.identity(manifest.ref) == ""


def test_an_existing_filter_is_never_overwritten(bench: Workbench) -> None:
    """Neither by its name nor by its UUID."""
    before = bench.filter("clean-traffic").XMLDesc()
    assert "exists already" in bench.attempt(Verb.CREATE, Manifest.of("NetworkFilter", "clean-traffic"))
    uuid = bench.filter("clean-traffic").UUIDString()
    other = Manifest.of("NetworkFilter", "other", uuid=uuid, rules=["drop inout"])
    assert "clean-traffic" in bench.attempt(Verb.CREATE, other)
    assert bench.filter("clean-traffic").XMLDesc() == before


def test_filters_that_cannot_be_listed_are_not_absent(host: Host) -> None:
    """Nothing counts as gone, the reason is said, and what else there is is seen."""

    def fails(_number: int, name: str) -> libvirt.libvirtError | None:
        refused = libvirt_error(libvirt.VIR_ERR_ACCESS_DENIED, text="access denied")
        return refused if name == "listAllNWFilters" else None

    view = look(host, Fault(fails))
    assert view.unlisted == {"NetworkFilter"}
    assert view.error.startswith("NetworkFilter cannot be listed: access denied")
    assert not view.certain(Ref("NetworkFilter", "h1", "clean-traffic"))


def test_a_filter_that_cannot_be_read_is_not_absent(host: Host) -> None:
    """It is unknown, with the reason; the others are read."""
    refusals = iter([libvirt_error(libvirt.VIR_ERR_INTERNAL_ERROR, text="cannot format it")])
    view = look(host, Fault(lambda _number, name: next(refusals, None) if name == "XMLDesc" else None))
    ((ref, reason),) = view.unknown.items()
    assert (ref.kind, reason) == ("NetworkFilter", "cannot format it")
    assert {ref, *view.objects} == MENTIONED


def test_libvirts_own_filters_are_nobodys_doing(host: Host, bench: Workbench) -> None:
    """They are all known by name, and seen only where a manifest mentions them."""
    assert {found.name() for found in bench.connection.listAllNWFilters()} == SUPPLIED
    view = look(host, Fault(lambda _number, _name: None))
    assert view.objects.keys() == MENTIONED
    bench.make("NetworkFilter", "web", rules=["drop inout"])
    view = look(host, Fault(lambda _number, _name: None))
    assert view.objects.keys() == MENTIONED | {Ref("NetworkFilter", "h1", "web")}


def look(host: Host, fault: Fault) -> HostView:
    """One look at a host, by one thread so that the calls come in one order."""

    def opener(address: str) -> libvirt.virConnect:
        return cast("libvirt.virConnect", Flaky(libvirt.open(address), fault))

    with Connection(host.uri, "h1", Limits(readers=1), opener) as connection:
        fault.armed = True
        return observe(connection, Interest(MENTIONED))


def manifest(*rules: str) -> str:
    listed = "".join(f"\n    - {rule}" for rule in rules)
    return f"""
kind: NetworkFilter
metadata: {{name: web}}
policy: {{deletion: delete}}
spec:
  filterrefs: [{{name: no-mac-spoofing}}]
  rules:{listed}
"""


def change_of(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The one change of an object."""
    one = next(one for one in document["objects"] if one["name"] == name)
    (change,) = one["changes"]
    found: dict[str, Any] = change
    return found


def rules_of(host: Host) -> str:
    return host.virsh("nwfilter-dumpxml", "web")


def test_a_filter_through_its_life(folder: Folder) -> None:
    """Made, edited, changed by hand and put right, and gone with its manifest; a report shows the lines."""
    ssh, web, rest = "accept in tcp dstportstart=22", "accept in tcp dstportstart=80", "drop inout 1000"
    folder.write(manifest(ssh, rest))
    assert folder.apply() == 0
    assert folder.report("plan")[0] == 0
    folder.write(manifest(web, ssh, rest))
    code, document = folder.report("plan")
    assert (code, changed_paths(document)) == (1, {"rules"})
    assert change_of(document, "web")["impact"] == "live"
    assert folder.apply() == 0
    assert rules_of(folder.host).index("80") < rules_of(folder.host).index("22")
    folder.host.feed(rules_of(folder.host).replace("'22'", "'23'").replace('"22"', '"23"'), "nwfilter-define")
    code, document = folder.report("drift")
    assert (code, states(document)["NetworkFilter/web"]) == (1, "drifted")
    change = change_of(document, "web")
    assert (change["have"], change["want"]) == ([web, ssh.replace("22", "23"), rest], [web, ssh, rest])
    assert folder.apply() == 0
    assert "23" not in rules_of(folder.host)
    folder.write("kind: NetworkFilter\nmetadata: {name: other}\nspec: {rules: [drop in]}")
    assert folder.apply() == 0
    names = [one.name() for one in libvirt.open(folder.host.uri).listAllNWFilters()]
    assert "web" not in names
    assert "other" in names
    assert "clean-traffic" in names


MACHINE = """
kind: VirtualMachine
metadata: {name: guarded}
policy: {deletion: delete}
spec:
  type: qemu
  memory: 64MiB
  vcpus: 1
  cpu: {mode: custom, model: qemu64, check: none}
  shutdown: {timeout: 1, force: true}
  interfaces: [{name: lan, bridge: br0, filter: {name: web}}]
"""


def enforced(host: Host) -> str:
    """The rules of the host's kernel."""
    return host.run(["iptables-save"]).stdout


def test_a_running_machine_has_the_new_rules_at_once(folder: Folder) -> None:
    """The kernel's rules are others, the machine is the same; and while it runs, its filter stays."""
    host = folder.host
    assert host.run(["ip", "link", "add", "br0", "up", "type", "bridge"]).returncode == 0
    folder.write(manifest("accept in tcp dstportstart=22"), MACHINE)
    assert folder.apply() == 0
    running = host.virsh("domid", "guarded")
    assert "--dport 22 " in enforced(host)
    folder.write(manifest("accept in tcp dstportstart=80"), MACHINE)
    assert folder.apply() == 0
    assert "--dport 80 " in enforced(host)
    assert "--dport 22 " not in enforced(host)
    assert host.virsh("domid", "guarded") == running
    folder.write(MACHINE)
    code, document = folder.report("apply", "--yes")
    assert code == 2
    assert "in use by machine guarded and stays" in str(document["outcomes"])
    assert "--dport 80 " in enforced(host)
