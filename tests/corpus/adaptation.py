"""What has to be changed in a document so that this machine's libvirt takes it, and nothing more.

A document may name an emulator that is not installed, a machine type that was dropped years ago, a
hypervisor that is not here, or a terabyte. Called by the harness, which takes the first variant that libvirt
accepts.
"""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType

from lxml import etree
from lxml.etree import _Element

from tests.corpus.documents import Document

# The machine type that stands for all of an architecture.
MACHINES: Mapping[str, str] = MappingProxyType({
    "x86_64": "pc", "i686": "pc", "aarch64": "virt", "armv7l": "virt", "riscv64": "virt",
    "ppc64": "pseries", "ppc64le": "pseries", "s390x": "s390-ccw-virtio",
})  # fmt: skip
_SIZES = ("capacity", "allocation")


def variants(document: Document) -> Iterator[_Element]:
    """The document under its own name, then with more and more adaptations. Each is the caller's."""
    yield named(document)
    for count, _ in enumerate(_steps(document), 1):
        root = named(document)
        for step in _steps(document)[:count]:
            step(root)
        yield root


def named(document: Document) -> _Element:
    """The document with a name of its own, and with a UUID where it has none (a stated one may be in use
    elsewhere in it).
    """
    root = document.root()
    if document.tag == "filter":
        root.set("name", document.name)
    elif document.tag != "secret":
        _child(root, "name").text = document.name
    if document.tag != "volume":
        uuid = _child(root, "uuid")
        uuid.text = (uuid.text or "").strip() or document.uuid
    if document.tag == "volume":
        small(root)
    for card in root.findall("devices/interface"):
        _address(card, document.name)
    return root


def _address(card: _Element, name: str) -> None:
    """A MAC for a card that has none: libvirt's would be another one each time."""
    if card.find("mac") is None:
        place = len(list(card.itersiblings(preceding=True)))
        digest = sha256(f"{name} {place}".encode()).hexdigest()
        _child(card, "mac").set("address", f"52:54:00:{digest[:2]}:{digest[2:4]}:{digest[4:6]}")


def name_of(root: _Element) -> str:
    """What libvirt calls the object: a secret has no name but its UUID."""
    if root.tag == "filter":
        return root.get("name") or ""
    return root.findtext("uuid" if root.tag == "secret" else "name") or ""


def _steps(document: Document) -> tuple[Callable[[_Element], None], ...]:
    match document.tag:
        case "domain":
            return default_emulator, present_machine, emulated
        case "volume":
            return unbacked, unencrypted
        case _:
            return ()


def default_emulator(root: _Element) -> None:
    """Let libvirt choose the emulator for the architecture."""
    _drop(root, "devices/emulator")


def present_machine(root: _Element) -> None:
    """The present machine type of the same sort."""
    kind = root.find("os/type")
    if kind is not None:
        express = "q35" in kind.get("machine", "")
        kind.set("machine", "q35" if express else MACHINES.get(kind.get("arch", ""), "pc"))


def emulated(root: _Element) -> None:
    """QEMU without KVM, whatever hypervisor it was written for: another architecture is only emulated."""
    root.set("type", "qemu")


def small(root: _Element) -> None:
    """A megabyte, none of it allocated: it is made for real."""
    for tag in _SIZES:
        size = root.find(tag)
        if size is not None:
            size.set("unit", "KiB")
            size.text = "1024" if tag == "capacity" else "0"


def unbacked(root: _Element) -> None:
    """Without the image that it was backed by, which is not here."""
    _drop(root, "backingStore")


def unencrypted(root: _Element) -> None:
    """Without an encryption whose secret is not here."""
    _drop(root, "encryption")
    _drop(root, "target/encryption")


def _child(root: _Element, tag: str) -> _Element:
    found = root.find(tag)
    if found is None:
        found = etree.Element(tag)
        root.insert(0, found)
    return found


def _drop(root: _Element, path: str) -> None:
    for found in root.findall(path):
        parent = found.getparent()
        if parent is not None:
            parent.remove(found)
