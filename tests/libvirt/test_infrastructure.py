"""Networks, pools and volumes as a user has them: manifests in a folder, and the command line."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest
import yaml

from schemas import kind_named
from tests.cases.written import cases
from tests.lab import Host
from tests.lab.guest import Guest
from tests.libvirt.machines import small
from tests.libvirt.site import Json, Site, changed_paths, states
from tests.libvirt.workbench import loop_device

MIB = 2**20
# What asks for more than every machine's libvirt and kernel have.
BEYOND = {
    "devices",
    "sheepdog",
    "vstorage",
    "gluster",
    "rbd",
    "zfs",
    "iscsi-direct",
    "copy-on-write",
    "no-copy-on-write",
}
LAN = """
apiVersion: virt-reconcile/v1
kind: Network
metadata: {name: lan}
policy: {restart: ${restart}, deletion: ${deletion}, foreign: remove}
spec:
  autostart: true
  forward: {mode: nat}
  bridge: {name: vr-lan, stp: "off"}
  mtu: ${mtu}
  dns: {hosts: [{ip: 192.168.115.5, hostnames: [${name}]}]}
  addresses:
    - address: 192.168.115.1
      prefix: 24
      dhcp:
        ranges: [{start: 192.168.115.100, end: 192.168.115.${end}}]
        hosts:
          - {ip: 192.168.115.10, mac: "52:54:00:00:00:${first}"}
          - {ip: 192.168.115.11, mac: "52:54:00:00:00:${second}"}
"""
STORAGE = """
apiVersion: virt-reconcile/v1
kind: StoragePool
metadata: {name: images}
policy: {deletion: ${deletion}}
spec: {autostart: true, target: {path: "${images}/pool", permissions: {mode: "0755"}}}
---
apiVersion: virt-reconcile/v1
kind: Volume
metadata: {name: disk.img}
policy: {deletion: ${deletion}}
spec: {pool: images, format: raw, capacity: ${capacity}}
"""
OTHER = """
apiVersion: virt-reconcile/v1
kind: Network
metadata: {name: other}
spec: {addresses: [{address: 192.168.116.1, prefix: 24}]}
"""
WORDS = {
    "restart": "never", "deletion": "orphan", "mtu": "1500", "name": "five", "end": "120", "first": "01",
    "second": "02", "capacity": "8MiB",
}  # fmt: skip


@pytest.fixture
def site(host: Host, guest: Guest, tmp_path: Path) -> Site:
    """One network, one pool and one volume, applied."""
    site = Site(tmp_path, host, guest, WORDS | {"images": str(host.images)})
    write(site)
    assert site.apply() == 0
    return site


def write(site: Site, **words: str) -> None:
    """The manifests, with some words changed."""
    site.words |= words
    (site.folder / "manifests").mkdir(exist_ok=True)
    for name, text in (("lan", LAN), ("storage", STORAGE)):
        (site.folder / f"manifests/{name}.yaml").write_text(Template(text).substitute(site.words))


def plan(site: Site) -> tuple[int, Json]:
    return site.report("plan")


def ifindex(host: Host) -> str:
    """The kernel's number of the bridge; another one means that the network was restarted."""
    return host.run(["cat", "/sys/class/net/vr-lan/ifindex"]).stdout


def test_every_case_is_applied_once_and_settles(host: Host, guest: Guest, tmp_path: Path) -> None:
    """All cases side by side: applied without a failure, and the second look finds nothing to do."""
    for name in ("hv0", "hv2"):
        host.run(["ip", "link", "add", name, "up", "type", "veth", "peer", f"{name}p"])
    site = Site(tmp_path, host, guest)
    with ExitStack() as stack:
        for path, text in manifests(host, tmp_path, stack):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        stack.callback(host.empty)
        done = site.run("apply", str(tmp_path / "manifests"), "--yes")
        assert done.returncode == 0, site.run("drift", str(tmp_path / "manifests")).stdout
        assert plan(site)[0] == 0
        assert set(states(plan(site)[1]).values()) == {"in_sync"}


def manifests(host: Host, folder: Path, stack: ExitStack) -> Iterator[tuple[Path, str]]:
    """A file for each document of each case; what several cases need is in one file, once."""
    kinds = ("Secret", "NetworkFilter", "Network", "StoragePool", "Volume")
    every = [case for kind in kinds for case in cases(kind_named(kind))]
    secret = folder / "secret"
    secret.write_text("hunter2\n")
    for case in every:
        if case.folder.name in BEYOND:
            continue
        text = (case.folder / "manifest.yaml").read_text()
        loops = {
            name: stack.enter_context(loop_device(folder / f"{case}-{name}", 64 * MIB))
            for name in ("loop0", "loop1")
            if f"${{{name}}}" in text
        }
        places = {
            "secret": str(secret),
            "images": str(host.images),
            "part": f"{Path(loops.get('loop0', '')).name}p1",
            **loops,
        }
        for document in yaml.safe_load_all(Template(text).substitute(places)):
            name = f"{document['kind']}-{document['metadata']['name']}.yaml"
            yield folder / "manifests" / name, yaml.safe_dump(document)


