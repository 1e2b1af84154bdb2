"""What time the guest is told, and by which timers: `spec.clock`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import no_two_alike, only_where
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
    catchup_threshold: Annotated[
        int | None,
        Xml("catchup@threshold", INTEGER),
        Field(ge=0, description="How many ticks late it may be before it catches up (catchup)."),
    ] = None
    catchup_slew: Annotated[
        int | None,
        Xml("catchup@slew", INTEGER),
        Field(ge=0, description="How much quicker it then is (catchup)."),
    ] = None
    catchup_limit: Annotated[
        int | None,
        Xml("catchup@limit", INTEGER),
        Field(ge=0, description="More ticks late than this, it gives them up (catchup)."),
    ] = None
    mode: Annotated[
        Literal["auto", "native", "emulate", "paravirt", "smpsafe"] | None,
        Xml("@mode"),
        Field(description="How a `tsc` is provided."),
    ] = None

    @model_validator(mode="after")
    def _of_its_name(self) -> "Timer":
        """Each timer has options of its own."""
        only_where(
            self, self.name in ("rtc", "platform"), ("track",), f"timer rtc or platform, not {self.name}"
        )
        only_where(self, self.name == "tsc", ("frequency", "mode"), f"timer tsc, not {self.name}")
        ticking = self.name not in ("kvmclock", "hypervclock")
        late = ("catchup_threshold", "catchup_slew", "catchup_limit")
        only_where(self, self.tickpolicy == "catchup", late, "tickpolicy catchup")
        only_where(self, ticking, ("tickpolicy",), f"a timer that ticks, not {self.name}")
        return self


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

    @model_validator(mode="after")
    def _of_its_offset(self) -> "Clock":
        """Each way to set a clock has options of its own."""
        only_where(self, self.offset == "timezone", ("timezone",), "clock.offset timezone")
        only_where(self, self.offset == "variable", ("basis", "adjustment"), "clock.offset variable")
        only_where(self, self.offset == "absolute", ("start",), "clock.offset absolute")
        if self.offset == "timezone" and self.timezone is None:
            raise ValueError("clock.offset timezone needs a timezone")
        if self.offset == "absolute" and self.start is None:
            raise ValueError("clock.offset absolute needs a start")
        no_two_alike("timers", (timer.name for timer in self.timers))
        return self
