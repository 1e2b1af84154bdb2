"""What time the guest is told, and by which timers: `spec.clock`."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codecs import INTEGER, YES_NO
from schemas.fields import Each, Spec, Xml
from schemas.scalars import Line


class Timer(Spec):
    """One of the guest's timers."""

    name: Annotated[
        Literal["platform", "hpet", "kvmclock", "pit", "rtc", "tsc", "hypervclock", "armvtimer"],
        Xml("@name"),
        Field(description="Which timer."),
    ]
    present: Annotated[
        bool | None, Xml("@present", YES_NO), Field(description="Whether the guest has it.")
    ] = None
    tickpolicy: Annotated[
        Literal["delay", "catchup", "merge", "discard"] | None,
        Xml("@tickpolicy"),
        Field(description="What becomes of ticks that the guest missed."),
    ] = None
    track: Annotated[
        Literal["boot", "guest", "wall", "realtime"] | None,
        Xml("@track"),
        Field(description="What an `rtc` or `platform` timer follows."),
    ] = None
    frequency: Annotated[
        int | None, Xml("@frequency", INTEGER), Field(ge=1, description="The frequency of a `tsc`, in Hz.")
    ] = None
    mode: Annotated[
        Literal["auto", "native", "emulate", "paravirt", "smpsafe"] | None,
        Xml("@mode"),
        Field(description="How a `tsc` is provided."),
    ] = None


class Clock(Spec):
    """The guest's clock."""

    offset: Annotated[
        Literal["utc", "localtime", "timezone", "variable", "absolute"],
        Xml("@offset"),
        Field(description="What the guest's clock is set to when it boots."),
    ] = "utc"
    timezone: Annotated[
        Line | None,
        Xml("@timezone"),
        Field(description="The zone, where `offset` is `timezone`: `Europe/Paris`."),
    ] = None
    basis: Annotated[
        Literal["utc", "localtime"] | None,
        Xml("@basis"),
        Field(description="What `adjustment` counts from, where `offset` is `variable`."),
    ] = None
    adjustment: Annotated[
        int | None,
        Xml("@adjustment", INTEGER, running=False),
        Field(
            description="Seconds away from the basis; the guest's own changes are kept in it while it runs."
        ),
    ] = None
    start: Annotated[
        int | None,
        Xml("@start", INTEGER),
        Field(ge=0, description="Seconds since 1970, where `offset` is `absolute`."),
    ] = None
    timers: Annotated[
        tuple[Timer, ...],
        Each("timer", key="name"),
        Field(description="Which timers the guest has, and how they tick."),
    ] = ()
