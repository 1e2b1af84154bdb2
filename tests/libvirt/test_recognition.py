"""Devices that another hand made are recognised, stay so when they get our names, and go when told."""

from collections.abc import Iterator

import pytest

from tests.lab import Lab
from tests.libvirt.site import Site, changed_paths, states

BY_HAND = """
<domain type='qemu'>
  <name>old</name>
  <uuid>0b9f2ec4-0e2b-4c0c-8b8f-0d4a2f3f7f01</uuid>
  <memory unit='KiB'>65536</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='%(images)s/a.img'/>
      <target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='%(images)s/b.img'/>
      <target dev='vdb' bus='virtio'/></disk>
    <interface type='user'><mac address='52:54:00:00:00:07'/><model type='virtio'/></interface>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <watchdog model='i6300esb' action='reset'/>
  </devices>
</domain>
"""
MANIFEST = """
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: old}
policy: {foreign: keep}
spec:
  uuid: 0b9f2ec4-0e2b-4c0c-8b8f-0d4a2f3f7f01
  type: qemu
  machine: pc
  features: {apic: false}
  runStrategy: Manual
  description: %(description)s
  memory: 64MiB
  vcpus: 1
  disks:
    - {name: system, target: vda, file: %(images)s/a.img, format: raw}
%(second)s
  interfaces:
    - {name: card, user: true, mac: "52:54:00:00:00:07"}
  rngs:
    - {name: dice, model: virtio, source: /dev/urandom}
  watchdogs:
    - {name: dog, model: i6300esb, action: %(action)s}
"""
SECOND = "    - {name: data, target: vdb, file: %(images)s/b.img, format: raw}"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A machine that was made by hand, and a manifest that says the same of it."""
    folder = tmp_path_factory.mktemp("recognition")
    (folder / "manifests").mkdir()
    with Lab(folder / "lab") as lab:
        host = lab.hosts[0]
        for name in ("a.img", "b.img"):
            (host.images / name).write_bytes(bytes(1 << 20))
        host.feed(BY_HAND % {"images": host.images}, "define")
        made = Site(folder, host, None, {"images": str(host.images)})  # type: ignore[arg-type] # nothing boots
        write(made)
        yield made


def write(site: Site, *, second: bool = True, description: str = "''", action: str = "reset") -> None:
    """Write the manifest."""
    words = {**site.words, "description": description, "action": action}
    text = MANIFEST % {**words, "second": SECOND % words if second else ""}
    (site.folder / "manifests" / "old.yaml").write_text(text)


def test_devices_made_by_hand_are_recognised_and_keep_being_so(site: Site) -> None:
    """By target, by MAC, by what they are; before they have a name of ours and after; changed and removed."""
    assert site.report("plan")[0] == 0, site.run("plan", str(site.folder / "manifests")).stdout
    assert site.apply() == 0
    before = site.host.virsh("dumpxml", "old")
    assert "ua-" not in before
    write(site, description="ours now", action="poweroff")
    assert site.apply() == 0
    text = site.host.virsh("dumpxml", "old")
    assert text.count("<watchdog") == text.count("<rng") == 1
    assert text.count("<disk") == 2
    assert "action='poweroff'" in text
    for name in ("system", "data", "card", "dice", "dog"):
        assert f"ua-{name}" in text
    assert site.report("drift")[0] == 0
    write(site, description="ours now", action="poweroff", second=False)
    assert changed_paths(site.report("plan")[1]) == {"disks[data]"}
    assert site.apply() == 0
    assert "vdb" not in site.host.virsh("dumpxml", "old")
    assert states(site.report("drift")[1])["VirtualMachine/old"] == "in_sync"


def test_a_device_of_ours_goes_with_its_entry_before_it_ever_had_a_name(site: Site) -> None:
    """It was recorded under its name; that libvirt never learnt the name makes it no foreign one."""
    assert site.apply() == 0
    write(site, second=False)
    assert changed_paths(site.report("plan")[1]) == {"disks[data]"}
    assert site.apply() == 0
    assert "vdb" not in site.host.virsh("dumpxml", "old")
