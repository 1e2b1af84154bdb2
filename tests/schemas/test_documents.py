"""Laws of documents that others wrote: to write what was read changes nothing, however it was spelt."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from schemas import KINDS, flat, kind_named, xml
from schemas.facts import Facts
from schemas.fields import Setting, compiled, slot_at
from schemas.form import Form
from schemas.walk import walk
from tests.cases.written import cases
from tests.schemas.test_exercised import PLACES

# Sizes in other units, a netmask, defaults that are spelt out and such that are not, devices without names.
FOREIGN = {
    "VirtualMachine": """
        <domain type='kvm'>
          <name>web</name><title/><memory unit='GiB'>1</memory><currentMemory>524288</currentMemory>
          <vcpu cpuset='1,0,2-3'>2</vcpu>
          <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/><boot dev='cdrom'/></os>
          <memtune><hard_limit unit='M'>2048</hard_limit></memtune>
          <features><acpi/></features>
          <devices>
            <disk type='file'><source file='/a//b'/><target dev='vda'/><readonly/></disk>
            <disk type='file' device='disk'><target dev='sda' bus='scsi'/></disk>
            <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>
            <interface type='network'>
              <mac address='52:54:00:AA:BB:CC'/><source network='lan'/><link state='up'/>
            </interface>
            <interface type='user'/>
            <controller type='usb'/>
            <controller type='scsi' index='0' model='lsilogic'/>
            <controller type='pci' index='0' model='pci-root'/>
            <graphics type='vnc' port='-1' autoport='yes'><listen type='address' address='::1'/></graphics>
            <graphics type='spice' listen='127.0.0.1'/>
            <hostdev mode='subsystem' type='pci'><source><address bus='0x6' slot='1' function='0'/></source>
            </hostdev>
            <serial type='pty'/><serial type='pty'/>
          </devices>
          <seclabel type='none'/>
        </domain>""",
    "Network": """
        <network>
          <name>lan</name><forward/><mac address='52:54:00:AA:BB:CC'/><dns><host ip='10.0.0.1'/></dns>
          <ip address='10.0.0.1' netmask='255.255.255.0' family='ipv4'>
            <dhcp><range start='10.0.0.2' end='10.0.0.9'/><host name='a' ip='10.0.0.2'/></dhcp>
          </ip>
          <ip family='ipv6' address='2001:DB8::1' prefix='64'/>
          <route address='10.1.0.0' netmask='255.255.0.0' gateway='10.0.0.5'/>
        </network>""",
    "StoragePool": """
        <pool type='netfs'><name>p</name>
          <source><host name='a'/><dir path='/x'/><format type='nfs'/></source>
          <target><path>/var//lib/</path><permissions><mode>755</mode></permissions></target>
        </pool>""",
    "Volume": """
        <volume><name>v</name><capacity unit='TB'>1</capacity><allocation>0</allocation>
          <target><format type='qcow2'/><permissions><mode>0600</mode></permissions></target>
        </volume>""",
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """A document with its kind's form."""

    label: str
    form: Form
    text: str

    def __str__(self) -> str:
        return self.label


def documents() -> Iterator[Document]:
    """Every case as the document that it makes, and the foreign ones."""
    for kind in KINDS:
        form = compiled(kind.model)
        for case in cases(kind):
            for kind_, name, spec in case.documents(PLACES):
                if kind_ is kind:
                    made = xml.create(form, stated(form, flat.facts(spec)))
                    yield Document(f"{case}-{name}", form, xml.text_of(made))
    for name, text in FOREIGN.items():
        yield Document(f"foreign-{name}", compiled(kind_named(name).model), text)


def stated(form: Form, facts: Facts) -> Facts:
    """The facts that are in the document."""
    return {path: value for path, value in facts.items() if not isinstance(slot_at(form, path), Setting)}


each_document = pytest.mark.parametrize("document", list(documents()), ids=str)


@each_document
def test_writing_what_was_read_changes_nothing(document: Document) -> None:
    """Not a unit, not a default, not a name that a device has not got."""
    root = xml.parse(document.text)
    before = walk(root)
    xml.write(document.form, root, xml.read(document.form, root))
    assert walk(root) == before


@each_document
def test_what_was_read_makes_a_document_that_says_the_same(document: Document) -> None:
    """A new document of the facts has these facts and no other."""
    facts = xml.read(document.form, xml.parse(document.text))
    made = xml.create(document.form, facts)
    assert xml.read(document.form, xml.parse(xml.text_of(made))) == facts
