"""What a rule of a network filter can match: every protocol of libvirt with its attributes and their sorts.

Why it exists: libvirt's nwfilter.rng (release 9.0) is that list, and its answer to a wrong rule names neither
the rule nor what would be right. Used by `schemas.nwfilter.rule`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.nwfilter.sorts import SORTS, Sort

ACTIONS = ("accept", "drop", "reject", "return", "continue")
DIRECTIONS = ("in", "out", "inout")
PRIORITY = 500  # what libvirt gives a rule that states none
MOST = 1000


def _attributes(written: str) -> Mapping[str, Sort]:
    """`srcmacaddr:mac dscp:six` -> the attributes with their sorts, and the two that every protocol has."""
    pairs = (pair.split(":") for pair in f"match:match {written} comment:text".split())
    return MappingProxyType({name: SORTS[sort] for name, sort in pairs})


_L2 = "srcmacaddr:mac srcmacmask:macmask dstmacaddr:mac dstmacmask:macmask"
_PORTS = "srcportstart:u16 srcportend:u16 dstportstart:u16 dstportend:u16"
_ARP = (
    f"{_L2} hwtype:u16 protocoltype:u16 opcode:opcode arpsrcmacaddr:mac arpdstmacaddr:mac arpsrcipaddr:ip "
    "arpsrcipmask:mask arpdstipaddr:ip arpdstipmask:mask gratuitous:bool"
)
_STP = (
    "srcmacaddr:mac srcmacmask:macmask type:u8 flags:u8 root-priority:u16 root-priority-hi:u16 "
    "root-address:mac root-address-mask:macmask root-cost:u32 root-cost-hi:u32 sender-priority:u16 "
    "sender-priority-hi:u16 sender-address:mac sender-address-mask:macmask port:u16 port-hi:u16 "
    "age:u16 age-hi:u16 max-age:u16 max-age-hi:u16 hello-time:u16 hello-time-hi:u16 "
    "forward-delay:u16 forward-delay-hi:u16"
)


def _ip(version: str) -> str:
    return f"srcipaddr:ip{version} srcipmask:mask{version} dstipaddr:ip{version} dstipmask:mask{version}"


def _l4(version: str) -> str:
    """What every protocol on top of IP has."""
    return (
        f"srcmacaddr:mac {_ip(version)} srcipfrom:ip{version} srcipto:ip{version} dstipfrom:ip{version} "
        f"dstipto:ip{version} dscp:six connlimit-above:count state:state"
    )


def _over_ip(version: str, suffix: str) -> Mapping[str, str]:
    """The protocols on top of one version of IP, without what libvirt 9.0 takes and then forgets: an ipset in
    all of them but `all`, and the flags of `tcp-ipv6`. What accepts a few would accept everybody.
    """
    common = _l4(version)
    icmp = "icmpv6" if version else "icmp"
    return {
        f"tcp{suffix}": f"{common} {_PORTS}" + ("" if version else " flags:tcp"),
        f"udp{suffix}": f"{common} {_PORTS}",
        f"sctp{suffix}": f"{common} {_PORTS}",
        icmp: f"{common} type:u8 code:u8",
        f"esp{suffix}": common,
        f"ah{suffix}": common,
        f"udplite{suffix}": common,
        f"all{suffix}": f"{common} ipset:ipset ipsetflags:sides",
    }


_WRITTEN: Mapping[str, str] = MappingProxyType({
    "mac": f"{_L2} protocolid:ether",
    "vlan": f"{_L2} vlanid:vlan encap-protocol:ether",
    "stp": _STP,
    "arp": _ARP,
    "rarp": _ARP,
    "ip": f"{_L2} {_ip('')} {_PORTS} protocol:proto dscp:six",
    "ipv6": f"{_L2} {_ip('6')} {_PORTS} protocol:proto type:u8 typeend:u8 code:u8 codeend:u8",
    **_over_ip("", ""),
    "igmp": _l4(""),
    **_over_ip("6", "-ipv6"),
})  # fmt: skip
PROTOCOLS: Mapping[str, Mapping[str, Sort]] = MappingProxyType(
    {name: _attributes(written) for name, written in _WRITTEN.items()}
)
