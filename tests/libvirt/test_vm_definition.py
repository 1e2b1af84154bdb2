"""Definitions of machines on a real host: nothing is overwritten, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import libvirt
import pytest

from reconciler.steps import Verb
from schemas.policy import Policy
from state.errors import NotFound, Terminal
from state.live import mark
from tests.lab import Host
from tests.lab.domain import disk_xml
from tests.libvirt.machines import MARK, MIB, Bench, blank_disk, connected, small, wish

UUID = "8c9f0a52-6a70-4f0e-9d3c-1c1f0f3a7b11"
INACTIVE = libvirt.VIR_DOMAIN_XML_INACTIVE


@pytest.fixture
def bench(host: Host) -> Iterator[Bench]:
    """An empty host, and the name and UUID that a manifest gives its machine."""
    with connected(host) as connection:
        yield Bench(host, connection, "web", [], UUID)


def put_mark(domain: libvirt.virDomain, ledger: str) -> None:
    kind, config = libvirt.VIR_DOMAIN_METADATA_ELEMENT, libvirt.VIR_DOMAIN_AFFECT_CONFIG
    domain.setMetadata(kind, mark.element(ledger), mark.KEY, mark.URI, config)


def test_a_machine_is_made_as_its_manifest_says_and_marked_ours(bench: Bench) -> None:
    """Name, UUID, facts and autostart are the manifest's; the mark names our ledger; it does not run yet."""
    bench.perform(Verb.CREATE, wanted=wish(title="the web", autostart=True))
    assert bench.domain.UUIDString() == UUID
    assert {"title": "the web", "memory": 64 * MIB}.items() <= bench.persistent().items()
    assert (bench.domain.autostart(), bench.domain.isActive()) == (1, 0)
    assert mark.read(bench.document(INACTIVE)) == MARK


@pytest.mark.parametrize("other", [("web", ""), ("other", UUID)])
def test_what_exists_is_never_overwritten(bench: Bench, other: tuple[str, str]) -> None:
    """A taken name or UUID is refused by its name and with a remedy; the other machine stays as it was."""
    name, uuid = other
    bench.host.feed(small(name, uuid), "define")
    before = bench.connection.lookupByName(name).XMLDesc(0)
    with pytest.raises(Terminal, match=rf"exists already \({name}.*policy.adopt"):
        bench.perform(Verb.CREATE, wanted=wish())
    assert bench.connection.lookupByName(name).XMLDesc(0) == before


def test_a_definition_that_libvirt_refuses_makes_and_changes_nothing(bench: Bench) -> None:
    """A bad create leaves no machine behind, a bad define leaves the one there was."""
    with pytest.raises(Terminal):
        bench.perform(Verb.CREATE, wanted=wish(machine="toaster"))
    assert bench.connection.listAllDomains() == []
    bench.perform(Verb.CREATE, wanted=wish())
    before = bench.domain.XMLDesc(0)
    with pytest.raises(Terminal):
        bench.perform(Verb.DEFINE, "machine", "title", wanted=wish(machine="toaster", title="new"))
    assert bench.domain.XMLDesc(0) == before


def test_a_definition_keeps_what_nobody_mentions(bench: Bench) -> None:
    """UUID, MAC, metadata of others, passwords and devices outlive a change of the title."""
    metadata = "<metadata><x:y xmlns:x='urn:somebody-else'>kept</x:y></metadata>"
    devices = (
        "<interface type='user'><mac address='52:54:00:aa:bb:cc'/></interface>"
        "<graphics type='vnc' passwd='secret'/>"
    )
    bench.host.feed(small("web", UUID, more=metadata, devices=devices), "define")
    bench.perform(Verb.DEFINE, "title", wanted=wish(title="new"))
    text = bench.domain.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE)
    for kept in (UUID, "52:54:00:aa:bb:cc", "kept", "passwd='secret'", "<title>new</title>", MARK):
        assert kept in text


def test_a_machine_off_libvirts_own_schema_is_still_changed(bench: Bench) -> None:
    """libvirt writes documents that its schema refuses; such a machine is not beyond our reach."""
    disk = "<disk type='file'><source file='relative.img'/><target dev='vda' bus='virtio'/></disk>"
    bench.host.feed(small("web", UUID, devices=disk), "define")
    with pytest.raises(libvirt.libvirtError, match="validate against schema"):
        bench.connection.defineXMLFlags(bench.domain.XMLDesc(0), libvirt.VIR_DOMAIN_DEFINE_VALIDATE)
    bench.perform(Verb.DEFINE, "title", wanted=wish(title="new"))
    assert bench.persistent()["title"] == "new"
    with pytest.raises(Terminal):
        bench.perform(Verb.DEFINE, "machine", wanted=wish(machine="toaster"))


