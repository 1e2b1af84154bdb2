"""A machine's processors and I/O threads one by one: `spec.individualVcpus`, `iothreadIds` and so on."""

from typing import Annotated

from pydantic import Field

from schemas.codecs import INTEGER, YES_NO
from schemas.fields import Spec, Xml

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Vcpu(Spec):
    """One virtual CPU."""

    id: Annotated[int, Xml("@id", INTEGER), Field(ge=0, description="Which, from 0.")]
    enabled: Annotated[bool, Xml("@enabled", YES_NO), Field(description="Whether it is plugged in.")]
    hotpluggable: Annotated[
        bool | None,
        Xml("@hotpluggable", YES_NO),
        Field(description="Whether it can be plugged in and out while the machine runs."),
    ] = None
    order: Annotated[
        int | None,
        Xml("@order", INTEGER),
        Field(ge=1, description="Its turn at being plugged in, from 1."),
    ] = None


class ThreadPool(Spec):
    """How many helpers a thread has for what would block it."""

    thread_pool_min: Annotated[
        Count | None, Xml("@thread_pool_min", INTEGER), Field(description="At least so many.")
    ] = None
    thread_pool_max: Annotated[
        Count | None, Xml("@thread_pool_max", INTEGER), Field(description="At most so many.")
    ] = None


class Iothread(ThreadPool):
    """One I/O thread."""

    id: Annotated[int, Xml("@id", INTEGER), Field(ge=1, description="Its number.")]
