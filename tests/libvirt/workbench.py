"""What the tests of networks, pools and volumes share: steps done on a lab host, and libvirt's answer."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

import libvirt
from lxml.etree import _Element

from reconciler.kinds import perform
from reconciler.kinds.task import Task
from reconciler.recognition import same
from reconciler.steps import Step, Verb
from schemas import flat, kind_named, xml
from schemas.facts import UNSEEN, Facts, Ref, Secret, Value
from schemas.fields import Group, Items, Setting, Spec, slot_at, slots
from schemas.form import Described
from schemas.policy import Policy
from schemas.secret import naming
from schemas.tree import Tree, nested
from state.desired import secrets
from state.diagnostics import Where
from state.errors import Terminal
from state.live import lookup
from state.world import Deposit, Desired
from tests.lab import Host
from tests.lab.commands import output


@dataclass(frozen=True)
class Manifest:
    """One object and what a manifest says of it: `spec` as YAML gives it."""

    ref: Ref
    spec: Spec

    @classmethod
    def of(cls, kind: str, name: str, **spec: object) -> "Manifest":
        valid = kind_named(kind).model.model_validate(spec)
        return cls(Ref(kind, "localhost", name, str(spec.get("pool", ""))), valid)

    @property
    def facts(self) -> Facts:
        stated = flat.facts(self.spec)
        return {**naming.named(self.ref.name, stated), **self._values()} if self._is_secret else stated

    def _values(self) -> Mapping[str, Secret]:
        """What is kept elsewhere, as the daemon would read it."""
        found: dict[str, Secret] = {}
        for path, kept in flat.elsewhere(self.spec).items():
            if kept.place is not None:
                value = secrets.value(self.ref, Deposit(path, *kept.place, Where("case.yaml")))
                assert isinstance(value, Secret), value
                found[path] = value
        return found

    @property
    def _is_secret(self) -> bool:
        return self.ref.kind == "Secret"

    @property
    def active(self) -> bool:
        return bool(getattr(self.spec, "active", True))

    @property
    def uuid(self) -> str:
        called = naming.uuid_of(self.ref.name) if self._is_secret else None
        return str(getattr(self.spec, "uuid", None) or called or uuid5(NAMESPACE_DNS, str(self.ref)))


@dataclass(frozen=True)
class Workbench:
    """A lab host with a connection of our own. `said` collects progress lines."""

    host: Host
    connection: libvirt.virConnect
    said: list[str] = field(default_factory=list)

    def perform(
        self, verb: Verb, manifest: Manifest, *paths: str, uuid: str = "", resumed: bool = False
    ) -> None:
        """One step. Its identity is what is there (a volume's key, say), else the manifest's."""
        there = uuid or self.identity(manifest.ref) or manifest.uuid
        content, build = getattr(manifest.spec, "content", None), getattr(manifest.spec, "build", False)
        desired = Desired(
            manifest.ref,
            manifest.uuid,
            manifest.facts,
            Policy(),
            Where("case.yaml"),
            content=content,
            build=build,
        )
        task = Task(
            self.connection,
            type(manifest.spec),
            there,
            "mark",
            desired,
            progress=self.said.append,
            resumed=resumed,
        )
        perform(Step(verb, manifest.ref, paths), task)

    def make(self, kind: str, name: str, **spec: object) -> Manifest:
        """Create an object and, where it is to be up, start it."""
        manifest = Manifest.of(kind, name, **spec)
        self.bring(manifest)
        return manifest

    def bring(self, manifest: Manifest) -> None:
        self.perform(Verb.CREATE, manifest)
        if manifest.active and kind_named(manifest.ref.kind).has_power:
            self.perform(Verb.START, manifest)

    def attempt(self, verb: Verb, manifest: Manifest, *paths: str, uuid: str = "") -> str:
        """What a step complained about; empty where it was done."""
        try:
            self.perform(verb, manifest, *paths, uuid=uuid)
        except Terminal as failure:
            return str(failure)
        return ""

    def network(self, name: str) -> libvirt.virNetwork:
        return self.connection.networkLookupByName(name)

    def pool(self, name: str) -> libvirt.virStoragePool:
        return self.connection.storagePoolLookupByName(name)

    def secret(self, name: str) -> libvirt.virSecret:
        listed = self.connection.listAllSecrets()
        called = naming.names((one.UUIDString(), one.usageID()) for one in listed)
        found = [one for one in listed if called[one.UUIDString()] == name]
        return found[0] if found else self.connection.secretLookupByUUIDString("")

    def _told(self, manifest: Manifest) -> Mapping[str, Value]:
        """A secret's value; where libvirt does not tell it, what was asked for counts."""
        told = lookup.one(self.connection, manifest.ref).ask()
        return {path: manifest.facts[path] if value == UNSEEN else value for path, value in told.items()}

    def filter(self, name: str) -> libvirt.virNWFilter:
        return self.connection.nwfilterLookupByName(name)

    def volume(self, ref: Ref) -> libvirt.virStorageVol:
        return self.pool(ref.scope).storageVolLookupByName(ref.name)

    def identity(self, ref: Ref) -> str:
        """What libvirt calls the object; empty where there is none."""
        try:
            match ref.kind:
                case "Network":
                    return self.network(ref.name).UUIDString()
                case "Secret":
                    return self.secret(ref.name).UUIDString()
                case "NetworkFilter":
                    return self.filter(ref.name).UUIDString()
                case "StoragePool":
                    return self.pool(ref.name).UUIDString()
                case _:
                    return self.volume(ref).key()
        except libvirt.libvirtError:
            return ""

    def document(self, ref: Ref, *, running: bool) -> _Element:
        """libvirt's document of the object."""
        match ref.kind:
            case "Network":
                text = self.network(ref.name).XMLDesc(0 if running else libvirt.VIR_NETWORK_XML_INACTIVE)
            case "Secret":
                text = self.secret(ref.name).XMLDesc()
            case "NetworkFilter":
                text = self.filter(ref.name).XMLDesc()
            case "StoragePool":
                text = self.pool(ref.name).XMLDesc(0 if running else libvirt.VIR_STORAGE_XML_INACTIVE)
            case _:
                self.pool(ref.scope).refresh()  # so that libvirt looks at the file and not into its memory
                text = self.volume(ref).XMLDesc(0)
        return xml.parse(text)

    def facts(self, manifest: Manifest, *, running: bool = False) -> dict[str, Value]:
        """What libvirt says now, with what it keeps beside the document."""
        found = xml.read(type(manifest.spec), self.document(manifest.ref, running=running))
        if manifest.ref.kind == "Network":
            found["autostart"] = bool(self.network(manifest.ref.name).autostart())
        if manifest.ref.kind == "Secret":
            found |= self._told(manifest)
        if manifest.ref.kind == "StoragePool":
            found["autostart"] = bool(self.pool(manifest.ref.name).autostart())
        return found

    def differences(
        self, manifest: Manifest, *, running: bool = False
    ) -> dict[str, tuple[Value, Value | None]]:
        """Every stated fact that libvirt does not have so: path to (want, have)."""
        have = self.facts(manifest, running=running)
        spec = type(manifest.spec)
        stated = {
            path: value for path, value in manifest.facts.items() if not running or _compared(spec, path)
        }
        return {
            path: (want, have.get(path))
            for path, want in stated.items()
            if not same(spec, path, want, have.get(path))
        }


def stated(spec: type[Spec], facts: Facts, given: Mapping[str, object]) -> Spec:
    """The spec that says these facts, as somebody would write it who describes what is there."""
    return spec.model_validate({**_data(spec, nested(facts)), **given})


def _data(spec: Described, tree: Tree) -> dict[str, object]:
    data: dict[str, object] = {}
    for slot in slots(spec):
        match slot, tree.get(slot.name):
            case Items(), dict(found):
                data[slot.name] = [_item(slot, key, fields) for key, fields in found.items()]
            case Group(), dict(found):
                data[slot.name] = _data(slot.spec, found)
            case _, None:
                pass
            case _, value:
                data[slot.name] = value
    return data


def _item(slot: Items, key: str, fields: Value | Tree) -> dict[str, object]:
    assert isinstance(fields, dict)
    return {slot.key.name: slot.key.codec.decode(key), **_data(slot.spec, fields)}


def _compared(spec: type[Spec], path: str) -> bool:
    """Whether the running document says the same by nature."""
    slot = slot_at(spec, path)
    return not isinstance(slot, Setting) and getattr(slot, "running", True)


@contextmanager
def workbench(host: Host) -> Iterator[Workbench]:
    """A workbench whose connection is closed with the block."""
    with closing(libvirt.open(host.uri)) as connection:
        yield Workbench(host, connection)


@contextmanager
def loop_device(image: Path, size: int) -> Iterator[str]:
    """A blank block device of this many bytes, with a node for each partition."""
    with image.open("wb") as file:
        file.truncate(size)
    device = output(["losetup", "--find", "--show", "--partscan", str(image)]).strip()
    try:
        yield device
    finally:
        output(["losetup", "--detach", device])
