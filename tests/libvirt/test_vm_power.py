"""Power of machines on a real host: a guest is asked, waited for, and switched off only where allowed."""

import time
from collections.abc import Iterator

import libvirt
import pytest

from reconciler.kinds.vm import Patience
from reconciler.steps import Verb
from state.errors import Terminal, Unfinished
from tests.lab import Host
from tests.lab.domain import AGENT, Machine, boot
from tests.lab.guest import Guest, build_agent
from tests.lab.kvm import DomainType
from tests.libvirt.machines import MIB, Bench, blank_disk, connected, small, wish

UUID = "8c9f0a52-6a70-4f0e-9d3c-1c1f0f3a7b11"
RUNNING = libvirt.VIR_DOMAIN_RUNNING


@pytest.fixture
def bench(host: Host) -> Iterator[Bench]:
    """An empty host, and the name and UUID that a manifest gives its machine."""
    with connected(host) as connection:
        yield Bench(host, connection, "web", [], UUID)


def disk(bench: Bench, name: str) -> dict[str, str]:
    """A blank disk, as a manifest has it."""
    return {"name": name, "file": str(blank_disk(bench.host, name)), "format": "qcow2"}


def bios(bench: Bench, *disks: dict[str, str]) -> None:
    """A machine of ours that runs, with nothing in it but a BIOS, which ignores everything."""
    for verb in (Verb.CREATE, Verb.START):
        bench.perform(verb, wanted=wish(disks=disks))


def test_a_machine_starts_and_starting_it_again_is_nothing(bench: Bench) -> None:
    """Start returns when it runs; a second start leaves it alone."""
    bios(bench)
    number = bench.domain.ID()
    bench.perform(Verb.START, wanted=wish())
    assert (bench.domain.state()[0], bench.domain.ID()) == (RUNNING, number)


def test_a_start_that_fails_says_why(bench: Bench) -> None:
    """A missing disk is named; the machine is off and still defined."""
    wanted = wish(disks=[{"name": "root", "file": "/nowhere/root.img"}])
    bench.perform(Verb.CREATE, wanted=wanted)
    with pytest.raises(Terminal, match=r"/nowhere/root\.img"):
        bench.perform(Verb.START, wanted=wanted)
    assert not bench.domain.isActive()


def test_a_restart_that_ends_before_its_start_is_not_done(bench: Bench) -> None:
    """It is off then, and is to be started again, though nobody says that it always runs."""
    wanted = wish(disks=[disk(bench, "root")], shutdown={"timeout": 1, "force": True})
    for verb in (Verb.CREATE, Verb.START):
        bench.perform(verb, wanted=wanted)
    (bench.host.images / "root.qcow2").rename(bench.host.images / "away")
    with pytest.raises(Unfinished, match=r"web was stopped, and .*root"):
        bench.perform(Verb.RESTART, wanted=wanted)
    assert not bench.domain.isActive()


def test_a_machine_that_is_paused_is_not_said_to_run(bench: Bench) -> None:
    """Start of what is there but paused is an error that names the reason."""
    bios(bench)
    bench.domain.suspend()
    with pytest.raises(Terminal, match="paused: by somebody"):
        bench.perform(Verb.START, wanted=wish())
    assert bench.domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED


def test_a_guest_shuts_down_when_asked(host: Host, guest: Guest, domain_type: DomainType) -> None:
    """Asked while it still boots it is asked again, and goes down by itself; to stop it again is nothing."""
    machine = Machine("m1", guest, host.log_of("m1"), type=domain_type)
    host.feed(machine.xml(), "define")
    host.virsh("start", "m1")
    with connected(host) as connection:
        bench = Bench(host, connection, "m1", [])
        bench.perform(Verb.STOP, wanted=wish(shutdown={"timeout": 20}))
        assert "LAB-POWEROFF" in bench.console.text()
        assert bench.domain.state() == [libvirt.VIR_DOMAIN_SHUTOFF, libvirt.VIR_DOMAIN_SHUTOFF_SHUTDOWN]
        bench.perform(Verb.STOP, wanted=wish())


def test_a_guest_with_an_agent_is_asked_through_it(host: Host, domain_type: DomainType) -> None:
    """Where the guest's agent listens, it shuts the guest down; no button is pressed."""
    machine = Machine("m1", build_agent(), host.log_of("m1"), type=domain_type, devices=(AGENT,))
    console = boot(host, machine)
    with connected(host) as connection:
        bench = Bench(host, connection, "m1", [])
        bench.wait_for_agent()
        bench.perform(Verb.STOP, wanted=wish(shutdown={"timeout": 20}))
        assert "LAB-SHUTDOWN" in console.text()
        assert "LAB-POWEROFF" not in console.text()


def test_a_restart_brings_the_new_definition(host: Host, guest: Guest, domain_type: DomainType) -> None:
    """The guest goes down by itself and comes up with what was waiting for it."""
    console = boot(host, Machine("m1", guest, host.log_of("m1"), type=domain_type, vcpus=2))
    with connected(host) as connection:
        bench = Bench(host, connection, "m1", [])
        wanted = wish(vcpus=4, currentVcpus=1)
        bench.perform(Verb.DEFINE, "currentVcpus", wanted=wanted)
        bench.perform(Verb.RESTART, wanted=wanted)
        console.wait(lambda tick: tick.cpus == 1)
        assert bench.running()["currentVcpus"] == 1


