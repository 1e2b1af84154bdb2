"""libvirt's schema refuses some of what libvirt takes and keeps: what libvirt keeps is what counts."""

import pytest

from tests.lab import Host
from tests.libvirt.refusing import Refusing, failures

MACHINE = """
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: odd}
spec:
  type: qemu
  runStrategy: Halted
  description: %s
  memory: 64MiB
  vcpus: 1
  disks: [{name: root, target: vda, file: /var/empty/odd, format: raw}]
"""
# libvirt's schema takes either of the two and not both.
BOTH = "  features: {hyperv: {mode: passthrough, relaxed: true}}\n"
DROPPED = """  xml: |
    <domain><devices><disk><target dev='vda'/><sparkle level='9'/></disk></devices></domain>
"""
PATH = "xml:devices/disk[vda]/sparkle@level"


def definition(host: Host) -> str:
    """The machine's, as it will start."""
    return host.virsh("dumpxml", "odd", "--inactive")


def test_what_only_the_schema_refuses_is_made_and_changed(refusing: Refusing) -> None:
    """Another tool had made it so: it can be made here, and edited."""
    assert refusing.apply(MACHINE % "one" + BOTH)[0] == 0
    assert "<hyperv mode='passthrough'>" in definition(refusing.host)
    assert refusing.apply(MACHINE % "two" + BOTH)[0] == 0
    assert "<description>two<" in definition(refusing.host)


def test_a_machine_of_which_libvirt_would_drop_a_part_is_not_made(refusing: Refusing) -> None:
    """The part is named by its path, and nothing is left of the attempt."""
    code, report = refusing.apply(MACHINE % "one" + DROPPED)
    assert code == 2
    assert PATH in failures(report)["odd"]
    assert "odd" not in refusing.host.virsh("list", "--all", "--name")


@pytest.mark.parametrize("known", ["", BOTH], ids=["on the schema", "off the schema"])
def test_a_change_of_which_libvirt_would_drop_a_part_is_not_made(refusing: Refusing, known: str) -> None:
    """Neither that part nor any other of it."""
    assert refusing.apply(MACHINE % "one" + known)[0] == 0
    before = definition(refusing.host)
    code, report = refusing.apply(MACHINE % "two" + known + DROPPED)
    assert code == 2
    assert PATH in failures(report)["odd"]
    assert definition(refusing.host) == before
