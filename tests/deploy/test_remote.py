import pytest

from tests.deploy.machine import SOURCE, Machine

pytestmark = pytest.mark.lab
HERE = f"{SOURCE}/tests/deploy"
KEY = "/run/credentials/virt-reconcile.service/virt-reconcile.ssh-key"


def test_a_host_is_reached_over_ssh_from_inside_the_confinement(own_machine: Machine) -> None:
    """libvirt starts ssh, with a key that nobody but the service can read, and the host is reconciled."""
    own_machine.said("bash", f"{HERE}/remote/setup.sh")
    for manifest in (f"{HERE}/manifests.yaml", f"{HERE}/remote/host.yaml"):
        own_machine.said(
            "install", "-m", "0640", "-g", "virt-reconcile", manifest, "/etc/virt-reconcile/manifests"
        )
    own_machine.said("systemctl", "start", "virt-reconcile")
    own_machine.wait_for(
        lambda: own_machine.run("virsh", "-c", "qemu:///system", "domuuid", "web").returncode == 0,
        "the machine to be made over ssh",
    )
    assert own_machine.said("stat", "-c", "%U %a", KEY) == "virt-reconcile 400"
    processes = own_machine.said("ps", "-o", "comm=,args=", "-u", "virt-reconcile")
    assert any(line.startswith("ssh ") and KEY in line for line in processes.splitlines())
