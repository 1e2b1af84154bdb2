"""A lab: one or several private libvirt hosts that live in one folder and end with the block that made them.

Entry point for tests, demonstration and benchmark: ``with Lab(folder, hosts=2) as lab: lab.hosts[0].uri``.
"""

import fcntl
import json
import os
import secrets
import shutil
import uuid
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.lab.cgroups import remove_groups
from tests.lab.commands import ENVIRONMENT
from tests.lab.configuration import NETWORK, Configuration
from tests.lab.errors import LabError
from tests.lab.host import Host
from tests.lab.packages import install_command
from tests.lab.process import ProcessId, wait_gone
from tests.lab.switch import Switch

TOOLS = (
    "libvirtd",
    "virtlogd",
    "virsh",
    "qemu-system-x86_64",
    "qemu-img",
    "unshare",
    "nsenter",
    "ip",
    "mount",
)
HIDDEN = ("/run", "/proc", "/sys", "/dev", "/etc/libvirt", "/var/lib/libvirt", "/var/log")


class Lab:
    """`hosts` private libvirt hosts in `directory`, which is made, or emptied if it held a lab before.

    LabError when it cannot come up: not root, a program missing, the folder in use or somebody else's.
    """

    def __init__(self, directory: Path, hosts: int = 1) -> None:
        self.directory = directory.absolute()
        self.id = secrets.token_hex(3)
        self._count = hosts
        self._lock: IO[str] | None = None
        self._stack = ExitStack()
        self._record: list[ProcessId] = []
        self._groups: tuple[str, ...] = ()
        self.hosts: list[Host] = []
        self.switch: Switch | None = None

    def __enter__(self) -> Self:
        require_means(self.directory)
        with ExitStack() as stack:
            self._lock = stack.enter_context(lock(self.directory))
            bury(self.directory)
            peers = self._addresses()
            if peers:
                self.switch = Switch(self.directory / "switch.log")
                stack.callback(self.switch.shut_down)
                self._remember(self.switch.id)
            for name in self._names():
                self.hosts.append(self._bring_up(name, peers, stack))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:  # fmt: skip
        self._stack.close()
        wait_gone(self._record)
        remove_groups(self._groups)
        (self.directory / "lab.json").unlink(missing_ok=True)

    def _names(self) -> tuple[str, ...]:
        return tuple(f"lab{self.id}-h{index}" for index in range(1, self._count + 1))

    def _addresses(self) -> dict[str, str]:
        """Name to address of all hosts; a single host is linked to nothing and has none."""
        if self._count == 1:
            return {}
        return {name: f"{NETWORK}.{index}" for index, name in enumerate(self._names(), 1)}

    def _bring_up(self, name: str, peers: dict[str, str], stack: ExitStack) -> Host:
        configuration = Configuration(name, uuid.uuid4(), peers.get(name))
        host = Host(self.directory / name.rpartition("-")[2], configuration)
        stack.callback(host.shut_down)
        host.boot(peers)
        self._groups += host.groups
        self._remember(*host.processes)
        if self.switch and host.init and configuration.address:
            self.switch.plug(host.init, configuration.address)
        host.start()
        return host

    def _remember(self, *processes: ProcessId) -> None:
        """Write down what is to be ended, should this process be killed and its processes somehow live on."""
        self._record += processes
        record = {"processes": [[p.pid, p.started] for p in self._record], "groups": self._groups}
        (self.directory / "lab.json").write_text(json.dumps(record))


def require_means(directory: Path) -> None:
    """LabError unless this process may and can run a lab in `directory`."""
    if os.geteuid() != 0:
        raise LabError(
            "the lab makes namespaces and needs root", "run it with sudo, or in a container as root"
        )
    if missing := [tool for tool in TOOLS if shutil.which(tool, path=ENVIRONMENT["PATH"]) is None]:
        raise LabError(f"{', '.join(missing)} not found", install_command())
    if any(directory.is_relative_to(hidden) for hidden in HIDDEN):
        raise LabError(
            f"{directory} is hidden inside of a lab host", "choose a folder under /tmp or /var/tmp"
        )


def lock(directory: Path) -> IO[str]:
    """Make and claim the folder of a lab; LabError when another lab runs there or it is not a lab's."""
    if directory.is_dir() and any(directory.iterdir()) and not (directory / "lock").exists():
        raise LabError(f"{directory} holds something that is not a lab", "choose an empty or a new folder")
    directory.mkdir(parents=True, exist_ok=True)
    handle = (directory / "lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise LabError(f"another lab is running in {directory}", "choose another folder or end it") from None
    return handle


def bury(directory: Path) -> None:
    """End what a crashed lab left running in its folder and delete what it left there."""
    if (directory / "lab.json").exists():
        record = json.loads((directory / "lab.json").read_text())
        left = [ProcessId(pid, started) for pid, started in record["processes"]]
        for process in left:
            process.kill()
        wait_gone(left)
        remove_groups(tuple(record["groups"]))
    for entry in directory.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != "lock":
            entry.unlink()
