"""What machines' ports on a network are given: virtual port, VLAN, bandwidth; and port groups of these."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codecs import INTEGER, LOWER, YES_NO
from schemas.fields import Each, Impact, Spec, Xml
from schemas.scalars import Line, Uuid

_LIVE = Impact.LIVE


class Traffic(Spec):
    """Limits for one direction."""

    average: Annotated[
        int, Xml("@average", INTEGER, _LIVE), Field(ge=1, description="KiB a second, on average")
    ]
    peak: Annotated[
        int | None,
        Xml("@peak", INTEGER, _LIVE),
        Field(ge=1, description="KiB a second, at most, during a burst"),
    ] = None
    burst: Annotated[
        int | None, Xml("@burst", INTEGER, _LIVE), Field(ge=1, description="KiB that may go at peak speed")
    ] = None


class Bandwidth(Spec):
    """Traffic shaping, seen from the guests: inbound is what they receive."""

    inbound: Annotated[Traffic | None, Xml("inbound"), Field(description="to the guests")] = None
    outbound: Annotated[Traffic | None, Xml("outbound"), Field(description="from the guests")] = None


class VlanTag(Spec):
    """One VLAN."""

    id: Annotated[
        int,
        Xml("@id", INTEGER, _LIVE),
        Field(ge=0, le=4095, description="the VLAN's number; names the entry"),
    ]
    native_mode: Annotated[
        Literal["tagged", "untagged"] | None,
        Xml("@nativeMode", impact=_LIVE),
        Field(description="this VLAN is the native one; its frames are tagged or not"),
    ] = None


class Vlan(Spec):
    """The VLANs of a port: one tag, or a trunk of several."""

    trunk: Annotated[
        bool | None,
        Xml("@trunk", YES_NO, _LIVE, drop=False, absent=False),
        Field(description="the port carries several VLANs"),
    ] = None
    tags: Annotated[
        tuple[VlanTag, ...], Each("tag", key="id", impact=_LIVE), Field(min_length=1, description="the VLANs")
    ]


class VirtualPortParameters(Spec):
    """What the switch is told about a port; which of them it wants depends on the type."""

    managerid: Annotated[
        int | None,
        Xml("@managerid", INTEGER, _LIVE),
        Field(ge=0, le=255, description="802.1Qbg: VSI manager"),
    ] = None
    typeid: Annotated[
        int | None, Xml("@typeid", INTEGER, _LIVE), Field(ge=0, le=0xFFFFFF, description="802.1Qbg: VSI type")
    ] = None
    typeidversion: Annotated[
        int | None,
        Xml("@typeidversion", INTEGER, _LIVE),
        Field(ge=0, le=255, description="802.1Qbg: version of the type"),
    ] = None
    instanceid: Annotated[
        Uuid | None, Xml("@instanceid", LOWER, _LIVE), Field(description="802.1Qbg: VSI instance")
    ] = None
    profileid: Annotated[
        Line | None, Xml("@profileid", impact=_LIVE), Field(description="802.1Qbh, openvswitch: port profile")
    ] = None
    interfaceid: Annotated[
        Uuid | None,
        Xml("@interfaceid", LOWER, _LIVE),
        Field(description="openvswitch, midonet: the port's identity"),
    ] = None


class VirtualPort(Spec):
    """The kind of switch that ports are plugged into."""

    type: Annotated[
        Literal["openvswitch", "802.1Qbg", "802.1Qbh", "midonet"] | None,
        Xml("@type", impact=_LIVE),
        Field(description="the switch; none where the machine's interface says it"),
    ] = None
    parameters: Annotated[
        VirtualPortParameters | None,
        Xml("parameters"),
        Field(description="what the switch is told about the port"),
    ] = None


class PortGroup(Spec):
    """Settings that a machine's interface picks by name (`portgroup`)."""

    name: Annotated[
        Line, Xml("@name", impact=_LIVE), Field(description="what interfaces call it; names the entry")
    ]
    default: Annotated[
        bool | None,
        Xml("@default", YES_NO, _LIVE, absent=False),
        Field(description="used by interfaces that pick none; one group at most"),
    ] = None
    trust_guest_rx_filters: Annotated[
        bool | None,
        Xml("@trustGuestRxFilters", YES_NO, _LIVE, absent=False),
        Field(description="let guests change MAC address and filters (macvtap)"),
    ] = None
    virtual_port: Annotated[
        VirtualPort | None, Xml("virtualport"), Field(description="the switch ports are in")
    ] = None
    bandwidth: Annotated[Bandwidth | None, Xml("bandwidth"), Field(description="limits for each port")] = None
    vlan: Annotated[Vlan | None, Xml("vlan"), Field(description="VLANs of each port")] = None
