"""What libvirt fills into a definition by itself, and what a person who wrote it would have left out.

Why it exists: a manifest that repeats every address and controller that libvirt made up is nobody's. Tables
only; `schemas.adoption.bare` takes out of a copy of a document what they name. Each line is an XPath from the
document's root, and names an element, an attribute or a text. They are applied in their order, so that a
line sees what the ones before it have left.

Sources: libvirt's post-parse code (src/conf/domain_conf.c, src/qemu/qemu_domain.c of release 9.0) and what
was seen of its answers. Where a value is libvirt's own choice and may as well be a person's, it counts as
libvirt's, if it would choose it again.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.walk import MARK

# Layouts that libvirt makes by itself have no other PCI controllers than these; where there are others
# somebody has thought about the addresses, and they stay.
_USUAL_PCI = " or ".join(
    f"@model='{model}'"
    for model in (
        "pci-root", "pcie-root", "pcie-root-port", "pcie-to-pci-bridge", "dmi-to-pci-bridge", "pci-bridge",
    )
)  # fmt: skip
_LAID_OUT = f"self::*[not(devices/controller[@type='pci'][not({_USUAL_PCI})])]"  # asked once for each line
_Q35 = "self::*[contains(os/type/@machine, 'q35')]"
# The place of a disk among its like as its target has it: 0 for `sda`.
_PLACE = "string-length(substring-before('abcdefghijklmnopqrstuvwxyz', substring(../target/@dev, 3, 1)))"
_SHORT = "string-length(../target/@dev)=3"
_FIRST = "@controller='0' and @target='0'"
_DEFAULT_CPU = "cpu[@mode='custom' and @match='exact' and @check='none' and count(*)=1 and count(@*)=3]"
_OF_A_SERIAL = "(target/@type='serial' or not(target/@type)) and target/@port=../serial[1]/target/@port"
_ALONE = "not(*) and count(@*)"  # = so many

_DOMAIN = (
    "@id",
    "currentMemory[.=../memory and string(@unit)=string(../memory/@unit)]",
    "vcpu/@placement[.='static']",
    "vcpu/@current[.=..]",
    f"metadata[not(*[namespace-uri()!='{MARK}'])]",
    "resource[partition='/machine' and count(*)=1]",
    "os/boot[@dev='hd' and count(../boot)=1]",
    "os/nvram/text()[.=concat('/var/lib/libvirt/qemu/nvram/', /domain/name, '_VARS.fd')]",
    f"{_DEFAULT_CPU}[model[@fallback='forbid' and {_ALONE}=1]='qemu64']",
    "cpu[@mode='custom']/@match[.='exact']",
    "cpu[@mode='custom' or @mode='host-model']/@check[.='partial']",
    "cpu[@mode='host-passthrough' or @mode='maximum']/@check[.='none']",
    "cpu[@mode='host-passthrough' or @mode='maximum']/@migratable[.='on']",
    "cpu/model/@fallback[.='allow']",
    "cpu/topology/@dies[.='1']",
    f"clock[@offset='utc' and {_ALONE}=1]",
    "on_poweroff[.='destroy']",
    "on_reboot[.='restart']",
    "on_crash[.='destroy']",
    "seclabel[@type='dynamic' and not(*)]",
    "devices/emulator[.=concat('/usr/bin/qemu-system-', /domain/os/type/@arch)]",
    "devices/emulator[.='/usr/bin/qemu-system-i386' and /domain/os/type/@arch='i686']",
    "devices/emulator[.='/usr/libexec/qemu-kvm']",
    # addresses
    f"{_LAID_OUT}/devices/controller[@type!='pci']/address[@type='pci']",
    f"{_LAID_OUT}/devices/*/address[@type='pci' and not(@multifunction)]",
    f"{_LAID_OUT}/devices/controller[@type='pci']/address",
    f"devices/disk/address[@type='drive' and {_FIRST} and @bus*2+@unit={_PLACE} and {_SHORT}]",
    f"devices/disk/address[@type='drive' and {_FIRST} and @bus='0' and @unit={_PLACE} and {_SHORT}]",
    "devices/*/address[@type='virtio-serial' and @controller='0' and @bus='0']",
    "devices/*/address[@type='usb' and @bus='0']",
    "devices/*/address[@type='ccid' and @controller='0' and @slot='0']",
    "devices/*/address[@type='ccw' or @type='isa' or @type='spapr-vio' or @type='virtio-mmio']",
    "devices/memory/address[@type='dimm']",
    # controllers
    f"{_LAID_OUT}/devices/controller[@type='pci']/model",
    f"{_LAID_OUT}/devices/controller[@type='pci']/target/@*[name()='chassis' or name()='port']",
    f"{_LAID_OUT}/devices/controller[@type='pci']/target/@*[name()='index' or name()='chassisNr']",
    f"{_LAID_OUT}/devices/controller[@type='pci']/target[{_ALONE}=0]",
    f"{_LAID_OUT}/devices/controller[@type='pci' and {_ALONE}=3]",
    f"devices/controller[@type='usb' and @index='0' and (@model='piix3-uhci' or not(@model)) and {_ALONE}<4]",
    f"{_Q35}/devices/controller[@type='usb' and @index='0' and @model='qemu-xhci' and {_ALONE}=3]",
    f"devices/controller[@type='ide' or @type='sata' or @type='fdc'][{_ALONE}=2]",
    f"devices/controller[@type='virtio-serial' or @type='ccid'][{_ALONE}=2]",
    # devices
    "devices/disk/driver/@name[.='qemu']",
    "devices/disk[not(source)]/@type[.='file']",
    "devices/disk[not(source)]/driver/@type[.='raw']",
    "devices/disk[@device='cdrom']/readonly",
    "devices/serial/target/model[@name=../@type]",
    "devices/serial/target/@type[.='isa-serial']",
    f"devices/console[1][{_OF_A_SERIAL} and @type=../serial[1]/@type]",
    "devices/console/target[@type='virtio']/@port",  # counted anew when it runs
    "devices/graphics/@port[.='-1']",
    "devices/graphics/@tlsPort[.='-1']",
    "devices/graphics/@autoport[.='yes' or ../@port]",
    "devices/graphics/listen[@type='address' and not(@address) and count(../listen)=1]",
    "devices/video/model/@heads[.='1']",
    "devices/video/model/@primary[.='yes' and count(/domain/devices/video)=1]",
    "devices/video/model[@type!='qxl' and @type!='virtio']/@vram[.='16384']",
    "devices/video/model[@type='qxl']/@*[(name()='ram' or name()='vram') and .='65536']",
    "devices/video/model[@type='qxl']/@vgamem[.='16384']",
    f"devices/audio[@id='1' and (@type='none' or @type='spice') and {_ALONE}=2]",
    f"devices/input[@bus='ps2' and (@type='mouse' or @type='keyboard') and {_ALONE}=2]",
    f"devices/memballoon[@model='virtio' and {_ALONE}=1]",
    f"devices[{_ALONE}=0]",
)
_NETWORK = (
    "@connections",
    "bridge/@name[starts-with(., 'virbr') and translate(substring(., 6), '0123456789', '')='']",
    "bridge/@stp[.='on']",
    "bridge/@delay[.='0']",
    "mac",
    "ip/@family[.='ipv4']",
    "route/@family[.='ipv4']",
    "forward/nat/port[@start='1024' and @end='65535']",
    "forward/interface/@connections",
    "forward/interface[@dev=../@dev and count(../interface)=1]",
    "portgroup/@connections",
)
_POOL = (
    "capacity",
    "allocation",
    "available",
    "target/permissions",
    "source/format[@type='auto' or @type='unknown' or (@type='lvm2' and /pool/@type='logical')]",
    "source[not(*) and not(@*) and normalize-space()='']",
)
_VOLUME = (
    "@type",
    "key",
    "allocation",
    "physical",
    "target/path",
    "target/permissions",
    "target/timestamps",
    "target/clusterSize[.='65536' and @unit='B']",
    "target/features[not(*)]",
    "backingStore/permissions",
    "backingStore/timestamps",
    "source[not(*) and not(@*) and normalize-space()='']",
)
_FILTER = ("@chain[.='root']", "rule/@priority[.='500']")
_SECRET = ("@ephemeral[.='no']", "@private[.='no']")

# What a running instance makes up beyond that: an object without a definition is adopted from what runs.
_RUNNING_DOMAIN = (
    "resource",
    "vcpus",
    "seclabel[@type='dynamic']",
    "cpu/@check[.='full']",
    "os[@firmware]/loader",
    "os[@firmware]/nvram",
    "devices/*/alias[not(starts-with(@name, 'ua-'))]",
    "devices/disk/backingStore",
    "devices/disk/mirror",
    "devices/disk/source/@index",
    "devices/disk/source/seclabel",
    "devices/disk/target/@tray",
    "devices/interface/source/@portid",
    "devices/interface/source[@network]/@bridge",
    "devices/interface/target[starts-with(@dev, 'vnet') or starts-with(@dev, 'macvtap')]",
    "devices/console/@tty",
    "devices/*[self::serial or self::console or self::parallel or self::channel][@type='pty']/source",
    "devices/channel/source[starts-with(@path, '/var/lib/libvirt/qemu/channel/')]",
    "devices/channel/target/@state",
    "devices/graphics[@autoport='yes']/@*[name()='port' or name()='tlsPort' or name()='websocket']",
    "devices/vsock/cid[@auto='yes']/@address",
)

# What no manifest may have in plain, with a word for those of which no field says that there is one.
_SECRETS = (("devices/graphics/@passwd", ""), ("devices/disk//cookies", "cookies"))

FILLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "domain": _DOMAIN, "network": _NETWORK, "pool": _POOL, "volume": _VOLUME, "filter": _FILTER,
    "secret": _SECRET,
})  # fmt: skip
RUNNING: Mapping[str, tuple[str, ...]] = MappingProxyType({"domain": (*_RUNNING_DOMAIN, *_DOMAIN)})
SECRETS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType({"domain": _SECRETS})
