"""What passes through an interface: bandwidth, VLANs, filters. Parts of `spec.interfaces`."""

from typing import Annotated

from pydantic import Field, model_validator

from schemas.codecs import INTEGER, YES_NO
from schemas.fields import LIVE, Each, Many, Refers, Spec, Xml
from schemas.scalars import Line


class Inbound(Spec):
    """Bounds of what comes in to the guest."""

    average: Annotated[
        int,
        Xml("bandwidth/inbound@average", INTEGER, LIVE, absent=0, drop=0),
        Field(ge=0, description="KiB per second in the long run; 0 is no bound."),
    ]
    peak: Annotated[
        int | None,
        Xml("bandwidth/inbound@peak", INTEGER, LIVE),
        Field(ge=1, description="KiB per second at most."),
    ] = None
    burst: Annotated[
        int | None,
        Xml("bandwidth/inbound@burst", INTEGER, LIVE),
        Field(ge=1, description="KiB that may pass at the peak."),
    ] = None
    floor: Annotated[
        int | None,
        Xml("bandwidth/inbound@floor", INTEGER, LIVE),
        Field(
            ge=1, description="KiB per second that are always there, on a network with a bound of its own."
        ),
    ] = None

    @model_validator(mode="after")
    def _bound(self) -> "Inbound":
        """Peak and burst are said beside an average."""
        if self.average == 0 and (self.peak or self.burst or self.floor):
            raise ValueError("inbound: peak, burst and floor need an average")
        return self


class Outbound(Spec):
    """Bounds of what goes out of the guest."""

    average: Annotated[
        int,
        Xml("bandwidth/outbound@average", INTEGER, LIVE, absent=0, drop=0),
        Field(ge=0, description="KiB per second in the long run; 0 is no bound."),
    ]
    peak: Annotated[
        int | None,
        Xml("bandwidth/outbound@peak", INTEGER, LIVE),
        Field(ge=1, description="KiB per second at most."),
    ] = None
    burst: Annotated[
        int | None,
        Xml("bandwidth/outbound@burst", INTEGER, LIVE),
        Field(ge=1, description="KiB that may pass at the peak."),
    ] = None

    @model_validator(mode="after")
    def _bound(self) -> "Outbound":
        """Peak and burst are said beside an average."""
        if self.average == 0 and (self.peak or self.burst):
            raise ValueError("outbound: peak and burst need an average")
        return self


class Bandwidth(Spec):
    """Bounds of an interface's traffic, both ways."""

    inbound: Annotated[Inbound | None, Xml("."), Field(description="What comes in to the guest.")] = None
    outbound: Annotated[Outbound | None, Xml("."), Field(description="What goes out of the guest.")] = None


class Vlan(Spec):
    """Which VLANs an interface is in, on a network or bridge that knows VLANs."""

    trunk: Annotated[
        bool | None,
        Xml("@trunk", YES_NO, LIVE, absent=False, drop=False),
        Field(description="The guest tags its frames itself; so it is with more than one tag."),
    ] = None
    tags: Annotated[
        tuple[Annotated[int, Field(ge=0, le=4095)], ...],
        Many("tag@id", INTEGER, LIVE),
        Field(min_length=1, description="The VLANs' numbers."),
    ]

    @model_validator(mode="after")
    def _trunk(self) -> "Vlan":
        """libvirt makes a trunk of several tags."""
        if len(self.tags) > 1 and self.trunk is False:
            raise ValueError("vlan: several tags make a trunk")
        return self


class FilterParameter(Spec):
    """One parameter of a filter."""

    name: Annotated[
        Line,
        Xml("@name"),
        Field(pattern=r"^[A-Za-z0-9_]+$", description="The parameter: `IP`, `DHCPSERVER`."),
    ]
    value: Annotated[
        Line,
        Xml("@value", impact=LIVE),
        Field(pattern=r"^[A-Za-z0-9_.:]+$", description="Its value."),
    ]


class Filter(Spec):
    """A network filter that libvirt has."""

    name: Annotated[
        Line,
        Xml("@filter", impact=LIVE),
        Refers("NetworkFilter", optional=True),
        Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$", description="The filter: `clean-traffic`."),
    ]
    parameters: Annotated[
        tuple[FilterParameter, ...],
        Each("parameter", key="name", impact=LIVE),
        Field(description="What the filter is told about this interface."),
    ] = ()
