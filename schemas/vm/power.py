"""When a machine runs, how it is stopped, and what follows when the guest ends. A part of its spec."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codecs import YES_NO
from schemas.fields import LIVE, Beside, Spec, Xml
from schemas.policy import RunStrategy

Ending = Literal["destroy", "restart", "preserve", "rename-restart"]
CrashEnding = Literal[
    "destroy", "restart", "preserve", "rename-restart", "coredump-destroy", "coredump-restart"
]


class Shutdown(Spec):
    """How a machine is stopped."""

    timeout: Annotated[
        int, Field(ge=0, le=86400, description="Seconds that the guest is given to shut down by itself.")
    ] = 120
    force: Annotated[
        bool, Field(description="Switch it off when the time is up; otherwise the stop has failed.")
    ] = False


class Pm(Spec):
    """Which sleep states the firmware offers the guest."""

    suspend_to_mem: Annotated[
        bool | None, Xml("suspend-to-mem@enabled", YES_NO), Field(description="Suspend to memory (S3).")
    ] = None
    suspend_to_disk: Annotated[
        bool | None, Xml("suspend-to-disk@enabled", YES_NO), Field(description="Suspend to disk (S4).")
    ] = None


class Power(Spec):
    """The fields of a machine that say when it runs and what happens when it ends."""

    run_strategy: Annotated[
        RunStrategy,
        Field(description="Always on, Halted, Manual (never touched), or on again after a crash."),
    ] = RunStrategy.ALWAYS
    autostart: Annotated[
        bool | None, Beside(), Field(description="Let libvirt start it when the host boots.")
    ] = None
    shutdown: Shutdown = Field(default_factory=Shutdown, description="How it is stopped.")
    on_poweroff: Annotated[
        Ending | None,
        Xml("on_poweroff", impact=LIVE),
        Field(description="What follows when the guest powers off."),
    ] = None
    on_reboot: Annotated[
        Ending | None,
        Xml("on_reboot", impact=LIVE),
        Field(description="What follows when the guest reboots."),
    ] = None
    on_crash: Annotated[
        CrashEnding | None,
        Xml("on_crash", impact=LIVE),
        Field(description="What follows when the guest crashes."),
    ] = None
    on_lockfailure: Annotated[
        Literal["poweroff", "restart", "pause", "ignore"] | None,
        Xml("on_lockfailure"),
        Field(description="What follows when a lock of its disks is lost."),
    ] = None
    pm: Annotated[Pm | None, Xml("pm"), Field(description="Sleep states offered to the guest.")] = None
