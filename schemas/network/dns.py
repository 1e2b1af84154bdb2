"""The DNS server that libvirt runs on a network's addresses: `spec.dns`, and its `spec.domain`."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.codecs import INTEGER, YES_NO
from schemas.fields import Each, Impact, Many, Spec, Xml
from schemas.network.address import with_key
from schemas.network.spellings import FORWARDER_KEY, IP, SRV_KEY
from schemas.scalars import IpAddress, Line

_LIVE = Impact.LIVE


class DnsHost(Spec):
    """Names that are answered with one address."""

    ip: Annotated[IpAddress, Xml("@ip", IP, _LIVE), Field(description="the address; names the entry")]
    hostnames: Annotated[
        tuple[Line, ...],
        Many("hostname", impact=_LIVE),
        Field(min_length=1, description="the names that mean this address"),
    ]


class Srv(Spec):
    """A service record: where in a domain a service is found."""

    id: Annotated[
        str,
        Xml(".", SRV_KEY, _LIVE),
        Field(description="names the entry: service/protocol/domain/target/port; derived, leave it out"),
    ] = ""
    service: Annotated[
        Line, Xml("@service", impact=_LIVE), Field(description="the service, without its underscore: ldap")
    ]
    protocol: Annotated[
        Line,
        Xml("@protocol", impact=_LIVE),
        Field(description="the protocol, without its underscore: tcp, udp"),
    ]
    domain: Annotated[
        Line | None, Xml("@domain", impact=_LIVE), Field(description="the domain; by default the network's")
    ] = None
    target: Annotated[
        Line | None,
        Xml("@target", impact=_LIVE),
        Field(description="the machine that serves it; none: no such service"),
    ] = None
    port: Annotated[
        int | None, Xml("@port", INTEGER, _LIVE), Field(ge=1, le=65535, description="the port it listens on")
    ] = None
    priority: Annotated[
        int | None,
        Xml("@priority", INTEGER, _LIVE),
        Field(ge=1, le=65535, description="lower is tried first"),
    ] = None
    weight: Annotated[
        int | None,
        Xml("@weight", INTEGER, _LIVE),
        Field(ge=1, le=65535, description="share of the load among equal priorities"),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: object) -> object:
        return with_key(written, "service", "protocol", "domain", "target", "port")

    @model_validator(mode="after")
    def _aimed(self) -> Self:
        if self.target is None and (self.port or self.priority or self.weight):
            raise ValueError("an SRV record without `target` has no port, priority or weight")
        return self


class Txt(Spec):
    """A text record."""

    name: Annotated[Line, Xml("@name", impact=_LIVE), Field(description="the domain name; names the entry")]
    value: Annotated[Line, Xml("@value", impact=_LIVE), Field(description="the text")]


class Forwarder(Spec):
    """Where questions go that are not answered here."""

    id: Annotated[
        str, Xml(".", FORWARDER_KEY), Field(description="names the entry: domain/addr; derived, leave it out")
    ] = ""
    domain: Annotated[
        Line | None,
        Xml("@domain"),
        Field(description="only for this domain; without `addr`: never forwarded"),
    ] = None
    addr: Annotated[IpAddress | None, Xml("@addr", IP), Field(description="the server that is asked")] = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: object) -> object:
        return with_key(written, "domain", "addr")

    @model_validator(mode="after")
    def _useful(self) -> Self:
        if self.domain is None and self.addr is None:
            raise ValueError("a forwarder needs `addr`, `domain` or both")
        return self


class Dns(Spec):
    """The DNS server on the network's addresses."""

    enable: Annotated[
        bool | None, Xml("@enable", YES_NO, absent=True), Field(description="no: libvirt serves no DNS here")
    ] = None
    forward_plain_names: Annotated[
        bool | None,
        Xml("@forwardPlainNames", YES_NO, absent=True),
        Field(description="no: names without a dot are never asked elsewhere"),
    ] = None
    forwarders: Annotated[
        tuple[Forwarder, ...],
        Each("forwarder", key="id", watched=True),
        Field(description="servers asked further"),
    ] = ()
    hosts: Annotated[
        tuple[DnsHost, ...],
        Each("host", key="ip", impact=_LIVE, watched=True),
        Field(description="names answered here"),
    ] = ()
    srv: Annotated[
        tuple[Srv, ...],
        Each("srv", key="id", impact=_LIVE, watched=True),
        Field(description="service records"),
    ] = ()
    txt: Annotated[
        tuple[Txt, ...],
        Each("txt", key="name", impact=_LIVE, watched=True),
        Field(description="text records"),
    ] = ()


class Domain(Spec):
    """The DNS domain of the machines on the network."""

    name: Annotated[Line, Xml("@name"), Field(description="the domain's name")]
    local_only: Annotated[
        bool | None,
        Xml("@localOnly", YES_NO, absent=False),
        Field(description="questions about this domain are never forwarded"),
    ] = None