def test_a_transient_machine_becomes_persistent_by_a_definition(bench: Bench) -> None:
    """Defining what only runs keeps it beyond its next shutdown, and does not disturb it."""
    bench.host.feed(small("web", UUID), "create")
    number = bench.domain.ID()
    with pytest.raises(Terminal, match="transient"):
        bench.perform(Verb.RESTART, wanted=wish())
    bench.perform(Verb.DEFINE, "title", wanted=wish(title="stay"))
    assert (bench.domain.isPersistent(), bench.domain.ID()) == (1, number)
    assert bench.persistent()["title"] == "stay"


def test_autostart_is_kept_beside_the_definition(bench: Bench) -> None:
    """It is switched on and off without a definition."""
    bench.perform(Verb.CREATE, wanted=wish())
    for state in (True, False):
        bench.perform(Verb.TUNE, "autostart", wanted=wish(autostart=state))
        assert bench.domain.autostart() == state


def test_uefis_variables_outlive_definitions_and_go_with_the_machine(bench: Bench) -> None:
    """The file that keeps them stays the same through a change, and is not left behind in the end."""
    wanted = wish(firmware="efi", memory="128MiB")
    for verb in (Verb.CREATE, Verb.START):
        bench.perform(verb, wanted=wanted)
    variables = Path(str(bench.running()["nvram.path"]))
    bench.perform(Verb.DEFINE, "title", wanted=wish(firmware="efi", title="kept"))
    bench.domain.destroy()
    assert bench.host.run(["test", "-e", str(variables)]).returncode == 0
    bench.perform(Verb.UNDEFINE)
    assert bench.connection.listAllDomains() == []
    assert bench.host.run(["test", "-e", str(variables)]).returncode == 1


def test_undefining_takes_the_machine_and_never_its_disk(bench: Bench) -> None:
    """Definition, saved state and snapshot metadata go; the image stays."""
    path = blank_disk(bench.host, "root")
    bench.host.feed(small("web", UUID, devices=disk_xml(path, "vda")), "define")
    put_mark(bench.domain, MARK)
    bench.host.virsh("start", "web")
    bench.host.virsh("snapshot-create-as", "web", "before")
    bench.domain.managedSave()
    bench.perform(Verb.UNDEFINE)
    assert bench.connection.listAllDomains() == []
    assert path.exists()


def test_what_is_gone_already_is_undefined_and_stopped(bench: Bench) -> None:
    """A step that was cut off after libvirt had done it is done; what cannot be done is said."""
    bench.perform(Verb.CREATE, wanted=wish())
    live = bench.live()
    bench.domain.undefine()
    bench.perform(Verb.UNDEFINE, live=live)
    bench.perform(Verb.STOP, live=live)
    with pytest.raises(NotFound):
        bench.perform(Verb.START, live=live)


def test_another_machine_of_the_name_is_left_alone(bench: Bench) -> None:
    """Where the UUID is not the expected one nothing is done, whatever was asked."""
    bench.host.feed(small("web"), "define")
    before = bench.domain.XMLDesc(0)
    for verb in (Verb.DEFINE, Verb.START, Verb.STOP, Verb.RESTART, Verb.UNDEFINE, Verb.TUNE):
        with pytest.raises(Terminal, match="another machine"):
            bench.perform(verb, "title", wanted=wish(title="mine"))
    assert bench.domain.XMLDesc(0) == before


@pytest.mark.parametrize("whose", [None, "somebody-else"])
def test_a_machine_without_our_mark_is_not_undefined(bench: Bench, whose: str | None) -> None:
    """No mark, or another ledger's, and the machine stays."""
    bench.host.feed(small("web", UUID), "define")
    if whose is not None:
        put_mark(bench.domain, whose)
    with pytest.raises(Terminal, match="mark"):
        bench.perform(Verb.UNDEFINE)
    assert bench.domain.isPersistent()


def test_a_running_machine_is_not_undefined(bench: Bench) -> None:
    """Undefining it would leave a machine that vanishes at its next shutdown."""
    bench.host.feed(small("web", UUID), "define")
    put_mark(bench.domain, MARK)
    bench.host.virsh("start", "web")
    with pytest.raises(Terminal, match="is running"):
        bench.perform(Verb.UNDEFINE)
    assert bench.domain.isPersistent()


def test_anothers_mark_is_replaced_only_on_adoption(bench: Bench) -> None:
    """Two ledgers that claim one machine do not take turns; policy.adopt decides."""
    bench.host.feed(small("web", UUID), "define")
    put_mark(bench.domain, "somebody-else")
    bench.perform(Verb.DEFINE, "title", wanted=wish(title="ours"))
    assert mark.read(bench.document(INACTIVE)) == "somebody-else"
    bench.perform(Verb.DEFINE, "title", wanted=replace(wish(title="ours"), policy=Policy(adopt=True)))
    assert mark.read(bench.document(INACTIVE)) == MARK
