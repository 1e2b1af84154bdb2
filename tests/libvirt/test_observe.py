"""The live side against real daemons: hung, killed, restarted, and changed behind our back."""

import queue
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import libvirt
import pytest

from schemas.facts import Ref, Secret
from state.live import mark
from state.live.connection import Connection, Limits
from state.live.errors import Transient, translated
from state.live.events import Events, Wakeup
from state.live.observe import Interest, observe, observe_one
from state.world import HostView
from tests.lab import Host
from tests.lab.domain import network_xml

QUICK = Limits(opening=3, interval=1, count=2)
WEB = Ref("VirtualMachine", "kvm01", "web-1")
LAN = Ref("Network", "kvm01", "lan")
IMAGES = Ref("StoragePool", "kvm01", "images")
ROOT = Ref("Volume", "kvm01", "root.raw", "images")
ALL = Interest(frozenset({WEB, LAN, IMAGES, ROOT}))


def domain_xml(name: str) -> str:
    return (
        f"<domain type='qemu'><name>{name}</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>"
        "<os><type arch='x86_64' machine='q35'>hvm</type></os>"
        "<devices><graphics type='vnc' port='-1' passwd='hunter2'/></devices></domain>"
    )


@pytest.fixture
def connection(host: Host) -> Iterator[Connection]:
    """An open connection to a host with one of each kind; the pool's directory is `images/pool`."""
    with Connection(host.uri, "kvm01", QUICK) as connection:
        furnish(host, connection.handle)
        yield connection


def furnish(host: Host, handle: libvirt.virConnect) -> None:
    (host.images / "pool").mkdir()
    handle.defineXML(domain_xml("web-1"))
    handle.networkDefineXML(network_xml("lan", "192.168.60"))
    target = f"<target><path>{host.images}/pool</path></target>"
    pool = handle.storagePoolDefineXML(f"<pool type='dir'><name>images</name>{target}</pool>")
    pool.create()
    pool.createXML("<volume><name>root.raw</name><capacity unit='KiB'>64</capacity></volume>")


def expect(heard: "queue.Queue[Wakeup]", *wanted: Wakeup) -> None:
    """Every one of the wake-ups comes within ten seconds, others between them."""
    waiting = list(wanted)
    while waiting:
        got = heard.get(timeout=10)
        if got in waiting:
            waiting.remove(got)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def until(look: Callable[[], HostView], holds: Callable[[HostView], bool]) -> HostView:
    deadline = time.monotonic() + 20
    while not holds(view := look()):
        assert time.monotonic() < deadline, view
        time.sleep(0.05)
    return view


def test_a_real_host_is_seen_whole(connection: Connection) -> None:
    """Every object, certain and with its facts, and the same view again while nothing changes."""
    view = observe(connection, ALL)
    assert (view.up, view.error, dict(view.unknown)) == (True, "", {})
    assert set(view.objects) == {WEB, LAN, IMAGES, ROOT}
    assert (view.objects[WEB].persistent or {})["memory"] == 32 * 2**20
    assert Secret("hunter2") in (view.objects[WEB].persistent or {}).values()
    assert (view.objects[IMAGES].active, view.objects[LAN].active) == (True, False)
    assert observe(connection, ALL, view) is view


@pytest.mark.timeout(120, method="thread")  # a call that hangs in C cannot be interrupted otherwise
def test_a_hung_daemon_is_a_host_that_is_down_in_time(host: Host, connection: Connection) -> None:
    """A look at a daemon that answers nothing ends by keepalive; so does the next; and then it is back."""
    before = observe(connection, ALL)
    host.pause()
    for _ in range(2):
        start = time.monotonic()
        view = observe(connection, ALL, before)
        assert time.monotonic() - start < 15
        assert not view.up
        assert view.error
        assert not view.certain(WEB)
    host.resume()
    assert set(until(lambda: observe(connection, ALL, before), lambda view: view.up).objects) == set(
        before.objects
    )


def test_a_killed_daemon_is_down_and_comes_back(host: Host, connection: Connection) -> None:
    """No reconnect by hand: the look after its start sees everything, and unchanged objects as the same."""
    before = observe(connection, ALL)
    host.kill9()
    view = observe(connection, ALL, before)
    assert not view.up
    with pytest.raises(Transient):
        observe_one(connection, WEB)
    host.start()
    after = observe(connection, ALL, before)
    assert after.up
    assert after.objects[WEB] is before.objects[WEB]