def test_edits_of_a_running_network_are_made_live(site: Site) -> None:
    """A longer range, two reservations swapped and another name: in one apply, on the same bridge."""
    bridge = ifindex(site.host)
    write(site, end="150", first="02", second="01", name="cinq")
    assert site.apply() == 0
    running = site.host.virsh("net-dumpxml", "lan")
    assert all(word in running for word in ("192.168.115.150", "<hostname>cinq<"))
    assert plan(site)[0] == 0
    assert ifindex(site.host) == bridge


def test_an_mtu_waits_for_a_restart_and_then_takes_the_guests_along(site: Site) -> None:
    """Never by itself; under `restart: now` at once, with the running machine's tap on the new bridge."""
    interface = "<interface type='network'><source network='lan'/><model type='virtio'/></interface>"
    site.host.feed(small("m1", devices=interface), "create")
    write(site, mtu="1400")
    assert site.apply() == 1
    assert states(plan(site)[1])["Network/lan"] == "pending_restart"
    write(site, restart="now")
    assert site.apply() == 0
    assert plan(site)[0] == 0
    assert site.host.run(["ls", "/sys/class/net/vr-lan/brif"]).stdout.split() != []
    assert site.host.run(["cat", "/sys/class/net/vr-lan/mtu"]).stdout.strip() == "1400"


@dataclass(frozen=True)
class Drift:
    """What is done by hand, and the path that the report names."""

    hand: Callable[[Host], object]
    path: str


def _virsh(*commands: str) -> Callable[[Host], object]:
    return lambda host: [host.virsh(*command.split()) for command in commands]


def _text(host: Host) -> object:
    return host.virsh(
        "net-update", "lan", "add", "dns-txt", "<txt name='a' value='b'/>", "--live", "--config"
    )


def _chmod(host: Host) -> object:
    (host.images / "pool").chmod(0o700)
    return host.virsh("pool-refresh", "images")  # libvirt looks at the folder only when it is told to


DRIFTS = (
    Drift(_virsh("net-destroy lan"), "active"),
    Drift(_virsh("net-autostart lan --disable"), "autostart"),
    Drift(_text, "dns.txt[a]"),
    Drift(_virsh("pool-destroy images"), "active"),
    Drift(_virsh("pool-autostart images --disable"), "autostart"),
    Drift(_chmod, "target.permissions.mode"),
)


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.path)
def test_what_somebody_did_by_hand_is_named_and_put_right(site: Site, drift: Drift) -> None:
    """The report has the path, apply repairs it, and then there is nothing left to do."""
    drift.hand(site.host)
    code, document = plan(site)
    assert code != 0
    assert changed_paths(document) == {drift.path}
    assert site.apply() == 0
    assert plan(site)[0] == 0


def test_a_volume_grows_with_its_manifest_and_never_shrinks(site: Site) -> None:
    """A smaller capacity is refused and said, and the file keeps its size."""
    write(site, capacity="16MiB")
    assert site.apply() == 0
    assert (site.host.images / "pool/disk.img").stat().st_size == 16 * MIB
    write(site, capacity="4MiB")
    assert site.apply() == 1
    assert (site.host.images / "pool/disk.img").stat().st_size == 16 * MIB


@pytest.mark.parametrize(("deletion", "left"), [("orphan", True), ("delete", False)])
def test_what_has_no_manifest_any_more(site: Site, deletion: str, left: bool) -> None:  # noqa: FBT001 - pytest's way
    """Left alone by default; under `deletion: delete` all goes, the volume's data too, and not the folder."""
    write(site, deletion=deletion)
    assert site.apply() == 0
    for path in (site.folder / "manifests").iterdir():
        path.unlink()
    (site.folder / "manifests/other.yaml").write_text(OTHER)
    site.report("apply", "--yes", "--allow-deletions", "3")
    assert ("lan" in site.host.virsh("net-list", "--all")) is left
    assert ("images" in site.host.virsh("pool-list", "--all")) is left
    assert (site.host.images / "pool/disk.img").exists() is left
    assert (site.host.images / "pool").exists()
