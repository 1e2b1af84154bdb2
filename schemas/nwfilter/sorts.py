"""The sorts of values that a rule of a network filter has, and the one spelling by which two are compared.

Why it exists: libvirt takes 0x16 for 22, a mask as an address or as so many bits, a word for a number, and
prints what it likes best. Used by `schemas.nwfilter.grammar`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType

_VARIABLE = re.compile(r"\$[A-Za-z0-9_]+(\[ *@?[0-9]+ *\])?")
_MAC = re.compile(r"([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}")


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of values. meaning: in words, for who wrote another one. plain: a value in the one spelling by
    which two are compared; ValueError where it is none.
    """

    meaning: str
    plain: Callable[[str], str]

    def normal(self, text: str) -> str:
        """The value in the one spelling by which two are compared: as it is where it is none of this sort."""
        if is_variable(text):
            return text.replace(" ", "")
        try:
            return self.plain(text)
        except ValueError:
            return text

    def takes(self, text: str) -> bool:
        """Whether it is a value of this sort, or a variable that stands for one."""
        if is_variable(text):
            return True
        try:
            self.plain(text)
        except ValueError:
            return False
        return True


def is_variable(text: str) -> bool:
    """`$IP`, `$IP[1]`, `$IP[@2]`: what an interface or a filterref gives a value to."""
    return _VARIABLE.fullmatch(text) is not None


def _within(low: int, high: int) -> Callable[[str], str]:
    """Whole numbers, decimal or hexadecimal."""

    def plain(text: str) -> str:
        if re.fullmatch(r"[0-9]+|0x[0-9a-fA-F]+", text) is None:
            raise ValueError(text)
        number = int(text, 16 if text.startswith("0x") else 10)
        if not low <= number <= high:
            raise ValueError(text)
        return str(number)

    return plain


def _or_word(words: Mapping[str, int], number: Callable[[str], str]) -> Callable[[str], str]:
    """A number, or a word that stands for one."""
    return lambda text: str(words[text.lower()]) if text.lower() in words else number(text)


def _mac(text: str) -> str:
    if _MAC.fullmatch(text.lower()) is None:
        raise ValueError(text)
    return ":".join(f"{int(part, 16):02x}" for part in text.split(":"))


def _mac_mask(text: str) -> str:
    """So many bits from the left, as a MAC has them."""
    mask = _mac(text)
    if "01" in f"{int(mask.replace(':', ''), 16):048b}":
        raise ValueError(text)
    return mask


def _mask(address: Callable[[str], IPv4Address | IPv6Address]) -> Callable[[str], str]:
    """How many bits, or the same as an address."""
    width = 32 if address is IPv4Address else 128

    def plain(text: str) -> str:
        if text.isdecimal():
            return _within(0, width)(text)
        bits = f"{int(address(text)):0{width}b}".rstrip("0")
        if "0" in bits:
            raise ValueError(text)
        return str(len(bits))

    return plain


def _set_of(*words: str) -> Callable[[str], str]:
    """Words between commas, in whatever order."""

    def plain(text: str) -> str:
        chosen = set(text.split(","))
        if not chosen <= set(words):
            raise ValueError(text)
        return ",".join(sorted(chosen))

    return plain


def _tcp_flags(text: str) -> str:
    one = _set_of("SYN", "ACK", "URG", "PSH", "FIN", "RST", "ALL", "NONE")
    looked_at, slash, set_ = text.partition("/")
    if not slash:
        raise ValueError(text)
    return f"{one(looked_at)}/{one(set_)}"


def _boolean(text: str) -> str:
    if text.lower() not in {"yes", "no", "true", "false", "1", "0"}:
        raise ValueError(text)
    return "yes" if text.lower() in {"yes", "true", "1"} else "no"


def _count(text: str) -> str:
    """A whole number that libvirt takes in decimal only."""
    return _within(0, 2**16 - 1)(text if text.isdecimal() else "")


def _matching(pattern: str) -> Callable[[str], str]:
    def plain(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(text)
        return text

    return plain


_ETHERTYPES = MappingProxyType({"arp": 0x806, "rarp": 0x8035, "ipv4": 0x800, "ipv6": 0x86DD, "vlan": 0x8100})
_PROTOCOLS = MappingProxyType({
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "esp": 50, "ah": 51, "icmpv6": 58, "sctp": 132, "udplite": 136,
})  # fmt: skip
_OPCODES = MappingProxyType({
    "request": 1, "reply": 2, "request_reverse": 3, "reply_reverse": 4, "drarp_request": 5, "drarp_reply": 6,
    "drarp_error": 7, "inarp_request": 8, "arp_nak": 9,
})  # fmt: skip

SORTS: Mapping[str, Sort] = MappingProxyType({
    "u8": Sort("a number from 0 to 255", _within(0, 2**8 - 1)),
    "u16": Sort("a number from 0 to 65535", _within(0, 2**16 - 1)),
    "u32": Sort("a number from 0 to 4294967295", _within(0, 2**32 - 1)),
    "six": Sort("a number from 0 to 63", _within(0, 63)),
    "vlan": Sort("a number from 0 to 4095", _within(0, 4095)),
    "count": Sort("a decimal number from 0 to 65535", _count),
    "mac": Sort("a MAC, such as 52:54:00:00:00:01", _mac),
    "macmask": Sort("such as ff:ff:ff:00:00:00: bits from the left", _mac_mask),
    "ip": Sort("an IPv4 address; how many bits of it count is said beside it, by the mask",
               lambda text: str(IPv4Address(text))),
    "ip6": Sort("an IPv6 address; how many bits of it count is said beside it, by the mask",
                lambda text: str(IPv6Address(text))),
    "mask": Sort("a number of bits from 0 to 32, or such as 255.255.255.0", _mask(IPv4Address)),
    "mask6": Sort("a number of bits from 0 to 128, or such as ffff:ffff::", _mask(IPv6Address)),
    "ether": Sort(f"one of {', '.join(_ETHERTYPES)}, or a number from 0x600 to 0xffff",
                  _or_word(_ETHERTYPES, _within(0x600, 0xFFFF))),
    "proto": Sort(f"one of {', '.join(_PROTOCOLS)}, or a number from 0 to 255",
                  _or_word(_PROTOCOLS, _within(0, 255))),
    "opcode": Sort("Request, Reply, Request_Reverse, Reply_Reverse, DRARP_Request, DRARP_Reply, DRARP_Error, "
                   "InARP_Request, ARP_NAK, or a number", _or_word(_OPCODES, _within(0, 2**16 - 1))),
    "state": Sort("NONE, or some of NEW, ESTABLISHED, RELATED, INVALID between commas",
                  _set_of("NEW", "ESTABLISHED", "RELATED", "INVALID", "NONE")),
    "tcp": Sort("such as SYN,ACK/SYN: the flags that are looked at, a slash, those that are set", _tcp_flags),
    "bool": Sort("yes or no", _boolean),
    "match": Sort("yes or no", _matching("yes|no")),
    "ipset": Sort("the name of an ipset, at most 31 letters long", _matching(r"[A-Za-z0-9_.:+ -]{1,31}")),
    "sides": Sort("src or dst, up to six of them between commas",
                  lambda text: _matching(r"(src|dst)(,(src|dst)){0,5}")(text.lower())),
    "text": Sort("a text of at most 256 letters", _matching(r".{0,256}")),
})  # fmt: skip
