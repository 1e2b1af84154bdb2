"""What libvirt, a full disk or missing rights refuse: exit code 2, one clear sentence, and everything else
is done.
"""

import json
import os
import subprocess
import sys

from tests.lab import Host
from tests.libvirt.refusing import Refusing, failures

POOL = """
apiVersion: virt-reconcile/v1
kind: StoragePool
metadata: {name: small}
spec: {type: dir, target: {path: "%s"}}
---
"""
NETWORK = """
apiVersion: virt-reconcile/v1
kind: Network
metadata: {name: lan}
spec: {}
---
"""


def test_a_definition_that_libvirt_refuses_is_told_and_stops_nothing_else(refusing: Refusing) -> None:
    """QEMU has no such machine type: the machine is not made, the network is."""
    machine = """
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: odd}
spec: {type: qemu, machine: pc-q35-99.9, memory: 64MiB, vcpus: 1}
"""
    code, report = refusing.apply(NETWORK + machine)
    assert code == 2
    assert "pc-q35-99.9" in failures(report)["odd"]
    assert "lan" in refusing.host.virsh("net-list", "--name")
    assert "odd" not in refusing.host.virsh("list", "--all", "--name")


def test_a_redefinition_that_libvirt_refuses_loses_nothing(refusing: Refusing) -> None:
    """The machine keeps the definition it had."""
    machine = """
apiVersion: virt-reconcile/v1
kind: VirtualMachine
metadata: {name: odd}
spec: {type: qemu, runStrategy: Halted, machine: %s, memory: 64MiB, vcpus: 1}
"""
    assert refusing.apply(machine % "pc")[0] == 0
    before = refusing.host.virsh("dumpxml", "odd", "--inactive")
    code, report = refusing.apply(machine % "pc-i440fx-99.9")
    assert code == 2
    assert "pc-i440fx-99.9" in failures(report)["odd"]
    assert refusing.host.virsh("dumpxml", "odd", "--inactive") == before


def test_a_pool_without_room_is_told(refusing: Refusing) -> None:
    """No space: the volume is not there afterwards, and the sentence says what to do."""
    place = refusing.host.images / "small"
    refusing.host.run(["mkdir", "-p", str(place)])
    refusing.host.run(["mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", str(place)])
    volume = """
apiVersion: virt-reconcile/v1
kind: Volume
metadata: {name: large}
spec: {pool: small, format: raw, capacity: 16MiB, allocation: 16MiB}
"""
    try:
        code, report = refusing.apply(POOL % place + volume)
        assert code == 2
        assert "room" in failures(report)["large"]
        assert "large" not in refusing.host.virsh("vol-list", "small")
        assert refusing.apply(POOL % place + volume)[0] == 2
    finally:
        refusing.host.run(["umount", "-l", str(place)])


def test_a_socket_that_may_not_be_used_is_told(refusing: Refusing, host: Host) -> None:
    """A connection without the right to it: exit code 2, the host is down, and nothing is thought missing."""
    (refusing.folder / "all.yaml").write_text(NETWORK)
    host.socket.chmod(0o600)
    os.chown(host.socket, 65534, 65534)
    command = [sys.executable, "-m", "reconciler", "plan", str(refusing.folder), "-o", "json"]
    options = ["--connect", host.uri, "--state-dir", str(refusing.folder / ".state")]
    powerless = [
        "setpriv",
        "--bounding-set",
        "-dac_override,-dac_read_search",
    ]  # root, but not above permissions
    done = subprocess.run([*powerless, *command, *options], capture_output=True, text=True, check=False)
    os.chown(host.socket, 0, 0)
    assert done.returncode == 2, done.stderr
    report = json.loads(done.stdout)
    assert "ermission" in report["hosts"][0]["error"]
    assert report["steps"] == []
