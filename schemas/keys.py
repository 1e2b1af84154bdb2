"""What tells an element of libvirt's XML from its like, and what in a document is nobody's setting.

Why it exists: the one place that says by which attribute a generic path names a disk, a timer or a DHCP host,
and which facts libvirt counts or makes up by itself. Tables only; used by `schemas.walk`.

Sources: libvirt's grammar (docs/schemas/*.rng of release 9.0), and what was seen of its answers.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

Way: TypeAlias = tuple[tuple[str, str], ...]  # (child path or '', attribute or '' for its text), all of them
Branch: TypeAlias = Mapping[str, "Branch | None"]  # None: the whole of it

# By tag, or by parent and tag: ways to name an element; the first complete one counts. `a,b` is both; `@x`
# an attribute, `child@x` a child's, `child` and `.` a text, `address` what an <address> element says.
_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    # devices
    "disk": ("target@dev",),
    "interface": ("mac@address", "@dev", "@name"),
    "controller": ("@type,@index,master@startport", "@type,@index", "@type"),
    "filesystem": ("target@dir",),
    "hostdev": ("source/address", "source/vendor@id,source/product@id", "source@protocol,source@wwpn",
                "source/adapter@name", "source/block", "source/char", "source/interface"),
    "graphics": ("@type",),
    "video": ("model@type",),
    "serial": ("target@port",),
    "parallel": ("target@port",),
    "console": ("target@type,target@port",),
    "devices/channel": ("target@name", "target@type,target@address,target@port", "target@type"),
    "input": ("@type,@bus", "@type"),
    "memory": ("@model",),
    "shmem": ("@name",),
    "audio": ("@id",),
    "sound": ("@model",),
    "rng": ("@model",),
    "tpm": ("@model",),
    "watchdog": ("@model",),
    "panic": ("@model",),
    "redirdev": ("@bus,@type",),
    "smartcard": ("@mode",),
    "hub": ("@type",),
    "lease": ("lockspace,key",),
    "usbdev": ("@class,@vendor,@product,@version,@allow", "@vendor,@product,@allow", "@allow"),
    "listen": ("@type",),
    "graphics/channel": ("@name",),
    "source/host": ("@name,@port", "@name", "@socket"),
    "cookie": ("@name",),
    "slice": ("@type",),
    # processors and memory
    "feature": ("@name",),
    "cell": ("@id",),
    "sibling": ("@id",),
    "cache": ("@id,@level,@type", "@level"),
    "latency": ("@initiator,@target,@cache,@type", "@initiator,@target,@type"),
    "interconnects/bandwidth": ("@initiator,@target,@cache,@type", "@initiator,@target,@type"),
    "vcpupin": ("@vcpu",),
    "iothreadpin": ("@iothread",),
    "vcpusched": ("@vcpus",),
    "iothreadsched": ("@iothreads",),
    "cachetune": ("@vcpus",),
    "memorytune": ("@vcpus",),
    "memorytune/node": ("@id",),
    "monitor": ("@level,@vcpus", "@vcpus"),
    "memnode": ("@cellid",),
    "iothreadids/iothread": ("@id",),
    "vcpus/vcpu": ("@id",),
    "hugepages/page": ("@nodeset", "@size,@unit", "@size"),
    "blkiotune/device": ("path",),
    # everything else of a machine
    "timer": ("@name",),
    "entry": ("@name",),
    "sysinfo": ("@type",),
    "seclabel": ("@model", "@type"),
    "cipher": ("@name",),
    "env": ("@name",),
    "qemu:env": ("@name",),
    "qemu:device": ("@alias",),
    "qemu:property": ("@name",),
    "parameter": ("@name",),
    "tag": ("@id",),
    # networks
    "portgroup": ("@name",),
    "ip": ("@address", "@family"),
    "route": ("@address,@prefix", "@address,@netmask", "@address", "@family"),
    "range": ("@start",),
    "dhcp/host": ("@mac", "@id", "@name", "@ip"),
    "dns/host": ("@ip",),
    "hostname": (".",),
    "forwarder": ("@domain,@addr", "@domain", "@addr"),
    "txt": ("@name",),
    "srv": ("@service,@protocol,@domain,@target", "@service,@protocol,@domain", "@service,@protocol"),
    "forward/address": ("address",),
    "bridge/port": ("@dev",),
    "dnsmasq:option": ("@value",),
    # pools and filters
    "source/device": ("@path",),
    "rbd:option": ("@name",),
    "filterref": ("@filter",),
})  # fmt: skip

# What an <address> says, in the order in which it is read.
ADDRESS = (
    "type", "domain", "bus", "slot", "function", "controller", "target", "unit", "port", "device", "uuid",
    "cssid", "ssid", "devno", "base", "iobase", "irq", "reg",
)  # fmt: skip

# What people must not see: an attribute by its name, a text by its element's.
SECRET_ATTRIBUTE, SECRET_ELEMENT = "passwd", "cookie"

# By the document's root: what is no setting of the object. Names and identities have guards of their own; the
# rest libvirt counts, or reads off a disk, whenever it is asked.
_OMITTED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "domain": ("@id", "name", "uuid", "devices/*/alias"),
    "network": ("name", "uuid", "@connections"),
    "pool": (
        "name", "uuid", "capacity", "allocation", "available", "source/device/freeExtent",
        "target/permissions/label",
    ),
    "volume": (
        "name", "key", "allocation", "physical", "@type", "source", "target/path", "target/timestamps",
        "target/permissions/label", "backingStore/timestamps", "backingStore/permissions",
    ),
    "filter": ("uuid", "@name"),
    "secret": ("uuid",),
})  # fmt: skip
# And what only a running instance has, made up anew at each start or moved by its guest.
_RUNTIME: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "domain": (
        "currentMemory", "vcpu@current", "vcpus", "resource", "seclabel", "devices/*/seclabel", "cpu",
        "iothreadids",
        "devices/*/source@index", "devices/*/backingStore", "devices/*/mirror", "devices/*/source@portid",
        "devices/*/source/seclabel", "devices/interface/source@bridge", "devices/interface/target",
        "devices/interface/backend", "devices/console@tty", "devices/console/source@path",
        "devices/serial/source@path", "devices/serial/source@tty", "devices/parallel/source@path",
        "devices/channel/source@path", "devices/channel/target@state", "devices/graphics@port",
        "devices/graphics@tlsPort", "devices/graphics@websocket", "devices/tpm/backend@type",
        "devices/disk/target@tray", "devices/hostdev/address", "devices/memballoon", "launchSecurity",
    ),
    "network": ("forward/interface@connections", "portgroup@connections"),
    "pool": ("target/permissions",),
})  # fmt: skip


def is_address(where: str) -> bool:
    """Whether the child of this path names its parent by all that it says (`ADDRESS`)."""
    return where.rpartition("/")[2] == "address"


def _ways(written: Iterable[str]) -> tuple[Way, ...]:
    """`target@type,target@port` -> ((("target", "type"), ("target", "port")),)."""
    return tuple(tuple(_way(part) for part in way.split(",")) for way in written)


def _way(part: str) -> tuple[str, str]:
    where, _, attribute = part.partition("@")
    return ("" if where == "." else where), attribute


def _branches(paths: Iterable[str]) -> Branch:
    """Paths as the tree that they spell; what is said of every device (`*`) is said of each."""
    tree: dict[str, Branch | None] = {}
    for path in paths:
        _grow(tree, [step for step in path.replace("@", "/@").split("/") if step])
    return tree


def _grow(tree: "dict[str, Branch | None]", path: list[str]) -> None:
    step, *rest = path
    for each in [name for name in tree if name not in ("*", step)] if step == "*" else []:
        _grow(tree, [each, *rest])
    if not rest:
        tree[step] = None
        return
    inner = tree.get(step, {} if step == "*" else tree.get("*", {}))
    if inner is not None:
        branch = dict(inner)
        _grow(branch, rest)
        tree[step] = branch


# By tag: attributes of which libvirt takes one alone, so that the stated one takes the place of another.
RIVALS: Mapping[str, frozenset[str]] = MappingProxyType({"secret": frozenset({"uuid", "usage"})})

NAMED: Mapping[str, tuple[Way, ...]] = MappingProxyType({tag: _ways(ways) for tag, ways in _KEYS.items()})
OMITTED: Mapping[str, Branch] = MappingProxyType({root: _branches(paths) for root, paths in _OMITTED.items()})
RUNTIME: Mapping[str, Branch] = MappingProxyType(
    {root: _branches((*paths, *_RUNTIME.get(root, ()))) for root, paths in _OMITTED.items()}
)
