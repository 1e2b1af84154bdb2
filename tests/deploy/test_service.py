import pytest

from tests.deploy.machine import Machine

pytestmark = pytest.mark.lab
AS_USER = ("setpriv", "--reuid=virt-reconcile", "--regid=virt-reconcile", "--init-groups")
LIST = ("virsh", "-c", "qemu:///system", "list", "--all")
RULE = "/etc/polkit-1/rules.d/60-virt-reconcile.rules"


def test_what_the_page_says_installs_user_and_unit(machine: Machine) -> None:
    """The commands of the page succeed, and systemd has a unit that it understands."""
    assert machine.said("systemctl", "show", "-p", "LoadState", "--value", "virt-reconcile") == "loaded"
    assert machine.said("systemd-analyze", "verify", "--man=no", "virt-reconcile.service") == ""
    assert "libvirt" in machine.said("id", "-nG", "virt-reconcile").split()
    assert machine.said("stat", "-c", "%U:%G %a", "/etc/virt-reconcile") == "root:virt-reconcile 750"


def test_the_polkit_rule_alone_lets_the_user_manage_libvirt(machine: Machine) -> None:
    """On a distribution whose group `libvirt` means nothing the rule does it, and for this user only."""
    machine.said("gpasswd", "--delete", "virt-reconcile", "libvirt")
    assert machine.run(*AS_USER, *LIST).returncode == 0
    assert (
        machine.run("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *LIST).returncode != 0
    )
    machine.said("mv", RULE, f"{RULE}.off")
    machine.said("systemctl", "restart", "polkit")
    assert machine.run(*AS_USER, *LIST).returncode != 0
    machine.said("mv", f"{RULE}.off", RULE)
    machine.said("gpasswd", "--add", "virt-reconcile", "libvirt")
    machine.said("systemctl", "restart", "polkit")
    assert machine.run(*AS_USER, *LIST).returncode == 0
