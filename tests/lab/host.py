"""One private libvirt host: libvirtd and virtlogd in namespaces of their own (net, mount, UTS, PID, cgroup).

Made by `tests.lab.laboratory.Lab`. Nothing of it is seen outside of its namespaces but its unix socket and
its folder, which has the same absolute path inside and outside.
"""

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.lab.cgroups import make_groups
from tests.lab.commands import run
from tests.lab.configuration import (
    Configuration,
    keep_capabilities,
    recall_capabilities,
    wipe,
    write_configuration,
)
from tests.lab.errors import LabError
from tests.lab.process import Leashed, ProcessId
from tests.lab.sweep import sweep, sweep_links

SCRIPT = Path(__file__).with_name("scripts") / "host.sh"
SOCKET_LIMIT = 107  # bytes of sun_path without its terminating zero, unix(7)


class Host:
    """A libvirt host. `path` is its folder, `images` is for disks and pools, `console` for serial logs."""

    def __init__(self, path: Path, configuration: Configuration) -> None:
        self.path = path
        self.configuration = configuration
        self.images = path / "images"
        self.console = path / "console"
        self._leash: Leashed | None = None
        self.init: ProcessId | None = None
        self.groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its host name."""
        return self.configuration.name

    @property
    def socket(self) -> Path:
        """The unix socket of its libvirtd, as seen from outside."""
        return self.path / "run/libvirt-sock"

    @property
    def uri(self) -> str:
        """The libvirt URI that reaches this host from any process of the machine."""
        return f"qemu+unix:///system?socket={self.socket}"

    @property
    def peer_uri(self) -> str:
        """The URI by which the other hosts of its lab reach it, for migrations."""
        return f"qemu+tcp://{self.name}/system"

    def boot(self, peers: dict[str, str]) -> None:
        """Make its folder, namespaces, mounts and cgroups; libvirtd is not started yet (see `start`)."""
        if len(str(self.socket)) > SOCKET_LIMIT:
            raise LabError(f"{self.socket} is too long for a unix socket", "choose a lab folder nearer to /")
        write_configuration(self.path, self.configuration, peers)
        recall_capabilities(self.path)
        self.groups = make_groups(self.name)
        command = ["/bin/bash", str(SCRIPT), "supervise", str(self.path), self.name, *self.groups]
        self._leash = Leashed(command, self.path / "log/init.log")
        self.init = ProcessId.of(int(self._leash.answer().removeprefix("init ")))

    def shut_down(self) -> None:
        """End everything in its namespaces, guests too, and wait until it is gone. The folder stays."""
        if self._leash is not None:
            self._leash.end()
            keep_capabilities(self.path)
        self._leash = None

    @property
    def processes(self) -> tuple[ProcessId, ...]:
        """The two processes whose end is the end of all others: supervisor and PID 1."""
        found = (self._leash.id if self._leash else None, self.init)
        return tuple(process for process in found if process is not None)

    def _tell(self, verb: str) -> str:
        if self._leash is None:
            raise LabError(f"host {self.name} is shut down", "use it inside `with Lab(…)`")
        return self._leash.ask(verb)

    def start(self, timeout: float = 20.0) -> None:
        """Start its libvirtd and wait until it answers; its guests are found again."""
        self._tell("launch")
        deadline = time.monotonic() + timeout
        while self._try_virsh(("uri",)).returncode != 0:
            if not self.alive() or time.monotonic() > deadline:
                log = (self.path / "log/libvirt/libvirtd.out").read_text(errors="replace")[-2000:]
                raise LabError(f"libvirtd of {self.name} does not answer; it said:\n{log}",
                               f"read {self.path}/log/libvirt/libvirtd.log")  # fmt: skip
            time.sleep(0.02)

    def alive(self) -> bool:
        """Whether its libvirtd process exists (a paused one does)."""
        return self._tell("alive") == "alive yes"

    def stop(self) -> None:
        """End its libvirtd in order (SIGTERM); guests keep running."""
        self._tell("halt")

    def kill9(self) -> None:
        """Kill its libvirtd without a warning; guests keep running."""
        self._tell("kill")

    def pause(self) -> None:
        """Hang its libvirtd: it keeps its sockets but answers nothing."""
        self._tell("freeze")

    def resume(self) -> None:
        """Let a paused libvirtd go on."""
        self._tell("thaw")

    def run(self, command: Sequence[str], timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run a command inside the namespaces of the host and return it completed, failed or not."""
        if self.init is None or not self.init.alive():
            raise LabError(f"host {self.name} is not running", "use it inside `with Lab(…)`")
        spaces = ("--net", "--mount", "--uts", "--pid", "--cgroup")
        return run(["nsenter", "--target", str(self.init.pid), *spaces, "--", *command], timeout)

    def virsh(self, *words: str, timeout: float = 60.0) -> str:
        """The output of a virsh command given to this host from outside; LabError when it fails."""
        done = self._try_virsh(words, timeout)
        if done.returncode != 0:
            raise LabError(f"virsh {' '.join(words)}: {done.stderr.strip()}", f"virsh -c '{self.uri}' …")
        return done.stdout

    def feed(self, xml: str, *words: str) -> str:
        """The output of a virsh command that takes an XML document, such as define or attach-device."""
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(xml)
            file.flush()
            return self.virsh(*words, "--file", file.name)

    def log_of(self, machine: str) -> Path:
        """Where the serial log of a machine belongs, so that `empty` wipes it."""
        return self.console / f"{machine}.log"

    def _try_virsh(self, words: Sequence[str], timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        return run(["virsh", "--quiet", "--connect", self.uri, *words], timeout)

    def empty(self) -> None:
        """Remove all guests, networks, pools, secrets, added filters and links; wipe `images` and `console`.

        Its libvirtd is brought back first, when it was killed or paused. LabError when something stays.
        """
        if not self.alive():
            self.start()
        self.resume()
        sweep(self.virsh)
        sweep_links(self.run)
        wipe(self.images)
        wipe(self.console)
