"""Domain XML of lab machines, for tests and benchmarks that talk to libvirt directly, without a manifest."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.lab.console import Console
from tests.lab.guest import Guest
from tests.lab.host import Host
from tests.lab.kvm import DomainType

AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
PORTS = 10  # PCIe root ports: each takes one hot-plugged device


@dataclass(frozen=True)
class Machine:
    """A q35 machine that can grow: spare CPUs, memory slots and PCIe ports.

    It boots `guest`, or by itself from the first of its disks where that is None. `devices` is XML put in as
    it is; `log` is the serial log.
    """

    name: str
    guest: Guest | None
    log: Path
    type: DomainType = "qemu"
    firmware: Literal["bios", "efi"] = "bios"
    memory_mib: int = 192
    max_memory_mib: int = 1024
    vcpus: int = 1
    max_vcpus: int = 4
    devices: tuple[str, ...] = ()

    def xml(self) -> str:
        """The whole document."""
        return f"""<domain type='{self.type}'><name>{self.name}</name>
<maxMemory slots='4' unit='MiB'>{self.max_memory_mib}</maxMemory><memory unit='MiB'>{self.memory_mib}</memory>
<vcpu current='{self.vcpus}'>{self.max_vcpus}</vcpu>
{self.boot_xml()}
<features><acpi/><apic/></features>
<cpu mode='custom' match='exact' check='none'><model fallback='allow'>qemu64</model>
<numa><cell id='0' cpus='0-{self.max_vcpus - 1}' memory='{self.memory_mib}' unit='MiB'/></numa></cpu>
<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
<devices>
<controller type='pci' model='pcie-root'/>{"<controller type='pci' model='pcie-root-port'/>" * PORTS}
<controller type='scsi' model='virtio-scsi'/>
{"".join(self.devices)}
<serial type='pty'><log file='{self.log}' append='off'/><target port='0'/></serial>
<console type='pty'/>
<memballoon model='virtio'/><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
</devices></domain>
"""

    def boot_xml(self) -> str:
        """The <os> element."""
        efi = self.firmware == "efi"
        start = "<os firmware='efi'>" if efi else "<os>"
        unsigned = "<firmware><feature enabled='no' name='secure-boot'/></firmware>" if efi else ""
        system = "<boot dev='hd'/>"
        if self.guest:
            files = f"<kernel>{self.guest.kernel}</kernel><initrd>{self.guest.initrd}</initrd>"
            system = f"{files}<cmdline>{self.guest.cmdline}</cmdline>"
        return f"{start}<type arch='x86_64' machine='q35'>hvm</type>{unsigned}{system}</os>"


def boot(host: Host, machine: Machine) -> Console:
    """Define and start a machine and wait until its guest is ready; its serial console."""
    host.feed(machine.xml(), "define")
    host.virsh("start", machine.name)
    console = Console(machine.log)
    console.wait_for("LAB-READY")
    return console


def disk_xml(path: Path, target: str, bus: str = "virtio", form: str = "qcow2") -> str:
    """A disk on an image file."""
    return (
        f"<disk type='file' device='disk'><driver name='qemu' type='{form}'/><source file='{path}'/>"
        f"<target dev='{target}' bus='{bus}'/></disk>"
    )


def nic_xml(network: str, mac: str) -> str:
    """A virtio network card in a libvirt network."""
    return (
        f"<interface type='network'><mac address='{mac}'/><source network='{network}'/>"
        f"<model type='virtio'/></interface>"
    )


def network_xml(name: str, subnet: str) -> str:
    """An isolated network with DHCP; `subnet` is its first three octets."""
    return (
        f"<network><name>{name}</name><bridge stp='off'/><ip address='{subnet}.1' netmask='255.255.255.0'>"
        f"<dhcp><range start='{subnet}.2' end='{subnet}.254'/></dhcp></ip></network>"
    )