@pytest.mark.parametrize("verb", [Verb.STOP, Verb.RESTART])
def test_a_guest_that_ignores_the_button_runs_on(bench: Bench, verb: Verb) -> None:
    """Without shutdown.force nothing is switched off: an error when its time is up, and the same machine."""
    bios(bench)
    number, began = bench.domain.ID(), time.monotonic()
    with pytest.raises(Terminal, match=r"did not shut down within 1 s.*shutdown.force"):
        bench.perform(verb, wanted=wish(shutdown={"timeout": 1}))
    assert time.monotonic() - began < 5
    assert (bench.domain.ID(), bench.domain.state()[0]) == (number, RUNNING)


def test_a_guest_that_ignores_the_button_is_switched_off_where_that_is_allowed(bench: Bench) -> None:
    """With shutdown.force it is off after its time, and who watches is told."""
    bios(bench)
    bench.perform(Verb.STOP, wanted=wish(shutdown={"timeout": 1, "force": True}))
    assert not bench.domain.isActive()
    assert any("switched off" in line for line in bench.said)


def test_a_guest_without_an_operating_system_is_not_believed(bench: Bench) -> None:
    """Detach and balloon are answered with 0 and never happen: each is an error, and nothing is claimed."""
    bios(bench, disk(bench, "root"))
    with pytest.raises(Terminal, match=r"did not release disks\[root\]"):
        bench.perform(Verb.DETACH, "disks[root]", wanted=wish(), patience=Patience(release=0.5, requests=1))
    assert "disks[root]" in bench.running()
    with pytest.raises(Terminal, match="its balloon does not move"):
        bench.perform(Verb.TUNE, "currentMemory", wanted=wish(currentMemory="32MiB"))
    assert bench.running()["currentMemory"] == 64 * MIB


def test_a_new_machine_has_room_for_devices_to_come(bench: Bench) -> None:
    """Disks can be plugged into a machine that was made from a manifest with none."""
    bios(bench)
    wanted = wish(disks=[disk(bench, name) for name in ("one", "two", "three")])
    for path in ("disks[one]", "disks[two]", "disks[three]"):
        bench.perform(Verb.DEFINE, path, wanted=wanted)
        bench.perform(Verb.ATTACH, path, wanted=wanted)
        assert bench.running()[f"{path}.target"] == bench.persistent()[f"{path}.target"]


def test_a_channel_comes_into_a_new_machine_and_its_lack_of_ports_is_said(bench: Bench) -> None:
    """A machine of ours has a controller for channels; one without gets it with its next start."""
    bios(bench)
    wanted = wish(channels=[{"name": "talk", "target": "org.example.talk"}])
    bench.perform(Verb.DEFINE, "channels[talk]", wanted=wanted)
    bench.perform(Verb.ATTACH, "channels[talk]", wanted=wanted)
    assert "channels[talk]" in bench.running()
    bench.host.feed(small("bare"), "create")
    bare = Bench(bench.host, bench.connection, "bare", [])
    with pytest.raises(Terminal, match=r"no controller for channels.*restart the machine"):
        bare.perform(Verb.ATTACH, "channels[talk]", wanted=wanted)


def test_a_scsi_disk_brings_the_controller_that_the_definition_has(bench: Bench) -> None:
    """libvirt itself would add one of another model, which most guests have no driver for."""
    bios(bench)
    wanted = wish(disks=[disk(bench, "data") | {"bus": "scsi"}])
    bench.perform(Verb.DEFINE, "disks[data]", wanted=wanted)
    bench.perform(Verb.ATTACH, "disks[data]", wanted=wanted)
    models = {c.get("model") for c in bench.document(0).iterfind("devices/controller[@type='scsi']")}
    assert models == {"virtio-scsi"}


def test_a_disk_without_a_free_port_is_refused_with_the_remedy(bench: Bench) -> None:
    """A machine whose PCIe ports are all taken says so instead of libvirt's internal error."""
    bench.host.feed(small("web", UUID, devices="<controller type='usb' model='none'/>"), "create")
    wanted = wish(disks=[disk(bench, name) | {"target": f"vd{name}"} for name in "abc"])
    with pytest.raises(Terminal, match=r"no free PCIe port.*restart the machine"):
        bench.perform(Verb.ATTACH, *(f"disks[{name}]" for name in "abc"), wanted=wanted)
    assert "disks[c]" not in bench.running()


def test_a_processor_that_the_guest_keeps_is_counted(
    host: Host, guest: Guest, domain_type: DomainType
) -> None:
    """Unplugging works, or times out half done: then the error says what libvirt counts, and no more."""
    console = boot(host, Machine("m1", guest, host.log_of("m1"), type=domain_type, vcpus=3))
    with connected(host) as connection:
        bench = Bench(host, connection, "m1", [])
        said = bench.attempt(Verb.TUNE, "currentVcpus", wanted=wish(vcpus=4, currentVcpus=1))
        counted = bench.running()["currentVcpus"]
        assert (counted == 1) is (said == "")
        assert not said or f"has {counted} processors plugged in, not 1" in said
        console.wait(lambda tick: tick.cpus <= int(str(counted)))


def test_a_memory_module_is_plugged_in(host: Host, guest: Guest, domain_type: DomainType) -> None:
    """The guest has more memory; whether it gives it back is up to it, and said."""
    console = boot(host, Machine("m1", guest, host.log_of("m1"), type=domain_type))
    with connected(host) as connection:
        bench = Bench(host, connection, "m1", [])
        before = console.wait(lambda tick: tick.memory_kib > 0).memory_kib
        wanted = wish(memory="1GiB", dimms=[{"name": "more", "size": "128MiB", "node": 0}])
        bench.perform(Verb.ATTACH, "dimms[more]", wanted=wanted)
        console.wait(lambda tick: tick.memory_kib > before + 100 * 1024)
        complaint = bench.attempt(Verb.DETACH, "dimms[more]", wanted=wish())
        assert (complaint == "") is ("dimms[more]" not in bench.running())
