import pytest
from lxml import etree

from schemas import xml
from schemas.walk import walk

DOMAIN = """
<domain type='qemu' id='7'>
  <name>web</name>
  <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
  <metadata>
    <virt-reconcile:managed xmlns:virt-reconcile='urn:virt-reconcile:1' by='us'/>
    <os:libosinfo xmlns:os='http://libosinfo.org/xmlns/libvirt/domain/1.0'><os:os id='x'/></os:libosinfo>
  </metadata>
  <vcpu placement='static'>2</vcpu>
  <os><boot dev='hd'/><boot dev='network'/></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><target dev='vda' bus='virtio'/><alias name='ua-root'/></disk>
    <redirdev bus='usb' type='spicevmc'/>
    <redirdev bus='usb' type='spicevmc'><address type='usb' bus='0' port='1'/></redirdev>
    <!-- nothing -->
  </devices>
</domain>
"""


def test_a_document_is_walked_by_what_identifies_its_elements() -> None:
    """Keys where there are any, counts where not; no names, aliases, marks of ours and comments."""
    assert walk(xml.parse(DOMAIN)) == {
        "@type": "qemu",
        "metadata/os:libosinfo/os:os@id": "x",
        "vcpu@placement": "static",
        "vcpu": "2",
        "os/boot@dev": "hd",
        "os/boot[#2]@dev": "network",
        "os/boot[#2]": "",
        "features/acpi": "",
        "devices/disk[vda]": "",
        "devices/disk[vda]@type": "file",
        "devices/disk[vda]@device": "disk",
        "devices/disk[vda]/target@dev": "vda",
        "devices/disk[vda]/target@bus": "virtio",
        "devices/redirdev[usb-spicevmc]": "",
        "devices/redirdev[usb-spicevmc]@bus": "usb",
        "devices/redirdev[usb-spicevmc]@type": "spicevmc",
        "devices/redirdev[usb-spicevmc#2]": "",
        "devices/redirdev[usb-spicevmc#2]@bus": "usb",
        "devices/redirdev[usb-spicevmc#2]@type": "spicevmc",
        "devices/redirdev[usb-spicevmc#2]/address@type": "usb",
        "devices/redirdev[usb-spicevmc#2]/address@bus": "0",
        "devices/redirdev[usb-spicevmc#2]/address@port": "1",
    }


def test_the_order_of_elements_that_have_keys_says_nothing() -> None:
    """libvirt puts disks in the order of their targets when a definition comes back."""
    root = xml.parse(DOMAIN)
    devices = root.find("devices")
    assert devices is not None
    devices.append(etree.fromstring("<disk type='file'><target dev='hdc'/></disk>"))
    before = walk(root)
    devices.insert(0, devices[-1])
    assert walk(root) == before


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ("<domain><cpu><topology sockets='1'/></cpu></domain>", "cpu/topology@sockets"),
        ("<domain><devices><channel><target type='virtio' state='connected'/></channel></devices></domain>",
         "devices/channel[virtio]/target@state"),
        ("<domain><devices><serial><source path='/dev/pts/3'/><target port='0'/></serial></devices></domain>",
         "devices/serial[0]/source@path"),
    ],
)  # fmt: skip
def test_what_only_a_running_instance_has_is_left_out_of_it_alone(document: str, path: str) -> None:
    """Ports, terminals and the like are a setting in a definition and a chance in what runs."""
    root = xml.parse(document)
    assert path in walk(root)
    assert path not in walk(root, running=True)
