"""Bounds of one disk's input and output: `spec.disks[].iotune`."""

from typing import Annotated

from pydantic import Field, model_validator

from schemas.choice import chosen
from schemas.codecs import INTEGER
from schemas.fields import LIVE, Spec, Xml
from schemas.scalars import Line, Quantity

_PAIRS = tuple(
    (f"total_{what}{ending}", tuple(f"{way}_{what}{ending}" for way in ("read", "write")))
    for what in ("bytes_sec", "iops_sec")
    for ending in ("", "_max", "_max_length")
)


class IoTune(Spec):
    """Bounds; 0 is none. Total excludes read and write."""

    total_bytes_sec: Annotated[
        Quantity | None,
        Xml(
            "iotune/total_bytes_sec",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/read_bytes_sec", "iotune/write_bytes_sec"),
        ),
        Field(description="Bytes per second."),
    ] = None
    read_bytes_sec: Annotated[
        Quantity | None,
        Xml("iotune/read_bytes_sec", INTEGER, LIVE, absent=0, clears=("iotune/total_bytes_sec",)),
        Field(description="Bytes read per second."),
    ] = None
    write_bytes_sec: Annotated[
        Quantity | None,
        Xml("iotune/write_bytes_sec", INTEGER, LIVE, absent=0, clears=("iotune/total_bytes_sec",)),
        Field(description="Bytes written per second."),
    ] = None
    total_bytes_sec_max: Annotated[
        Quantity | None,
        Xml(
            "iotune/total_bytes_sec_max",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/read_bytes_sec_max", "iotune/write_bytes_sec_max"),
        ),
        Field(description="Bytes per second in a burst."),
    ] = None
    read_bytes_sec_max: Annotated[
        Quantity | None,
        Xml("iotune/read_bytes_sec_max", INTEGER, LIVE, absent=0, clears=("iotune/total_bytes_sec_max",)),
        Field(description="Bytes read per second in a burst."),
    ] = None
    write_bytes_sec_max: Annotated[
        Quantity | None,
        Xml("iotune/write_bytes_sec_max", INTEGER, LIVE, absent=0, clears=("iotune/total_bytes_sec_max",)),
        Field(description="Bytes written per second in a burst."),
    ] = None
    total_bytes_sec_max_length: Annotated[
        int | None,
        Xml(
            "iotune/total_bytes_sec_max_length",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/read_bytes_sec_max_length", "iotune/write_bytes_sec_max_length"),
        ),
        Field(ge=0, description="Seconds that a burst of `totalBytesSecMax` may last."),
    ] = None
    read_bytes_sec_max_length: Annotated[
        int | None,
        Xml(
            "iotune/read_bytes_sec_max_length",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/total_bytes_sec_max_length",),
        ),
        Field(ge=0, description="Seconds that a burst of `readBytesSecMax` may last."),
    ] = None
    write_bytes_sec_max_length: Annotated[
        int | None,
        Xml(
            "iotune/write_bytes_sec_max_length",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/total_bytes_sec_max_length",),
        ),
        Field(ge=0, description="Seconds that a burst of `writeBytesSecMax` may last."),
    ] = None
    total_iops_sec: Annotated[
        int | None,
        Xml(
            "iotune/total_iops_sec",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/read_iops_sec", "iotune/write_iops_sec"),
        ),
        Field(ge=0, description="Operations per second."),
    ] = None
    read_iops_sec: Annotated[
        int | None,
        Xml("iotune/read_iops_sec", INTEGER, LIVE, absent=0, clears=("iotune/total_iops_sec",)),
        Field(ge=0, description="Reads per second."),
    ] = None
    write_iops_sec: Annotated[
        int | None,
        Xml("iotune/write_iops_sec", INTEGER, LIVE, absent=0, clears=("iotune/total_iops_sec",)),
        Field(ge=0, description="Writes per second."),
    ] = None
    total_iops_sec_max: Annotated[
        int | None,
        Xml(
            "iotune/total_iops_sec_max",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/read_iops_sec_max", "iotune/write_iops_sec_max"),
        ),
        Field(ge=0, description="Operations per second in a burst."),
    ] = None
    read_iops_sec_max: Annotated[
        int | None,
        Xml("iotune/read_iops_sec_max", INTEGER, LIVE, absent=0, clears=("iotune/total_iops_sec_max",)),
        Field(ge=0, description="Reads per second in a burst."),
    ] = None
    write_iops_sec_max: Annotated[
        int | None,
        Xml("iotune/write_iops_sec_max", INTEGER, LIVE, absent=0, clears=("iotune/total_iops_sec_max",)),
        Field(ge=0, description="Writes per second in a burst."),
    ] = None
    total_iops_sec_max_length: Annotated[
        int | None,
        Xml(
            "iotune/total_iops_sec_max_length",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/read_iops_sec_max_length", "iotune/write_iops_sec_max_length"),
        ),
        Field(ge=0, description="Seconds that a burst of `totalIopsSecMax` may last."),
    ] = None
    read_iops_sec_max_length: Annotated[
        int | None,
        Xml(
            "iotune/read_iops_sec_max_length",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/total_iops_sec_max_length",),
        ),
        Field(ge=0, description="Seconds that a burst of `readIopsSecMax` may last."),
    ] = None
    write_iops_sec_max_length: Annotated[
        int | None,
        Xml(
            "iotune/write_iops_sec_max_length",
            INTEGER,
            LIVE,
            absent=0,
            clears=("iotune/total_iops_sec_max_length",),
        ),
        Field(ge=0, description="Seconds that a burst of `writeIopsSecMax` may last."),
    ] = None
    size_iops_sec: Annotated[
        Quantity | None,
        Xml("iotune/size_iops_sec", INTEGER, LIVE, absent=0),
        Field(description="Bytes that count as one operation."),
    ] = None
    group_name: Annotated[
        Line | None,
        Xml("iotune/group_name", impact=LIVE),
        Field(description="Disks of one group share the bounds."),
    ] = None

    @model_validator(mode="after")
    def _total_or_each(self) -> "IoTune":
        """libvirt takes a bound for both directions together, or one for each."""
        for total, ways in _PAIRS:
            stated = [way for way in ways if getattr(self, way) is not None]
            if getattr(self, total) is not None and stated:
                name, *others = chosen(self, (total, *ways))
                raise ValueError(f"iotune: {name} goes without {' and '.join(others)}")
        return self
