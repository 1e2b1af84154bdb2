from pathlib import Path

import libvirt
import pytest

from schemas.facts import Ref, Secret
from state.live import mark
from state.live.connection import Connection
from state.live.errors import Terminal, Transient
from state.live.observe import Interest, observe, observe_one
from tests.state.live.node import DATA, DB, EVERYTHING, HOST, IMAGES, LAN, NOT_THERE, ROOT, WEB, WEB_UUID

ALL = Interest(EVERYTHING)


def domain_xml(name: str) -> str:
    return (
        f"<domain type='test'><name>{name}</name><memory>1024</memory><vcpu>1</vcpu>"
        f"<os><type arch='x86_64'>hvm</type></os></domain>"
    )


def test_everything_there_is_is_seen(connection: Connection) -> None:
    """Machines, networks, pools and the volumes of interest, each certain, nothing else."""
    view = observe(connection, ALL)
    assert (view.up, view.error, view.unlisted, dict(view.unknown)) == (True, "", NOT_THERE, {})
    assert set(view.objects) == EVERYTHING
    assert all(view.objects[ref].ref == ref for ref in EVERYTHING)
    assert view.certain(Ref("VirtualMachine", HOST, "nobody"))


def test_a_kind_that_the_driver_does_not_have_is_not_certain(connection: Connection) -> None:
    """Nothing is said about it as long as nobody asks, and nothing of it counts as absent."""
    view = observe(connection, ALL)
    assert not view.certain(Ref("NetworkFilter", HOST, "web"))


def test_facts_identity_power_and_mark_are_read(connection: Connection) -> None:
    """A machine has its UUID, what is declared of it, the facts beside its document, and our mark."""
    live = observe(connection, ALL).objects[WEB]
    assert (live.uuid, live.mark, live.active, live.reason) == (WEB_UUID, "ledger-1", True, "")
    assert live.persistent is not None
    assert live.running is not None
    assert live.persistent["memory"] == 512 * 2**20
    assert live.persistent["autostart"] is False
    assert live.running["memory"] == 512 * 2**20
    assert "autostart" not in live.running
    assert observe(connection, ALL).objects[DB].mark is None


def test_passwords_are_read_and_kept_from_view(connection: Connection) -> None:
    """A secret's value is there to be compared, and printing the view does not show it."""
    live = observe(connection, ALL).objects[WEB]
    assert Secret("hunter2") in (live.persistent or {}).values()
    assert "hunter2" not in repr(live)


def test_what_is_shut_off_says_why(connection: Connection) -> None:
    """A machine that was switched off has no running facts, and a reason."""
    connection.handle.lookupByName("db-1").destroy()
    live = observe(connection, ALL).objects[DB]
    assert (live.active, live.running, live.reason) == (False, None, "destroyed")
    connection.handle.lookupByName("web-1").suspend()
    assert observe(connection, ALL).objects[WEB].reason == "paused: user"


def test_autostart_is_a_fact(connection: Connection) -> None:
    """Of machines, networks and pools, though no event tells of it."""
    before = observe(connection, ALL)
    connection.handle.lookupByName("db-1").setAutostart(1)
    connection.handle.networkLookupByName("lan").setAutostart(1)
    connection.handle.storagePoolLookupByName("images").setAutostart(1)
    view = observe(connection, ALL, before)
    assert [(view.objects[ref].persistent or {})["autostart"] for ref in (WEB, DB, LAN, IMAGES)] == [
        *(False, True, True, True)
    ]


def test_a_transient_object_has_no_definition(connection: Connection) -> None:
    """What libvirt will not remember is running and nothing else."""
    connection.handle.createXML(domain_xml("guest"))
    connection.handle.networkCreateXML("<network><name>flash</name><bridge name='virbr9'/></network>")
    view = observe(connection, ALL)
    for ref in (Ref("VirtualMachine", HOST, "guest"), Ref("Network", HOST, "flash")):
        assert (view.objects[ref].persistent, view.objects[ref].active) == (None, True)


def test_the_same_look_twice_is_the_same_view(connection: Connection) -> None:
    """Where nothing changed the last view is given again, so that a quiet cycle costs nothing downstream."""
    view = observe(connection, ALL)
    assert observe(connection, ALL, view) is view


def test_only_what_changed_is_a_new_object(connection: Connection) -> None:
    """A change of one machine leaves every other object the very one it was."""
    before = observe(connection, ALL)
    connection.handle.lookupByName("db-1").setMemoryFlags(131072, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
    after = observe(connection, ALL, before)
    assert {ref for ref in EVERYTHING if after.objects[ref] is not before.objects[ref]} == {DB}
    assert (after.objects[DB].persistent or {})["currentMemory"] == 128 * 2**20


def test_a_change_that_no_field_declares_is_a_new_object_with_the_same_facts(connection: Connection) -> None:
    """Foreign metadata is no fact of a field, and yet it moved: the documents say so."""
    before = observe(connection, ALL)
    domain = connection.handle.lookupByName("db-1")
    flags = libvirt.VIR_DOMAIN_AFFECT_CONFIG
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", "other", "urn:other", flags)
    after = observe(connection, ALL, before)
    assert after.objects[DB].persistent == before.objects[DB].persistent
    assert after.objects[DB].whole != before.objects[DB].whole


def test_our_mark_comes_back(connection: Connection) -> None:
    """What the kinds write with virDomainSetMetadata is what the observer reads."""
    domain = connection.handle.lookupByName("db-1")
    flags = libvirt.VIR_DOMAIN_AFFECT_CONFIG
    text = mark.element("ledger <2>")
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, text, mark.KEY, mark.URI, flags)
    assert observe(connection, ALL).objects[DB].mark == "ledger <2>"


