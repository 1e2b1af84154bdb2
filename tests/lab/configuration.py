"""The private /etc/libvirt and state folders of a lab host.

Written by `tests.lab.host` before its first start.
"""

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from tests.lab.cache import cache_folder, claimed

SHIPPED_FILTERS = Path("/etc/libvirt/nwfilter")
NETWORK = "10.77.0"
FOLDERS = (
    *("run", "etc/qemu/networks", "lib/images", "lib/boot", "lib/dnsmasq", "cache", "log/libvirt/qemu"),
    *("images", "console"),
)
CAPABILITIES = "cache/qemu/capabilities"

# Guests run as root without a security driver, so that disks and logs work in whatever folder the lab is,
# and /dev/kvm opens without changing its permissions. Seccomp is off: nested sandboxes refuse its filters. As
# root libvirt's device namespaces bring nothing but time. A display's TLS port is refused where TLS is off.
QEMU = """\
user = "root"
group = "root"
swtpm_user = "root"
swtpm_group = "root"
security_driver = "none"
seccomp_sandbox = 0
remember_owner = 0
spice_tls = 1
namespaces = [ ]
"""

LIBVIRTD = """\
listen_tls = 0
auth_unix_ro = "none"
auth_unix_rw = "none"
auth_tcp = "none"
max_clients = 1000
max_anonymous_clients = 0
max_workers = 20
max_client_requests = 20
keepalive_interval = 5
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
"""

# A console log is followed by offset: it must not be rotated away under its reader.
VIRTLOGD = "max_size = 1073741824\n"


@dataclass(frozen=True)
class Configuration:
    """What tells one host from another: host name, UUID, and an address where hosts are linked."""

    name: str
    uuid: uuid.UUID
    address: str | None

    def libvirtd(self) -> str:
        """The text of libvirtd.conf."""
        tcp = f'listen_tcp = 1\nlisten_addr = "{self.address}"\n' if self.address else "listen_tcp = 0\n"
        return f'{LIBVIRTD}{tcp}host_uuid = "{self.uuid}"\n'

    def qemu(self) -> str:
        """The text of qemu.conf."""
        if not self.address:
            return QEMU
        return f'{QEMU}migration_address = "0.0.0.0"\nmigration_host = "{self.address}"\n'


def write_configuration(home: Path, configuration: Configuration, peers: dict[str, str]) -> None:
    """Lay out the folder of a host; `peers` are the names and addresses of all hosts of the lab."""
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True)
    if SHIPPED_FILTERS.is_dir():
        shutil.copytree(SHIPPED_FILTERS, home / "etc/nwfilter")
    (home / "etc/libvirtd.conf").write_text(configuration.libvirtd())
    (home / "etc/qemu.conf").write_text(configuration.qemu())
    (home / "etc/virtlogd.conf").write_text(VIRTLOGD)
    lines = ["127.0.0.1 localhost", f"127.0.1.1 {configuration.name}"]
    lines = lines[:1] if peers else lines
    (home / "hosts").write_text("\n".join([*lines, *(f"{ip} {name}" for name, ip in peers.items())]) + "\n")


def copy_capabilities(source: Path, target: Path) -> None:
    """Copy what libvirt found out about QEMU; it checks itself that this still holds. Probing takes 1.3 s."""
    for file in source.glob("*.xml"):
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target / file.name)


def recall_capabilities(home: Path) -> None:
    """Give a new host what an earlier one knew about QEMU."""
    with claimed(cache_folder()):
        copy_capabilities(cache_folder() / "capabilities", home / CAPABILITIES)


def keep_capabilities(home: Path) -> None:
    """Keep what a host found out about QEMU for the next."""
    with claimed(cache_folder()):
        copy_capabilities(home / CAPABILITIES, cache_folder() / "capabilities")


def wipe(folder: Path) -> None:
    """Delete everything inside a folder, but not the folder itself, which may be mounted or be a pool."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