def test_real_events_name_their_object(host: Host, connection: Connection) -> None:
    """Definitions, networks, pools, metadata; and the end of the daemon, after which watching starts anew."""
    heard: queue.Queue[Wakeup] = queue.Queue()
    with Events(heard.put) as events:
        events.watch(connection)
        handle = connection.handle
        handle.defineXML(domain_xml("db-1"))
        handle.networkLookupByName("lan").create()
        handle.storagePoolLookupByName("images").refresh(0)
        domain = handle.lookupByName("web-1")
        domain.setMetadata(
            libvirt.VIR_DOMAIN_METADATA_ELEMENT,
            mark.element("ledger-1"),
            mark.KEY,
            mark.URI,
            libvirt.VIR_DOMAIN_AFFECT_CONFIG,
        )
        expect(
            heard,
            Wakeup("kvm01", Ref("VirtualMachine", "kvm01", "db-1"), "lifecycle defined"),
            Wakeup("kvm01", LAN, "lifecycle started"),
            Wakeup("kvm01", IMAGES, "refreshed"),
            Wakeup("kvm01", WEB, "metadata"),
        )
        assert observe(connection, ALL).objects[WEB].mark == "ledger-1"
        host.kill9()
        expect(heard, Wakeup("kvm01", None, "connection closed: end of file", lost=True))
        host.start()
        connection.ensure()
        events.watch(connection)
        connection.handle.networkLookupByName("lan").destroy()
        expect(heard, Wakeup("kvm01", LAN, "lifecycle stopped"))


def test_a_look_wakes_nobody(connection: Connection) -> None:
    """A plan changes nothing and emits no event, not even that of a refreshed pool."""
    heard: queue.Queue[Wakeup] = queue.Queue()
    with Events(heard.put) as events:
        events.watch(connection)
        observe(connection, ALL)
        connection.handle.storagePoolLookupByName("images").setAutostart(1)  # tells of nothing either
        connection.handle.networkLookupByName("lan").create()
        expect(heard, Wakeup("kvm01", LAN, "lifecycle started"))
        assert heard.empty()


def test_reconnecting_leaves_nothing_open(host: Host, connection: Connection) -> None:
    """Callbacks left on a dead connection would keep its socket; restarts of a daemon must not add up."""
    with Events(lambda _wakeup: None) as events:
        events.watch(connection)
        before = open_files()
        for _ in range(3):
            host.kill9()
            host.start()
            connection.ensure()
            events.watch(connection)
        assert open_files() == before


def test_a_volume_whose_file_is_gone_is_absent(host: Host, connection: Connection) -> None:
    """Deleted behind libvirt's back: still listed, but libvirt itself says that there is no such volume."""
    (host.images / "pool/root.raw").unlink()
    view = observe(connection, ALL)
    assert ROOT not in view.objects
    assert view.certain(ROOT)
    assert observe_one(connection, ROOT) is None


def test_a_file_put_there_by_hand_is_found_by_a_refresh(host: Host, connection: Connection) -> None:
    """libvirt lists what it saw last; a resync has it look again."""
    data = Ref("Volume", "kvm01", "data.raw", "images")
    interest = Interest(ALL.refs | {data})
    (host.images / "pool/data.raw").write_bytes(b"\0" * 4096)
    assert data not in observe(connection, interest).objects
    assert data in observe(connection, interest, refresh=True).objects


def test_a_pool_whose_directory_went_away_proves_nothing(host: Host, connection: Connection) -> None:
    """An unmounted directory is a pool that cannot be listed: its volumes are unknown, never absent."""
    (host.images / "pool").rename(host.images / "elsewhere")
    view = observe(connection, ALL, refresh=True)
    assert "cannot be listed" in view.unknown[ROOT]
    assert not view.certain(ROOT)
    assert not observe(connection, ALL).certain(ROOT)


def test_a_machine_whose_qemu_dies_has_crashed(host: Host, connection: Connection) -> None:
    """Running facts while it runs; and the reason that tells a crash from a shutdown."""
    with translated():
        connection.handle.lookupByName("web-1").createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
    live = observe(connection, ALL).objects[WEB]
    assert live.running is not None
    assert (live.running["memory"], live.reason) == (32 * 2**20, "paused: user")
    pid = host.run(["cat", "/run/libvirt/qemu/web-1.pid"]).stdout.strip()
    host.run(["kill", f"-{int(signal.SIGKILL)}", pid])
    view = until(lambda: observe(connection, ALL), lambda view: not view.objects[WEB].active)
    assert view.objects[WEB].reason == "crashed"


def test_an_unreachable_socket_says_what_to_do(tmp_path: Path) -> None:
    """No daemon at the address is one line with the remedy, not a traceback."""
    connection = Connection(f"qemu+unix:///system?socket={tmp_path}/none", "kvm01", QUICK)
    assert "is libvirtd running there?" in observe(connection, ALL).error
