"""Taking over what exists, on real libvirt: adopt, validate, plan; and there is nothing to change."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libvirt
import pytest
from lxml import etree

from reconciler.__main__ import run
from schemas import kind_named, xml
from schemas.facts import Ref
from schemas.vm.machine import VirtualMachineSpec
from tests.cases.written import Case, cases
from tests.lab import Host
from tests.lab.commands import output
from tests.lab.guest import Guest
from tests.libvirt.test_cases import beyond
from tests.libvirt.test_fields_vm import DISKS, Machine
from tests.libvirt.workbench import Manifest, Workbench, loop_device, workbench

KINDS = ("Secret", "NetworkFilter", "Network", "StoragePool", "Volume")
LINKS = (("br0", "bridge", ""), ("hv0", "veth", "hv1"), ("hv2", "veth", "hv3"))
LOOPS = {"loop0": 64 * 2**20, "loop1": 64 * 2**20, "loop2": 128 * 2**20}


@dataclass(frozen=True)
class Desk:
    """Where somebody adopts what a host has: a folder for manifests, a ledger that knows nothing."""

    folder: Path
    host: Host
    capture: pytest.CaptureFixture[str]

    @property
    def manifests(self) -> Path:
        return self.folder / "manifests"

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code and output of a command."""
        self.capture.readouterr()
        common = ("--connect", self.host.uri, "--state-dir", str(self.folder / "state"))
        code = run([*arguments, *common])
        captured = self.capture.readouterr()
        return code, captured.out + captured.err

    def document(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        code, told = self.run(*arguments, "-o", "json")
        found: dict[str, Any] = json.loads(told)
        return code, found

    def adopt(self, *targets: str) -> dict[str, Any]:
        """Adopt, and find nothing that is left to do."""
        code, told = self.document("adopt", *targets, "--out", str(self.manifests))
        assert (code, told["failed"], told["troubles"]) == (0, [], []), told
        code, said = self.run("validate", str(self.manifests))
        assert code == 0, said + self.text()
        code, report = self.document("plan", str(self.manifests))
        changes = [change for one in report["objects"] for change in one["changes"]]
        assert changes == [], f"{changes}\n{self.text()}"
        assert {step["verb"] for step in report["steps"]} <= {"record"}
        assert code == 0
        return told

    def text(self) -> str:
        """Everything that was written."""
        return "\n---\n".join(path.read_text() for path in sorted(self.manifests.rglob("*.yaml")))


@pytest.fixture
def desk(host: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, host, capsys)


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host with the bridge and links that the cases name."""
    for name, kind, peer in LINKS:
        more = ("peer", peer) if peer else ()
        assert host.run(["ip", "link", "add", name, "up", "type", kind, *more]).returncode == 0
    with workbench(host) as bench:
        yield bench


@pytest.fixture
def places(bench: Workbench, guest: Guest, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """What the gaps of a manifest stand for: folders of the host, the tiny guest, blank loop devices."""
    host = bench.host
    with ExitStack() as stack:
        loops = {
            name: stack.enter_context(loop_device(tmp_path / name, size)) for name, size in LOOPS.items()
        }
        stack.callback(host.empty)
        for name, form in DISKS.items():
            output(["qemu-img", "create", "-q", "-f", form, str(host.images / name), "1M"])
        secret = tmp_path / "secret"
        secret.write_text("hunter2\n")
        yield {
            "secret": str(secret), "images": str(host.images), "console": str(host.console),
            "kernel": str(guest.kernel), "initrd": str(guest.initrd), "btrfs": str(host.images),
            "part": f"{Path(loops['loop0']).name}p1", **loops,
        }  # fmt: skip


@pytest.mark.parametrize("case", [case for kind in KINDS for case in cases(kind_named(kind))], ids=str)
def test_what_is_no_machine_is_taken_over_as_it_is(
    case: Case, bench: Workbench, places: Mapping[str, str], desk: Desk
) -> None:
    """Whatever fields can say of them: adopted, there is nothing to change."""
    for kind, name, spec in case.documents(places):
        manifest = Manifest(Ref(kind.name, "localhost", name, getattr(spec, "pool", "")), spec)
        on_btrfs = manifest.facts.keys() & {"cow", "nocow"}  # no such file system here
        if not on_btrfs and not beyond(bench, manifest):
            bench.bring(manifest)
    desk.adopt("--all")
    assert "hunter2" not in desk.text()


def by_another_hand(machine: Machine) -> bool:
    """The machine of a case without a name of ours on any device; False where this host does not take it.

    Whether the host takes what it should is the test of fields'.
    """
    document = xml.create(VirtualMachineSpec, machine.facts)
    etree.SubElement(document, "name").text = machine.name
    if machine.spec.uuid is not None:
        etree.SubElement(document, "uuid").text = machine.spec.uuid
    for alias in document.findall(".//devices/*/alias"):
        parent = alias.getparent()
        assert parent is not None
        parent.remove(alias)
    try:
        machine.define(xml.text_of(document))
    except libvirt.libvirtError:
        return False
    return True


@pytest.mark.parametrize("case", cases(kind_named("VirtualMachine")), ids=str)
def test_a_machine_of_another_hand_is_taken_over_as_it_is(
    case: Case, bench: Workbench, places: Mapping[str, str], desk: Desk
) -> None:
    """Whatever fields can say of a machine: adopted, there is nothing to change in it, nor while it runs."""
    bench.make("StoragePool", "images", type="dir", target={"path": places["images"]})
    running = []
    for kind, name, spec in case.documents(places):
        if not isinstance(spec, VirtualMachineSpec):
            bench.bring(Manifest(Ref(kind.name, "localhost", name, getattr(spec, "pool", "")), spec))
            continue
        machine = Machine(bench.connection, name, spec)
        if by_another_hand(machine) and spec.run_strategy != "Halted":
            running.append(machine)
    desk.adopt("--all")
    for machine in running:
        machine.domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
        code, told = desk.run("plan", str(desk.manifests))
        machine.domain.destroy()
        assert code == 0, told + desk.text()


NASTY = """
<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>nasty</name>
  <uuid>0f3c2c04-2f5e-4a53-9bd4-4c1f4f7ad0aa</uuid>
  <genid>43dc0cf8-809b-4adb-9bea-a9abb5f3d90e</genid>
  <title>yes</title>
  <description>two lines:
 with "quotes", a # and a trailing blank{ending}</description>
  <metadata><app:owner xmlns:app='http://example.org/app' since='2019'>one &amp; all</app:owner></metadata>
  <memory unit='KiB'>65537</memory>
  <vcpu cpuset='0'>3</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='cdrom'/><boot dev='hd'/></os>
  <clock offset='variable' adjustment='123456' basis='utc'/>
  <on_poweroff>restart</on_poweroff>
  <devices>
    <disk type='file'>
      <driver name='qemu' type='qcow2' cache='none'/>
      <source file='{images}/root.qcow2'/>
      <target dev='vda' bus='virtio'/>
      <geometry cyls='16383' heads='16' secs='63'/>
    </disk>
    <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
    <disk type='volume'><source pool='images' volume='data.raw'/><target dev='vdb' bus='virtio'/></disk>
    <interface type='network'>
      <mac address='52:54:00:00:00:02'/>
      <source network='lan'/>
      <model type='virtio'/>
      <coalesce><rx><frames max='7'/></rx></coalesce>
    </interface>
    <disk type='volume'><source pool='gone' volume='nothing'/><target dev='vdc' bus='virtio'/></disk>
    <interface type='network'>
      <mac address='52:54:00:00:00:01'/>
      <source network='gone'/>
      <model type='e1000'/>
    </interface>
    <graphics type='vnc' port='5907' passwd='hunter2' listen='127.0.0.1'/>
    <redirdev bus='usb' type='tcp'><source mode='connect' host='localhost' service='4000'/></redirdev>
    <input type='mouse' bus='usb'/>
    <input type='mouse' bus='usb'/>
  </devices>
  <seclabel type='none' model='dac'/>
  <qemu:commandline>
    <qemu:arg value='-name'/>
    <qemu:arg value='a "b" {{}}'/>
    <qemu:env name='NO' value='no'/>
  </qemu:commandline>
</domain>
"""


def test_a_machine_that_grew_for_years_is_taken_over_with_what_it_needs(
    bench: Workbench, places: Mapping[str, str], desk: Desk
) -> None:
    """Two devices alike, a disk without a format, a network and a pool that are gone, raw arguments, texts
    that YAML minds: the plan is silent.

    The password stays on the host and is nowhere else; pool, volume and network come along.
    """
    bench.make("StoragePool", "images", type="dir", target={"path": places["images"]})
    bench.make("Network", "lan", active=False)
    bench.connection.defineXML(NASTY.format(ending=" \n\tand a tab", **places))
    told = desk.adopt("vm/nasty")
    assert [one["file"] for one in told["written"]] == [
        "pools/images.yaml", "volumes/data.raw.yaml", "networks/lan.yaml", "machines/nasty.yaml",
    ]  # fmt: skip
    assert "hunter2" not in desk.text()
    assert desk.run("apply", str(desk.manifests), "--yes")[0] == 0
    secure = bench.connection.lookupByName("nasty").XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE)
    assert "passwd='hunter2'" in secure


def test_a_machine_that_is_managed_keeps_the_names_of_its_devices(
    bench: Workbench, places: Mapping[str, str], desk: Desk
) -> None:
    """Adopted into another folder, it is called what its manifest calls it."""
    bench.make("StoragePool", "images", type="dir", target={"path": places["images"]})
    spec = {
        "type": "qemu",
        "memory": "64MiB",
        "vcpus": 1,
        "disks": [{"name": "root", "file": f"{places['images']}/root.qcow2", "format": "qcow2"}],
        "rngs": [{"name": "dice"}],
    }
    machine = Machine(bench.connection, "web", VirtualMachineSpec.model_validate(spec))
    machine.create()
    desk.adopt("vm/web")
    assert {"- name: root", "- name: dice"} <= {line.strip() for line in desk.text().splitlines()}
