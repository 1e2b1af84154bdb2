"""Every declared field of a machine, on real libvirt: what is asked for is what libvirt then has."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import libvirt
import pytest

from reconciler.diff import Sides, compare
from reconciler.edit import Sources, built
from schemas import flat, kind_named, xml
from schemas.facts import Facts, Ref
from schemas.fields import Setting, slot_at
from schemas.vm.machine import VirtualMachineSpec
from state.world import Live
from tests.cases.written import Case, cases
from tests.lab import Host
from tests.lab.commands import output
from tests.lab.guest import Guest
from tests.libvirt.workbench import Manifest, workbench

MACHINE = kind_named("VirtualMachine")
ALL = cases(MACHINE)
SPEC = VirtualMachineSpec
DISKS = {
    "root.qcow2": "qcow2",
    "data.raw": "raw",
    "cd.raw": "raw",
    "floppy.raw": "raw",
    "stick.raw": "raw",
}


@dataclass(frozen=True)
class Machine:
    """One machine of a case, with what its manifest says."""

    connection: libvirt.virConnect
    name: str
    spec: VirtualMachineSpec

    @property
    def facts(self) -> Facts:
        """What libvirt's document must say; what it keeps beside it is another test's."""
        stated = flat.facts(self.spec)
        return {path: value for path, value in stated.items() if not isinstance(slot_at(SPEC, path), Setting)}

    @property
    def domain(self) -> libvirt.virDomain:
        return self.connection.lookupByName(self.name)

    def define(self, text: str) -> None:
        self.connection.defineXMLFlags(text, libvirt.VIR_DOMAIN_DEFINE_VALIDATE)

    def create(self) -> None:
        identity = {"name": self.name, "uuid": self.spec.uuid or str(uuid.uuid4())}
        self.define(xml.text_of(built(SPEC, Sources(self.facts), identity)))

    def redefine(self) -> None:
        """Write the same facts into what libvirt made of them."""
        document = xml.parse(self.text(libvirt.VIR_DOMAIN_XML_INACTIVE))
        xml.write(SPEC, document, self.facts)
        self.define(xml.text_of(document))

    def text(self, flags: int) -> str:
        return self.domain.XMLDesc(flags | libvirt.VIR_DOMAIN_XML_SECURE)

    def read(self, flags: int) -> Facts:
        return xml.read(SPEC, xml.parse(self.text(flags)))

    def differences(self, *, running: bool = False) -> list[str]:
        """What a plan would say differs."""
        persistent = self.read(libvirt.VIR_DOMAIN_XML_INACTIVE)
        live = Live(Ref("VirtualMachine", "h", self.name), "", persistent, self.read(0) if running else None)
        changes = compare(Sides(SPEC, self.facts, None, live))
        return [
            f"{change.document}: {change.path}: want {change.want}, have {change.have}" for change in changes
        ]


@pytest.fixture
def connection(host: Host) -> Iterator[libvirt.virConnect]:
    """An empty host with the bridge, links and filter that the cases name."""
    for link in (("br0", "type", "bridge"), ("hv0", "type", "veth", "peer", "hv1")):
        assert host.run(["ip", "link", "add", *link]).returncode == 0
    for name in ("br0", "hv0", "hv1"):
        assert host.run(["ip", "link", "set", name, "up"]).returncode == 0
    with workbench(host) as bench:
        bench.make("StoragePool", "images", type="dir", target={"path": str(host.images)})
        yield bench.connection


@pytest.fixture
def places(
    connection: libvirt.virConnect, host: Host, guest: Guest, tmp_path: Path
) -> Iterator[Mapping[str, str]]:
    """What the gaps of a manifest stand for: folders of the host, the tiny guest, and a loop device."""
    with ExitStack() as stack:
        for name, form in DISKS.items():
            output(["qemu-img", "create", "-q", "-f", form, str(host.images / name), "1M"])
        image = tmp_path / "loop0"
        image.write_bytes(bytes(2**20))
        device = output(["losetup", "--find", "--show", str(image)]).strip()
        stack.callback(output, ["losetup", "--detach", device])
        connection.storagePoolLookupByName("images").refresh()
        yield {
            "images": str(host.images), "console": str(host.console), "loop0": device,
            "kernel": str(guest.kernel), "initrd": str(guest.initrd),
        }  # fmt: skip
        host.empty()


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_machine_is_what_its_manifest_says(
    case: Case, connection: libvirt.virConnect, host: Host, places: Mapping[str, str]
) -> None:
    """Defined, defined again, and running: nothing of what the manifest states ever differs.

    What QEMU has not got (another hypervisor's, another processor's) libvirt's test driver is asked for.
    """
    elsewhere = libvirt.open("test:///default")
    for kind, name, spec in case.documents(places):
        if not isinstance(spec, VirtualMachineSpec):
            with workbench(host) as bench:
                bench.bring(Manifest(Ref(kind.name, "localhost", name, getattr(spec, "pool", "")), spec))
            continue
        machine = Machine(elsewhere if spec.type == "test" else connection, name, spec)
        machine.create()
        assert machine.differences() == []
        machine.redefine()
        assert machine.differences() == []
        if spec.run_strategy != "Halted":
            machine.domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
            assert machine.differences(running=True) == []
            machine.domain.destroy()
