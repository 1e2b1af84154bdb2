"""What the guest draws, sounds and is touched with: `spec.videos`, `sounds` and `inputs`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import ALIAS, INTEGER, YES_NO
from schemas.fields import Many, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath
from schemas.vm.device import Place, Virtio


class Video(Spec):
    """One graphics card."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "video"
    model: Annotated[
        Literal["vga", "cirrus", "vmvga", "virtio", "qxl", "bochs", "ramfb", "none", "xen", "vbox", "gop"],
        Xml("model@type", resets=("model@ram", "model@vram", "model@vram64", "model@vgamem")),
        Field(description="The card that the guest sees."),
    ]
    vram: Annotated[
        int | None,
        Xml("model@vram", INTEGER),
        Field(ge=1, description="KiB of video memory, rounded up by libvirt."),
    ] = None
    ram: Annotated[
        int | None, Xml("model@ram", INTEGER), Field(ge=1, description="KiB of the primary bar (qxl).")
    ] = None
    vgamem: Annotated[
        int | None,
        Xml("model@vgamem", INTEGER),
        Field(ge=1, description="KiB of the VGA frame buffer (qxl)."),
    ] = None
    vram64: Annotated[
        int | None,
        Xml("model@vram64", INTEGER),
        Field(alias="vram64", ge=1, description="KiB of the secondary bar above 4 GiB (qxl)."),
    ] = None
    heads: Annotated[
        int | None, Xml("model@heads", INTEGER), Field(ge=1, description="How many screens.")
    ] = None
    primary: Annotated[
        bool | None, Xml("model@primary", YES_NO), Field(description="Whether it is the first card.")
    ] = None
    accel3d: Annotated[
        bool | None,
        Xml("model/acceleration@accel3d", YES_NO),
        Field(alias="accel3d", description="Whether the guest can draw in three dimensions (virtio)."),
    ] = None
    accel2d: Annotated[
        bool | None,
        Xml("model/acceleration@accel2d", YES_NO),
        Field(alias="accel2d", description="Whether two dimensions are quick (VirtualBox)."),
    ] = None
    rendernode: Annotated[
        FilePath | None,
        Xml("model/acceleration@rendernode"),
        Field(description="The host's render device (virtio, with driver vhostuser)."),
    ] = None
    driver: Annotated[
        Literal["qemu", "vhostuser"] | None,
        Xml("driver@name"),
        Field(description="Who draws: QEMU, or a process of its own (virtio)."),
    ] = None
    vgaconf: Annotated[
        Literal["io", "on", "off"] | None,
        Xml("driver@vgaconf"),
        Field(description="Whether it answers at VGA's addresses (bhyve)."),
    ] = None
    width: Annotated[
        int | None,
        Xml("model/resolution@x", INTEGER),
        Field(ge=1, description="The preferred width, in pixels; with `height`."),
    ] = None
    height: Annotated[
        int | None,
        Xml("model/resolution@y", INTEGER),
        Field(ge=1, description="The preferred height, in pixels; with `width`."),
    ] = None
    virtio: Virtio = None
    place: Place = None

    @model_validator(mode="after")
    def _resolution(self) -> "Video":
        """A resolution has two numbers."""
        if (self.width is None) != (self.height is None):
            raise ValueError("width and height go together")
        only_where(self, self.model == "qxl", ("ram", "vgamem", "vram64"), f"model qxl, not {self.model}")
        return self


class Sound(Spec):
    """One sound card."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "sound"
    model: Annotated[
        Literal["ich9", "ich6", "ich7", "ac97", "es1370", "sb16", "usb", "pcspk"],
        Xml("@model"),
        Field(description="The card that the guest sees."),
    ]
    codecs: Annotated[
        tuple[Literal["duplex", "micro", "output"], ...] | None,
        Many("codec@type"),
        Field(min_length=1, description="What is plugged into the card (ich6, ich9)."),
    ] = None
    audio: Annotated[
        int | None,
        Xml("audio@id", INTEGER),
        Field(ge=1, le=255, description="Which of `audios` it is heard by."),
    ] = None
    place: Place = None


class Input(Spec):
    """A mouse, tablet or keyboard."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; its type where left out.")
    ]
    type: Annotated[
        Literal["tablet", "mouse", "keyboard", "passthrough"], Xml("@type"), Field(description="What it is.")
    ]
    bus: Annotated[
        Literal["usb", "virtio", "ps2"], Xml("@bus"), Field(description="What it is attached to.")
    ] = "usb"
    evdev: Annotated[
        FilePath | None,
        Xml("source@evdev"),
        Field(description="The host's event device that is handed through (passthrough)."),
    ] = None
    virtio: Virtio = None
    place: Place = None

    @model_validator(mode="before")
    @classmethod
    def _named_by_type(cls, written: object) -> object:
        if isinstance(written, dict) and "type" in written:
            return {"name": written["type"], **written}
        return written

    @model_validator(mode="after")
    def _handed_through(self) -> "Input":
        """What is handed through comes from the host and speaks virtio."""
        through = self.type == "passthrough"
        if through != (self.evdev is not None) or (through and self.bus != "virtio"):
            raise ValueError(
                f"input {self.name}: type passthrough has an evdev and bus virtio, others have no evdev"
            )
        return self
