"""The host's own addresses on a network, with DHCP and network boot (`spec.addresses`), and `spec.routes`."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.codecs import INTEGER, LOWER, YES_NO
from schemas.fields import Each, Impact, Spec, Xml
from schemas.network.spellings import ADDRESS, IP, PREFIX, ROUTE_KEY, compose
from schemas.scalars import AbsolutePath, IpAddress, Line, Mac

_LIVE = Impact.LIVE


class Lease(Spec):
    """For how long an address is handed out."""

    expiry: Annotated[
        int,
        Xml("@expiry", INTEGER, _LIVE),
        Field(ge=0, description="how long; 0 is for ever, else 2 minutes at least"),
    ]
    unit: Annotated[
        Literal["seconds", "minutes", "hours"],
        Xml("@unit", impact=_LIVE, absent="minutes"),
        Field(description="what `expiry` counts"),
    ] = "minutes"


class DhcpRange(Spec):
    """Addresses that the network's DHCP server hands out, from start to end."""

    start: Annotated[IpAddress, Xml("@start", IP, _LIVE), Field(description="first address; names the range")]
    end: Annotated[IpAddress, Xml("@end", IP, _LIVE), Field(description="last address")]
    lease: Annotated[Lease | None, Xml("lease"), Field(description="for how long an address is lent")] = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        first, last = ip_address(self.start), ip_address(self.end)
        if first.version != last.version or int(first) > int(last):
            raise ValueError(
                f"a range runs from its lower to its upper address, not {self.start} to {self.end}"
            )
        return self


class DhcpHost(Spec):
    """A reservation: this machine always gets this address."""

    ip: Annotated[
        IpAddress, Xml("@ip", IP, _LIVE), Field(description="the reserved address; names the entry")
    ]
    mac: Annotated[
        Mac | None, Xml("@mac", LOWER, _LIVE), Field(description="the network card that gets it (IPv4)")
    ] = None
    id: Annotated[
        Line | None, Xml("@id", impact=_LIVE), Field(description="the client's DUID that gets it (IPv6)")
    ] = None
    name: Annotated[
        Line | None, Xml("@name", impact=_LIVE), Field(description="the machine's name in DHCP and DNS")
    ] = None
    lease: Annotated[Lease | None, Xml("lease"), Field(description="for how long the address is lent")] = None

    @model_validator(mode="after")
    def _recognisable(self) -> Self:
        if ":" in self.ip and self.mac is not None:
            raise ValueError(f"reservation {self.ip}: DHCPv6 knows no MAC; give `id` (the DUID) or `name`")
        if ":" not in self.ip and self.id is not None:
            raise ValueError(f"reservation {self.ip}: `id` is for IPv6; give `mac` or `name`")
        if self.mac is None and self.id is None and self.name is None:
            raise ValueError(f"reservation {self.ip}: give `mac`, `id` or `name`, else nobody can get it")
        return self


class Bootp(Spec):
    """What machines that boot from the network are told."""

    file: Annotated[Line, Xml("@file"), Field(description="the boot file's name on the TFTP server")]
    server: Annotated[
        Line | None, Xml("@server"), Field(description="the TFTP server; by default the host itself")
    ] = None


class Dhcp(Spec):
    """The DHCP server of one address. At most one IPv4 and one IPv6 address of a network has one."""

    ranges: Annotated[
        tuple[DhcpRange, ...],
        Each("range", key="start", impact=_LIVE, watched=True),
        Field(description="addresses handed out to whoever asks"),
    ] = ()
    hosts: Annotated[
        tuple[DhcpHost, ...],
        Each("host", key="ip", impact=_LIVE, watched=True),
        Field(description="reservations"),
    ] = ()
    bootp: Annotated[Bootp | None, Xml("bootp"), Field(description="network boot")] = None


class Address(Spec):
    """The host's own address on the network."""

    address: Annotated[
        IpAddress, Xml("@address", ADDRESS), Field(description="the host's own address; names the entry")
    ]
    prefix: Annotated[
        int,
        Xml("@prefix", PREFIX),
        Field(ge=1, le=128, description="how many bits of the address are the network"),
    ]
    local_ptr: Annotated[
        bool | None,
        Xml("@localPtr", YES_NO, absent=False),
        Field(description="reverse lookups of this subnet are answered here and never forwarded"),
    ] = None
    tftp: Annotated[
        AbsolutePath | None, Xml("tftp@root"), Field(description="folder on the host that is served by TFTP")
    ] = None
    dhcp: Annotated[Dhcp | None, Xml("dhcp"), Field(description="the DHCP server on this subnet")] = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        bits = ip_address(self.address).max_prefixlen
        if self.prefix > bits:
            raise ValueError(f"address {self.address}: its prefix has at most {bits} bits, not {self.prefix}")
        subnet = ip_network(f"{self.address}/{self.prefix}", strict=False)
        for address in _handed_out(self.dhcp):
            if ip_address(address) not in subnet:
                raise ValueError(f"DHCP address {address} is not in the subnet {subnet}")
        return self


def _handed_out(dhcp: Dhcp | None) -> list[str]:
    """Every address that the DHCP server is told of."""
    if dhcp is None:
        return []
    ends = [address for lent in dhcp.ranges for address in (lent.start, lent.end)]
    return ends + [host.ip for host in dhcp.hosts]


class Route(Spec):
    """A static route of the host, by a gateway on this network."""

    id: Annotated[
        str, Xml(".", ROUTE_KEY), Field(description="names the entry: address/prefix; derived, leave it out")
    ] = ""
    address: Annotated[IpAddress, Xml("@address", ADDRESS), Field(description="the destination network")]
    prefix: Annotated[
        int, Xml("@prefix", PREFIX), Field(ge=0, le=128, description="how many bits of it are the network")
    ]
    gateway: Annotated[IpAddress, Xml("@gateway", IP), Field(description="the next hop, on this network")]
    metric: Annotated[
        int | None, Xml("@metric", INTEGER), Field(ge=1, description="preference; lower is preferred")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: object) -> object:
        return with_key(written, "address", "prefix")


def with_key(written: object, *parts: str) -> object:
    """The entry as written, with the `id` that its parts make. ValueError where another one was written."""
    if not isinstance(written, Mapping):
        return written
    key = compose(*(written.get(part) for part in parts))
    if written.get("id", key) not in ("", key):
        raise ValueError(f"`id` is derived ({key}); leave it out")
    return {**written, "id": key}
