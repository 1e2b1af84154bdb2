"""Seventeen things people do by hand with virsh: each is reported by field, put right, and costs the guest
nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.lab import Host, Lab
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.site import Site, changed_paths, make_site, states

Hand = Callable[[Host], object]


@dataclass(frozen=True)
class Drift:
    """What is done by hand, and the paths of the report that must name it. outcome: apply's exit code."""

    name: str
    hand: Hand
    paths: frozenset[str]
    restarts: bool = False

    def __str__(self) -> str:
        return self.name


def _edit(kind: str, old: str, new: str) -> Hand:
    """Redefine an object with one piece of its XML changed, as `virsh edit` does."""
    dump = {"": "dumpxml", "net-": "net-dumpxml", "pool-": "pool-dumpxml"}[kind]
    name = {"": "web", "net-": "lan", "pool-": "images"}[kind]

    def hand(host: Host) -> None:
        text = host.virsh(dump, name, "--inactive")
        assert old in text, text
        host.feed(text.replace(old, new, 1), f"{kind}define")

    return hand


def _virsh(*commands: str) -> Hand:
    def hand(host: Host) -> None:
        for command in commands:
            host.virsh(*command.split())

    return hand


def _disk(*flags: str) -> Hand:
    def hand(host: Host) -> None:
        extra = host.images / f"extra{len(flags)}.img"
        extra.write_bytes(b"\0" * 1048576)
        host.virsh("attach-disk", "web", str(extra), "vdx", *flags)

    return hand


def _redefined_path(host: Host) -> None:
    text = host.virsh("pool-dumpxml", "images", "--inactive")
    host.feed(text.replace(f"<path>{host.images}</path>", "<path>/var/tmp</path>"), "pool-define")


def _gone(host: Host) -> None:
    host.virsh("destroy", "web")
    host.virsh("undefine", "web")


def _only_range(section: str, flag: str) -> str:
    text = f"<range start='192.168.151.10' end='192.168.151.{section}'/>"
    return f"net-update lan {flag} ip-dhcp-range {text}"


def _range(host: Host) -> None:
    for flag, end in (("add-last", "90"), ("delete", "100")):  # a daemon puts back what is only taken out
        section = f"<range start='192.168.151.10' end='192.168.151.{end}'/>"
        host.virsh("net-update", "lan", flag, "ip-dhcp-range", section, "--live", "--config")


