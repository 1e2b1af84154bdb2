"""What of the host plays and records a machine's sound: `spec.audios`. Sound cards are `spec.sounds`."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER, YES_NO
from schemas.fields import Spec, Xml
from schemas.scalars import Line

Options: TypeAlias = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
Number = Annotated[int, Field(ge=0, le=2**32 - 1)]
_OF_TYPE: Options = (
    (("oss",), ("try_mmap", "exclusive", "dsp_policy")),
    (("pulseaudio",), ("server_name",)),
    (("sdl",), ("driver",)),
    (("file",), ("path",)),
)
_STREAM_OF_TYPE: Options = (
    (("alsa", "oss"), ("dev",)),
    (("oss", "coreaudio", "sdl"), ("buffer_count",)),
    (("oss",), ("try_poll",)),
    (("jack",), ("server_name", "client_name", "connect_ports", "exact_name")),
    (("pulseaudio",), ("name", "stream_name", "latency")),
)


class Stream(Spec):
    """One direction of the sound. Which fields mean something depends on the backend's type."""

    mixing_engine: Annotated[
        bool | None, Xml("@mixingEngine", YES_NO), Field(description="Whether QEMU mixes and converts.")
    ] = None
    fixed_settings: Annotated[
        bool | None,
        Xml("@fixedSettings", YES_NO),
        Field(description="Whether the host's settings are those below, whatever the guest's are."),
    ] = None
    voices: Annotated[Number | None, Xml("@voices", INTEGER), Field(description="How many streams.")] = None
    buffer_length: Annotated[
        Number | None, Xml("@bufferLength", INTEGER), Field(description="Microseconds of a buffer.")
    ] = None
    frequency: Annotated[
        Number | None, Xml("settings@frequency", INTEGER), Field(description="Samples a second.")
    ] = None
    channels: Annotated[
        Number | None, Xml("settings@channels", INTEGER), Field(description="Channels: 2 is stereo.")
    ] = None
    format: Annotated[
        Literal["s8", "u8", "s16", "u16", "s32", "u32", "f32"] | None,
        Xml("settings@format"),
        Field(description="What a sample is."),
    ] = None
    dev: Annotated[
        Line | None,
        Xml("@dev"),
        Field(pattern=r"^[a-zA-Z0-9_./\\:-]+$", description="The host's device (alsa, oss)."),
    ] = None
    buffer_count: Annotated[
        Number | None, Xml("@bufferCount", INTEGER), Field(description="Buffers (oss, coreaudio, sdl).")
    ] = None
    try_poll: Annotated[bool | None, Xml("@tryPoll", YES_NO), Field(description="Poll the device (oss).")] = (
        None
    )
    name: Annotated[Line | None, Xml("@name"), Field(description="The sink or source (pulseaudio).")] = None
    stream_name: Annotated[
        Line | None, Xml("@streamName"), Field(description="The stream's name (pulseaudio).")
    ] = None
    latency: Annotated[
        Number | None, Xml("@latency", INTEGER), Field(description="Microseconds of delay (pulseaudio).")
    ] = None
    server_name: Annotated[Line | None, Xml("@serverName"), Field(description="The server (jack).")] = None
    client_name: Annotated[
        Line | None, Xml("@clientName"), Field(description="What we are called there (jack).")
    ] = None
    connect_ports: Annotated[
        Line | None, Xml("@connectPorts"), Field(description="A pattern of ports to connect with (jack).")
    ] = None
    exact_name: Annotated[
        bool | None, Xml("@exactName", YES_NO), Field(description="Insist on `clientName` (jack).")
    ] = None


class Audio(Spec):
    """One backend. Sound cards and displays choose one by its number."""

    id: Annotated[int, Xml("@id", INTEGER), Field(ge=1, le=255, description="Its number, from 1.")]
    type: Annotated[
        Literal[
            "none",
            "alsa",
            "coreaudio",
            "dbus",
            "jack",
            "oss",
            "pulseaudio",
            "sdl",
            "spice",
            "file",
        ],
        Xml("@type"),
        Field(description="Where the sound goes."),
    ]
    timer_period: Annotated[
        Number | None, Xml("@timerPeriod", INTEGER), Field(description="Microseconds between two looks.")
    ] = None
    path: Annotated[
        Line | None,
        Xml("@path"),
        Field(pattern=r"^[a-zA-Z0-9_./+:%,-]+$", description="The WAV file that is written (file)."),
    ] = None
    server_name: Annotated[
        Line | None, Xml("@serverName"), Field(description="The server's address (pulseaudio).")
    ] = None
    driver: Annotated[
        Literal["esd", "alsa", "arts", "pulseaudio"] | None,
        Xml("@driver"),
        Field(description="Which driver SDL uses (sdl)."),
    ] = None
    try_mmap: Annotated[
        bool | None, Xml("@tryMMap", YES_NO), Field(description="Map the device's memory (oss).")
    ] = None
    exclusive: Annotated[
        bool | None, Xml("@exclusive", YES_NO), Field(description="Have the device alone (oss).")
    ] = None
    dsp_policy: Annotated[
        int | None,
        Xml("@dspPolicy", INTEGER),
        Field(ge=-1, le=10, description="How delay is traded for processor time; -1 is by buffers (oss)."),
    ] = None
    input: Annotated[Stream | None, Xml("input"), Field(description="What the guest hears.")] = None
    output: Annotated[Stream | None, Xml("output"), Field(description="What the guest plays.")] = None

    @model_validator(mode="after")
    def _of_its_type(self) -> "Audio":
        """Each type has options of its own."""
        for types, fields in _OF_TYPE:
            only_where(self, self.type in types, fields, f"audio {' or '.join(types)}, not {self.type}")
        for stream in filter(None, (self.input, self.output)):
            for kinds, options in _STREAM_OF_TYPE:
                only_where(
                    stream, self.type in kinds, options, f"audio {' or '.join(kinds)}, not {self.type}"
                )
        return self
