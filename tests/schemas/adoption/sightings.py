"""Documents as libvirt would print them, as small as a test wants them, and their adoption."""

from lxml.etree import _Element

from schemas import kind_named, xml
from schemas.adoption import Adopted, Sighting, adopted
from schemas.overlay import stated

LEAST = (
    "<domain type='kvm'><name>web</name><uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>"
    "<memory unit='KiB'>1048576</memory>%s<vcpu placement='static'>2</vcpu>"
    "<os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type>%s</os>"
    "<features><acpi/><apic/></features>%s<devices>%s</devices></domain>"
)


def machine(devices: str = "", *, parts: str = "", memory: str = "", system: str = "") -> Adopted:
    """A machine with these devices and parts, adopted."""
    return adoption(LEAST % (memory, system, parts, devices))


def adoption(text: str, kind: str = "VirtualMachine", **about: str | bool) -> Adopted:
    """What a document becomes."""
    document = xml.parse(text)
    known = {"name": document.findtext("name") or "", "active": True} | about
    return adopted(Sighting(kind_named(kind), document=document, **known))  # type: ignore[arg-type] # by name


def spec_of(found: Adopted) -> dict[str, object]:
    """What the manifest's spec says, but for what every machine of these tests says."""
    spec = found.data["spec"]
    assert isinstance(spec, dict)
    usual = ("uuid", "memory", "vcpus", "machine", "runStrategy", "xml")
    return {name: value for name, value in spec.items() if name not in usual}


def beyond(found: Adopted) -> dict[str, str]:
    """What the overlay states."""
    return {} if found.overlay is None else stated(found.overlay)


def parsed(text: str) -> _Element:
    return xml.parse(text)