def test_what_goes_away_is_absent(connection: Connection) -> None:
    """An undefined machine and a deleted volume are certainly not there."""
    before = observe(connection, ALL)
    machine = connection.handle.lookupByName("db-1")
    machine.destroy()
    machine.undefine()
    connection.handle.storagePoolLookupByName("images").storageVolLookupByName("data.raw").delete()
    view = observe(connection, ALL, before)
    assert set(view.objects) == EVERYTHING - {DB, DATA}
    assert view.certain(DB)
    assert view.certain(DATA)


def test_volumes_nobody_asked_for_are_not_read(connection: Connection) -> None:
    """A pool of thousands of volumes costs what the manifests name; adoption sees all of them."""
    assert ROOT not in observe(connection, Interest(frozenset({DATA}))).objects
    assert {ROOT, DATA} <= set(observe(connection, Interest(every_volume=True)).objects)


def test_a_volume_has_one_document_and_its_key(connection: Connection) -> None:
    """Its facts are its definition, it does not run, and libvirt's key says which one it is."""
    live = observe(connection, ALL).objects[ROOT]
    key = connection.handle.storagePoolLookupByName(ROOT.scope).storageVolLookupByName(ROOT.name).key()
    assert (live.uuid, live.running) == (key, None)
    assert (live.persistent or {})["capacity"] == 2**30


@pytest.mark.parametrize("refresh", [False, True])
def test_volumes_of_a_pool_that_is_down_or_gone_are_unknown(connection: Connection, refresh: bool) -> None:  # noqa: FBT001
    """A pool that shows nothing proves nothing about what lies in it."""
    elsewhere = Ref("Volume", HOST, "a", "elsewhere")
    connection.handle.storagePoolLookupByName("images").destroy()
    view = observe(connection, Interest(EVERYTHING | {elsewhere}), refresh=refresh)
    assert view.unknown == {
        ROOT: "the pool images is not active",
        DATA: "the pool images is not active",
        elsewhere: "the pool elsewhere does not exist",
    }
    assert not view.certain(ROOT)
    assert not view.objects[IMAGES].active


def test_another_hosts_volumes_are_no_business_of_this_one(connection: Connection) -> None:
    """Interest spans hosts; a look at one host says nothing of another's."""
    view = observe(connection, Interest(frozenset({Ref("Volume", "kvm02", "a", "elsewhere")})))
    assert not view.unknown


def test_one_object_is_what_the_whole_look_says(connection: Connection) -> None:
    """Looking at one object gives what looking at all gives of it."""
    connection.handle.lookupByName("db-1").destroy()
    view = observe(connection, ALL)
    for ref in EVERYTHING:
        one = observe_one(connection, ref)
        assert one is not None
        whole = view.objects[ref]
        assert (one.ref, one.uuid, one.persistent, one.running, one.reason, one.mark) == (
            *(whole.ref, whole.uuid, whole.persistent, whole.running, whole.reason, whole.mark),
        )


@pytest.mark.parametrize(
    "ref", [Ref("VirtualMachine", HOST, "x"), Ref("Network", HOST, "x"), Ref("StoragePool", HOST, "x"),
            Ref("Volume", HOST, "x", "images")],
)  # fmt: skip
def test_one_object_that_libvirt_does_not_know_is_none(connection: Connection, ref: Ref) -> None:
    """Absence, by libvirt's own word."""
    assert observe_one(connection, ref) is None


def test_one_volume_of_a_pool_that_is_down_or_gone_is_an_error(connection: Connection) -> None:
    """A missing pool does not say that the volume is missing."""
    with pytest.raises(Terminal, match="elsewhere does not exist"):
        observe_one(connection, Ref("Volume", HOST, "a", "elsewhere"))
    connection.handle.storagePoolLookupByName("images").destroy()
    with pytest.raises(Terminal, match="not active"):
        observe_one(connection, ROOT)


def test_a_host_that_cannot_be_reached_is_down(tmp_path: Path) -> None:
    """Nothing is known of it, it says why, and nothing is raised."""
    connection = Connection("qemu+unix:///system?socket=/nonexistent/sock", HOST)
    view = observe(connection, ALL)
    assert not view.up
    assert "cannot connect" in view.error
    assert not any(view.certain(ref) for ref in EVERYTHING)
    with pytest.raises(Transient):
        observe_one(connection, WEB)


def test_a_host_that_comes_back_is_seen_whole(connection: Connection) -> None:
    """A closed connection is opened by the next look."""
    view = observe(connection, ALL)
    connection.close()
    again = observe(connection, ALL, view)
    assert set(again.objects) == EVERYTHING
