"""What the tests of machines share: steps performed on a lab host, and the guest's view beside libvirt's."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import libvirt
from lxml.etree import _Element

from reconciler.kinds.task import Task
from reconciler.kinds.vm import Patience, perform
from reconciler.steps import Step, Verb
from schemas import flat, xml
from schemas.facts import Facts, Ref, Value
from schemas.policy import Policy
from schemas.vm.machine import VirtualMachineSpec
from state.diagnostics import Where
from state.errors import Terminal
from state.world import Desired, Live
from tests.lab import Console, Host
from tests.lab.commands import output

MARK = "ledger-of-the-tests"
MIB = 1024 * 1024
QUICK = Patience(release=3.0, requests=2, balloon=2.0, start=10.0, shutdown=15.0, press=2.0)


@dataclass(frozen=True)
class Wish:
    """What a manifest would say of a machine, as far as performing its steps asks."""

    facts: Facts
    policy: Policy = Policy()
    stop_timeout: float = 20.0
    force_stop: bool = False


def wish(*parts: Mapping[str, object], **fields: object) -> Wish:
    """A manifest with these fields, on top of the least that a machine says."""
    least = {"type": "qemu", "memory": "64MiB", "vcpus": 1}
    spec = VirtualMachineSpec.model_validate(
        {**least, **{k: v for part in parts for k, v in part.items()}, **fields}
    )
    return Wish(flat.facts(spec), stop_timeout=spec.shutdown.timeout, force_stop=spec.shutdown.force)


@dataclass(frozen=True)
class Bench:
    """One machine, by name, on one host, with a connection of our own. `said` collects progress lines."""

    host: Host
    connection: libvirt.virConnect
    name: str
    said: list[str]
    uuid: str = ""

    @property
    def ref(self) -> Ref:
        return Ref("VirtualMachine", "localhost", self.name)

    @property
    def domain(self) -> libvirt.virDomain:
        return self.connection.lookupByName(self.name)

    @property
    def console(self) -> Console:
        return Console(self.host.log_of(self.name))

    def persistent(self) -> dict[str, Value]:
        return xml.read(VirtualMachineSpec, self.document(libvirt.VIR_DOMAIN_XML_INACTIVE))

    def running(self) -> dict[str, Value]:
        return xml.read(VirtualMachineSpec, self.document(0))

    def document(self, flags: int) -> _Element:
        return xml.parse(self.domain.XMLDesc(flags | libvirt.VIR_DOMAIN_XML_SECURE))

    def live(self) -> Live:
        return Live(self.ref, self.domain.UUIDString(), self.persistent(), self.running())

    def perform(
        self,
        verb: Verb,
        *paths: str,
        wanted: Wish | None = None,
        patience: Patience = QUICK,
        live: Live | None = None,
    ) -> None:
        """One step, with what libvirt says now as the live side unless another is given."""
        if live is None and verb is not Verb.CREATE:
            live = self.live()
        uuid = self.uuid or (live.uuid if live else "")
        desired = None if wanted is None else Desired(
            self.ref, uuid, wanted.facts, wanted.policy, Where("vm.yaml"),
            stop_timeout=wanted.stop_timeout, force_stop=wanted.force_stop,
        )  # fmt: skip
        task = Task(self.connection, VirtualMachineSpec, uuid, MARK, desired, live, self.said.append)
        perform(Step(verb, self.ref, paths), task, patience)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Whatever happens in the block, the same QEMU process and the same boot of its guest go on."""
        before = self.domain.ID()
        yield
        assert self.domain.ID() == before
        assert self.console.text().count("LAB-INIT") == 1

    def bridge(self, network: str) -> str:
        """The bridge that a network of the host is made of."""
        return self.connection.networkLookupByName(network).bridgeName()

    def wait_for_agent(self, seconds: float = 30.0) -> None:
        """Until libvirt says that the guest's agent has opened its port."""
        deadline = time.monotonic() + seconds
        while self.document(0).find("devices/channel/target[@state='connected']") is None:
            assert time.monotonic() < deadline, "the guest agent does not come"
            time.sleep(0.1)

    def ask(self, line: str, answer: str) -> None:
        """Type a line into the shell on the guest's serial console until it answers so.

        One line is not enough: the shell first waits for a terminal to say where its cursor is.
        """
        deadline = time.monotonic() + 30
        while not re.search(answer, self.console.text()):
            assert time.monotonic() < deadline, self.console.text()[-1000:]
            stream = self.connection.newStream(0)
            self.domain.openConsole("serial0", stream, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
            stream.send(f"{line}\n".encode())
            time.sleep(0.5)  # what is not yet through when the stream ends is lost
            stream.finish()

    def attempt(self, verb: Verb, *paths: str, wanted: Wish) -> str:
        """What a step complained about; empty where it was done."""
        try:
            self.perform(verb, *paths, wanted=wanted)
        except Terminal as failure:
            return str(failure)
        return ""


@contextmanager
def connected(host: Host) -> Iterator[libvirt.virConnect]:
    """A connection to the host that is closed with the block."""
    with closing(libvirt.open(host.uri)) as connection:
        yield connection


def blank_disk(host: Host, name: str, mebibytes: int = 32, form: str = "qcow2") -> Path:
    """An empty image in the host's folder."""
    path = host.images / f"{name}.{form}"
    output(["qemu-img", "create", "-q", "-f", form, str(path), f"{mebibytes}M"])
    return path


def small(name: str, uuid: str = "", more: str = "", devices: str = "") -> str:
    """A machine that another hand makes: no disk, no system."""
    identity = f"<name>{name}</name>" + (f"<uuid>{uuid}</uuid>" if uuid else "")
    return (
        f"<domain type='qemu'>{identity}<memory>65536</memory>{more}"
        f"<os><type machine='q35'>hvm</type></os><devices>{devices}</devices></domain>"
    )
