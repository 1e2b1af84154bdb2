"""A host of libvirt's own test driver, private to the connection that opened it; to test the live side."""

from pathlib import Path

from schemas.facts import Ref

HOST = "kvm01"
WEB = Ref("VirtualMachine", HOST, "web-1")
DB = Ref("VirtualMachine", HOST, "db-1")
LAN = Ref("Network", HOST, "lan")
IMAGES = Ref("StoragePool", HOST, "images")
ROOT = Ref("Volume", HOST, "root.qcow2", "images")
DATA = Ref("Volume", HOST, "data.raw", "images")
EVERYTHING = frozenset({WEB, DB, LAN, IMAGES, ROOT, DATA})
NOT_THERE = frozenset({"NetworkFilter", "Secret"})  # kinds that the test driver does not have
WEB_UUID = "004b96e1-2d78-c30f-5aa5-f03c87d21e69"

NODE = f"""<node>
<domain type='test'><name>web-1</name><uuid>{WEB_UUID}</uuid>
  <metadata><r:managed xmlns:r="urn:virt-reconcile:1" by="ledger-1"/></metadata>
  <memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os>
  <devices><graphics type='vnc' port='-1' passwd='hunter2'/></devices></domain>
<domain type='test'><name>db-1</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
  <os><type arch='x86_64'>hvm</type></os></domain>
<network><name>lan</name><bridge name='virbr7'/><ip address='192.168.7.1' netmask='255.255.255.0'/></network>
<pool type='dir'><name>images</name><target><path>/srv/images</path></target>
  <volume><name>root.qcow2</name><capacity>1073741824</capacity>
    <target><path>/srv/images/root.qcow2</path><format type='qcow2'/></target></volume>
  <volume><name>data.raw</name><capacity>4096</capacity>
    <target><path>/srv/images/data.raw</path></target></volume></pool>
</node>
"""


def node_uri(folder: Path) -> str:
    """Writes the host down and gives its libvirt URI. All of it is running when it is opened."""
    path = folder / "node.xml"
    path.write_text(NODE, "utf-8")
    return f"test://{path}"
