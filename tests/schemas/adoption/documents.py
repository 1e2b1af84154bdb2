"""Documents in the spirit of those that libvirt tests itself with: what no usual machine has in it.

Each is devices, or (`parts:`) parts of a machine beside them.
"""

from collections.abc import Mapping
from types import MappingProxyType

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "geometry": (
            "<disk type='file'><driver name='qemu' type='raw'/><source file='/a'/>"
            "<geometry cyls='16383' heads='16' secs='63'/><target dev='hda' bus='ide'/></disk>"
        ),
        "folder as a disk": (
            "<disk type='dir'><driver name='qemu' type='fat'/><source dir='/var/spool'/>"
            "<target dev='vda' bus='virtio'/><readonly/></disk>"
        ),
        "nvme disk": (
            "<disk type='nvme'><driver name='qemu' type='raw'/>"
            "<source type='pci' managed='yes' namespace='1'>"
            "<address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source>"
            "<target dev='vda' bus='virtio'/></disk>"
        ),
        "encrypted disk": (
            "<disk type='file'><driver name='qemu' type='raw'/><source file='/a'>"
            "<encryption format='luks'>"
            "<secret type='passphrase' uuid='0a81f5b2-8403-7b23-c8d6-21ccc2f80d6f'/></encryption>"
            "</source><target dev='vda' bus='virtio'/></disk>"
        ),
        "backing chain": (
            "<disk type='file'><driver name='qemu' type='qcow2'/><source file='/a'/>"
            "<backingStore type='file'><format type='raw'/><source file='/b'/><backingStore/>"
            "</backingStore><target dev='vda' bus='virtio'/></disk>"
        ),
        "tap of one's own": (
            "<interface type='ethernet'><mac address='52:54:00:00:00:03'/><script path='/etc/up'/>"
            "<target dev='tap7'/><model type='virtio'/></interface>"
        ),
        "coalesced card": (
            "<interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/>"
            "<model type='virtio'/><coalesce><rx><frames max='7'/></rx></coalesce></interface>"
        ),
        "two cards of one address": (
            "<interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/>"
            "<model type='virtio'/></interface><interface type='bridge'>"
            "<mac address='52:54:00:00:00:02'/><source bridge='br1'/><model type='virtio'/></interface>"
        ),
        "serial over udp": (
            "<serial type='udp'><source mode='connect' host='127.0.0.1' service='2445'/>"
            "<target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>"
        ),
        "redirected usb": (
            "<redirdev bus='usb' type='tcp'><source mode='connect' host='localhost' service='4000'/>"
            "</redirdev>"
        ),
        "hub": "<hub type='usb'/>",
        "ich9 companions": (
            "<controller type='usb' index='0' model='ich9-ehci1'/>"
            "<controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>"
        ),
        "random numbers of a daemon": (
            "<rng model='virtio'><backend model='egd' type='udp'>"
            "<source mode='connect' host='1.2.3.4' service='1234'/></backend></rng>"
        ),
        "shared memory": "<shmem name='shmem0'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
        "commandline": (
            "parts:<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
            "<qemu:arg value='-set'/><qemu:arg value='a.b=&quot;{}&quot;'/>"
            "<qemu:env name='NO' value='no'/></qemu:commandline>"
        ),
        "generation": "parts:<genid>43dc0cf8-809b-4adb-9bea-a9abb5f3d90e</genid>",
        "metadata": (
            "parts:<metadata><a:owner xmlns:a='http://example.org/a' since='2019'>x &amp; y</a:owner>"
            "</metadata>"
        ),
        "topology of other size": (
            "parts:<cpu mode='host-model' check='partial'>"
            "<topology sockets='8' dies='1' cores='1' threads='1'/></cpu>"
        ),
        "distances": (
            "parts:<cpu><numa><cell id='0' cpus='0-1' memory='1048576' unit='KiB'><distances>"
            "<sibling id='0' value='10'/></distances></cell></numa></cpu>"
        ),
        "launch security": (
            "parts:<launchSecurity type='sev'><cbitpos>47</cbitpos><reducedPhysBits>1</reducedPhysBits>"
            "<policy>0x0001</policy></launchSecurity>"
        ),
        "cache tune": (
            "parts:<cputune><cachetune vcpus='0-1'>"
            "<cache id='0' level='3' type='both' size='3' unit='MiB'/></cachetune></cputune>"
        ),
    }
)
