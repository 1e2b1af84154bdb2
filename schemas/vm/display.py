"""What a person sees, hears and touches: `spec.graphics`, `videos`, `sounds` and `inputs`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import ALIAS, INTEGER, SECRET, YES_NO
from schemas.elsewhere import Elsewhere
from schemas.fields import LIVE, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import FilePath, Line
from schemas.vm.spelling import LISTEN


class Graphics(Spec):
    """One way to the screen. A machine has at most one of each type."""

    type: Annotated[
        Literal["vnc", "spice", "egl-headless"],
        Xml("@type"),
        Field(description="The protocol; its name too, as there is one of each."),
    ]
    port: Annotated[
        int | None,
        Xml("@port", INTEGER),
        Field(ge=1, le=65535, description="A fixed TCP port; libvirt chooses a free one otherwise."),
    ] = None
    tls_port: Annotated[
        int | None,
        Xml("@tlsPort", INTEGER),
        Field(ge=1, le=65535, description="A fixed TCP port for TLS (spice)."),
    ] = None
    autoport: Annotated[
        bool | None, Xml("@autoport", YES_NO), Field(description="Whether libvirt chooses the port.")
    ] = None
    websocket: Annotated[
        int | None,
        Xml("@websocket", INTEGER),
        Field(ge=1, le=65535, description="A fixed TCP port for WebSocket (vnc)."),
    ] = None
    listen: Annotated[
        Line | None, Xml(".", LISTEN), Field(description="The host's address it listens on.")
    ] = None
    socket: Annotated[
        FilePath | None,
        Xml("@socket"),
        Field(description="A UNIX socket on the host, instead of an address (vnc)."),
    ] = None
    password: Annotated[
        Line | Elsewhere | None,
        Xml("@passwd", SECRET, LIVE),
        Field(description="The password, or where it is kept; a vnc server uses its first 8 letters."),
    ] = None
    keymap: Annotated[
        Line | None, Xml("@keymap"), Field(description="The keyboard's layout: `en-us`, `de`.")
    ] = None
    share_policy: Annotated[
        Literal["allow-exclusive", "force-shared", "ignore"] | None,
        Xml("@sharePolicy"),
        Field(description="Whether several may look at once (vnc)."),
    ] = None
    default_mode: Annotated[
        Literal["any", "secure", "insecure"] | None,
        Xml("@defaultMode", absent="any"),
        Field(description="Whether its channels are encrypted (spice)."),
    ] = None
    gl: Annotated[
        bool | None,
        Xml("gl@enable", YES_NO),
        Field(description="Whether the host draws with OpenGL (spice)."),
    ] = None
    rendernode: Annotated[
        FilePath | None,
        Xml("gl@rendernode"),
        Field(description="The host's render device: /dev/dri/renderD128."),
    ] = None
    clipboard: Annotated[
        bool | None,
        Xml("clipboard@copypaste", YES_NO),
        Field(description="Whether copy and paste reach the guest (spice)."),
    ] = None
    filetransfer: Annotated[
        bool | None,
        Xml("filetransfer@enable", YES_NO),
        Field(description="Whether files can be dropped into the guest (spice)."),
    ] = None

    @model_validator(mode="after")
    def _port_or_autoport(self) -> "Graphics":
        """A port is fixed or chosen by libvirt; a socket has none."""
        if self.autoport and (self.port is not None or self.tls_port is not None):
            raise ValueError(f"graphics {self.type}: autoport chooses the port; leave one of the two out")
        if self.socket is not None and (self.port is not None or self.listen is not None):
            raise ValueError(f"graphics {self.type}: a socket has no port and no listen address")
        return self

    @model_validator(mode="after")
    def _of_its_type(self) -> "Graphics":
        """Each protocol has options of its own."""
        spice = ("tls_port", "default_mode", "gl", "clipboard", "filetransfer")
        served = ("port", "autoport", "listen", "password", "keymap")
        only_where(self, self.type == "spice", spice, f"graphics spice, not {self.type}")
        only_where(
            self,
            self.type == "vnc",
            ("websocket", "socket", "share_policy"),
            f"graphics vnc, not {self.type}",
        )
        only_where(self, self.type != "egl-headless", served, f"graphics vnc or spice, not {self.type}")
        drawn = self.gl is not None or self.type == "egl-headless"
        only_where(self, drawn, ("rendernode",), "gl, or graphics egl-headless")
        return self


class Video(Spec):
    """One graphics card."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "video"
    model: Annotated[
        Literal["vga", "cirrus", "vmvga", "virtio", "qxl", "bochs", "ramfb", "none"],
        Xml("model@type"),
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
    heads: Annotated[
        int | None, Xml("model@heads", INTEGER), Field(ge=1, le=16, description="How many screens.")
    ] = None
    primary: Annotated[
        bool | None, Xml("model@primary", YES_NO), Field(description="Whether it is the first card.")
    ] = None
    accel3d: Annotated[
        bool | None,
        Xml("model/acceleration@accel3d", YES_NO),
        Field(alias="accel3d", description="Whether the guest can draw in three dimensions (virtio)."),
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

    @model_validator(mode="after")
    def _resolution(self) -> "Video":
        """A resolution has two numbers."""
        if (self.width is None) != (self.height is None):
            raise ValueError("width and height go together")
        only_where(self, self.model == "qxl", ("ram", "vgamem"), f"model qxl, not {self.model}")
        return self


class Sound(Spec):
    """One sound card."""

    name: Annotated[
        DeviceName, Xml("alias@name", ALIAS), Field(description="Our name for it; libvirt's alias.")
    ] = "sound"
    model: Annotated[
        Literal["ich9", "ich6", "ich7", "ac97", "es1370", "sb16", "usb"],
        Xml("@model"),
        Field(description="The card that the guest sees."),
    ]


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