RANGE = "addresses[192.168.151.1].dhcp.ranges[192.168.151.10].end"
DRIFTS = (
    Drift("maximum memory", _virsh("setmaxmem web 300M --config"), frozenset({"memory"})),
    Drift("current memory", _virsh("setmem web 160M --live --config"), frozenset({"currentMemory"})),
    Drift("vCPUs", _virsh("setvcpus web 1 --config"), frozenset({"currentVcpus"})),
    Drift("an extra disk", _disk("--live", "--config"), frozenset({"disks[@vdx]"})),
    Drift("a disk attached only to the running machine", _disk("--live"), frozenset({"disks[@vdx]"})),
    Drift(
        "an extra NIC",
        _virsh("attach-interface web network lan --mac 52:54:00:99:99:99 --model virtio --live --config"),
        frozenset({"interfaces[@52:54:00:99:99:99]"}),
    ),
    Drift("description", _virsh("desc web --config --live by-hand"), frozenset({"description"})),
    Drift("CPU model", _edit("", ">qemu64<", ">kvm64<"), frozenset({"cpu.model"})),
    Drift("machine autostart", _virsh("autostart web --disable"), frozenset({"autostart"})),
    Drift("network DHCP range", _range, frozenset({RANGE})),
    Drift("network stopped", _virsh("net-destroy lan"), frozenset({"active"})),
    Drift("network autostart", _virsh("net-autostart lan --disable"), frozenset({"autostart"})),
    Drift("pool path", _redefined_path, frozenset({"target.path"})),
    Drift("pool autostart", _virsh("pool-autostart images --disable"), frozenset({"autostart"})),
)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, lab: Lab, guest: Guest, domain_type: DomainType
) -> Iterator[Site]:
    """A site that was deployed from nothing by one apply, its guest running Linux."""
    made = make_site(tmp_path_factory.mktemp("site"), lab.hosts[0], guest, domain_type)
    done = made.run("apply", str(made.folder / "manifests"), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    made.console.wait_for("LAB-READY")
    yield made
    lab.hosts[0].empty()


@dataclass(frozen=True)
class Identity:
    """What a machine must keep."""

    uuid: str
    macs: tuple[str, ...]
    incarnation: str

    @classmethod
    def of(cls, host: Host) -> "Identity":
        """As it is now; the domain id counts starts, so it is the same while the guest has not been
        restarted.
        """
        macs = tuple(
            line.split()[4]
            for line in host.virsh("domiflist", "web").splitlines()[2:]
            if line.strip() and "99:99:99" not in line
        )
        return cls(host.virsh("domuuid", "web").strip(), macs, host.virsh("domid", "web").strip())


@pytest.mark.parametrize("drift", DRIFTS, ids=str)
def test_a_drift_made_by_hand_is_reported_by_field_and_put_right(site: Site, drift: Drift) -> None:
    """Reported with exit code 1, corrected with exit code 0, and the machine never noticed."""
    before = Identity.of(site.host)
    drift.hand(site.host)
    code, report = site.report("drift")
    assert code == 1, report
    assert drift.paths <= changed_paths(report), report
    done = site.run("apply", str(site.folder / "manifests"), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    code, report = site.report("drift")
    assert (code, changed_paths(report)) == (0, set()), report
    assert Identity.of(site.host) == before


def test_a_foreign_device_is_reported_and_left_where_policy_keeps_it(site: Site) -> None:
    """Under `foreign: keep` the extra disk and NIC stay, and stay in the report."""
    site.write(foreign="keep")
    _disk("--live", "--config")(site.host)
    code, report = site.report("apply", "--yes")
    assert code == 1, report
    assert "disks[@vdx]" in changed_paths(report)
    assert "vdx" in site.host.virsh("domblklist", "web")
    site.write(foreign="remove")
    assert site.apply() == 0
    assert "vdx" not in site.host.virsh("domblklist", "web")


def test_a_machine_undefined_while_it_runs_is_defined_again(site: Site) -> None:
    """It kept running without a definition: it gets one, and goes on running."""
    before = Identity.of(site.host)
    site.host.virsh("undefine", "web")
    code, report = site.report("drift")
    assert code == 1, report
    assert site.apply() == 0
    assert "web" in site.host.virsh("list", "--all", "--persistent")
    assert Identity.of(site.host) == before


def test_a_machine_undefined_by_hand_comes_back_as_the_same_machine(site: Site) -> None:
    """Same UUID, same MACs, same disk; only its uptime is new."""
    before = Identity.of(site.host)
    _gone(site.host)
    code, report = site.report("drift")
    assert code == 1
    assert states(report)["VirtualMachine/web"] == "missing"
    assert site.apply() == 0
    after = Identity.of(site.host)
    assert (after.uuid, after.macs) == (before.uuid, before.macs)


def test_a_volume_resized_by_hand_is_reported_and_never_shrunk(site: Site) -> None:
    """What grew by hand is more than the manifest says: said as a refusal, with nothing cut off."""
    site.host.virsh("vol-resize", "web-data", "12M", "--pool", "images")
    code, report = site.report("drift")
    assert code == 1, report
    assert "capacity" in changed_paths(report)
    assert site.apply() == 1
    assert "12.00 MiB" in site.host.virsh("vol-info", "web-data", "images")
    site.write(data="16MiB")
    assert site.apply() == 0
    assert "16.00 MiB" in site.host.virsh("vol-info", "web-data", "images")


def test_a_disk_grows_under_its_running_guest(site: Site) -> None:
    """A larger capacity in the manifest reaches the guest's own disk, with no restart."""
    before = Identity.of(site.host)
    site.write(capacity="96MiB")
    assert site.apply() == 0
    site.console.wait(lambda tick: tick.disks.get("vda") == 96 << 20)
    assert Identity.of(site.host) == before


def test_a_deleted_volume_is_an_alarm_and_not_a_blank_disk(site: Site) -> None:
    """The data is gone: it is said, nothing empty takes its place, and nothing else is held up."""
    site.host.virsh("vol-delete", "web-data", "images")
    code, report = site.report("drift")
    assert code == 1, report
    assert states(report)["Volume/web-data"] == "missing"
    assert site.apply() == 1
    assert "web-data" not in site.host.virsh("vol-list", "images")
    done = site.run(
        "apply", str(site.folder / "manifests"), "--yes", "--accept-loss", "Volume/images/web-data"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "web-data" in site.host.virsh("vol-list", "images")
