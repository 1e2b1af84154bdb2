"""Ways to a machine's screen: `spec.graphics`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.choice import only_where
from schemas.codecs import INTEGER, ON_OFF, SECRET, YES_NO
from schemas.elsewhere import Elsewhere
from schemas.fields import LIVE, Each, Spec, Xml
from schemas.scalars import FilePath, Line, Moment
from schemas.vm.listener import LISTEN, PORT, SOCKET

Mode = Literal["any", "secure", "insecure"]
_SERVED = ("vnc", "spice", "rdp")
_OF_TYPE = (
    (
        ("spice",),
        (
            "tls_port", "default_mode", "clipboard", "filetransfer", "channels", "image_compression",
            "jpeg_compression", "zlib_compression", "playback_compression", "streaming", "mouse",
        ),
    ),
    (("vnc",), ("websocket", "share_policy", "power_control")),
    (("vnc", "spice"), ("socket", "password", "password_valid_to", "keymap", "connected")),
    (_SERVED, ("port", "autoport", "listen", "listen_network")),
    (("sdl", "desktop"), ("display", "fullscreen")),
    (("sdl",), ("xauth",)),
    (("dbus",), ("address", "p2p")),
    (("rdp",), ("replace_user", "multi_user")),
    (("vnc", "dbus"), ("audio",)),
    (("spice", "sdl", "dbus"), ("gl",)),
)  # fmt: skip


class GraphicsChannel(Spec):
    """One of the streams that a spice connection is made of."""

    name: Annotated[
        Literal["main", "display", "inputs", "cursor", "playback", "record", "smartcard", "usbredir"],
        Xml("@name"),
        Field(description="The stream."),
    ]
    mode: Annotated[Mode, Xml("@mode"), Field(description="Whether it is encrypted.")]


class Graphics(Spec):
    """One way to the screen. A machine has at most one of each type."""

    type: Annotated[
        Literal["vnc", "spice", "egl-headless", "sdl", "dbus", "rdp", "desktop"],
        Xml("@type"),
        Field(description="The protocol; its name too, as there is one of each."),
    ]
    port: Annotated[
        int | None,
        Xml("@port", PORT),
        Field(ge=1, le=65535, description="A fixed TCP port; libvirt chooses a free one otherwise."),
    ] = None
    tls_port: Annotated[
        int | None,
        Xml("@tlsPort", PORT),
        Field(ge=1, le=65535, description="A fixed TCP port for TLS (spice)."),
    ] = None
    autoport: Annotated[
        bool | None, Xml("@autoport", YES_NO), Field(description="Whether libvirt chooses the port.")
    ] = None
    websocket: Annotated[
        int | None,
        Xml("@websocket", PORT),
        Field(ge=1, le=65535, description="A fixed TCP port for WebSocket (vnc)."),
    ] = None
    listen: Annotated[
        Line | None,
        Xml(".", LISTEN),
        Field(description="The host's address it listens on; `none` is nowhere."),
    ] = None
    listen_network: Annotated[
        Line | None,
        Xml("listen[@type='network']@network"),
        Field(description="A network of libvirt, on whose first address it listens."),
    ] = None
    socket: Annotated[
        FilePath | None,
        Xml(".", SOCKET),
        Field(description="A UNIX socket on the host, instead of an address (vnc, spice)."),
    ] = None
    password: Annotated[
        Line | Elsewhere | None,
        Xml("@passwd", SECRET, LIVE),
        Field(description="The password, or where it is kept; a vnc server uses its first 8 letters."),
    ] = None
    keymap: Annotated[
        Line | None, Xml("@keymap"), Field(description="The keyboard's layout: `en-us`, `de`.")
    ] = None
    password_valid_to: Annotated[
        Moment | None,
        Xml("@passwdValidTo"),
        Field(description="Until when the password is good: `2030-01-31T12:00:00`, UTC."),
    ] = None
    connected: Annotated[
        Literal["fail", "disconnect", "keep"] | None,
        Xml("@connected"),
        Field(description="What a changed password does to who is connected; vnc can `keep` only."),
    ] = None
    power_control: Annotated[
        bool | None,
        Xml("@powerControl", YES_NO),
        Field(description="Whether who looks may stop and reset the machine (vnc)."),
    ] = None
    share_policy: Annotated[
        Literal["allow-exclusive", "force-shared", "ignore"] | None,
        Xml("@sharePolicy"),
        Field(description="Whether several may look at once (vnc)."),
    ] = None
    default_mode: Annotated[
        Literal["any", "secure", "insecure"] | None,
        Xml("@defaultMode", when=("@type", "spice"), absent="any"),
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

    mouse: Annotated[
        Literal["server", "client"] | None,
        Xml("mouse@mode"),
        Field(description="Who draws the mouse (spice)."),
    ] = None
    channels: Annotated[
        tuple[GraphicsChannel, ...],
        Each("channel", key="name"),
        Field(description="Whether single streams are encrypted (spice)."),
    ] = ()
    image_compression: Annotated[
        Literal["auto_glz", "auto_lz", "quic", "glz", "lz", "off"] | None,
        Xml("image@compression"),
        Field(description="How images are compressed (spice)."),
    ] = None
    jpeg_compression: Annotated[
        Literal["auto", "never", "always"] | None,
        Xml("jpeg@compression"),
        Field(description="Whether images are, with loss, over slow lines (spice)."),
    ] = None
    zlib_compression: Annotated[
        Literal["auto", "never", "always"] | None,
        Xml("zlib@compression"),
        Field(description="Whether images are once more, over slow lines (spice)."),
    ] = None
    playback_compression: Annotated[
        bool | None,
        Xml("playback@compression", ON_OFF),
        Field(description="Whether sound is compressed (spice)."),
    ] = None
    streaming: Annotated[
        Literal["filter", "all", "off"] | None,
        Xml("streaming@mode"),
        Field(description="What is taken for a film (spice)."),
    ] = None
    audio: Annotated[
        int | None,
        Xml("audio@id", INTEGER),
        Field(ge=1, le=255, description="Which of `audios` is heard with it (vnc, dbus)."),
    ] = None
    display: Annotated[
        Line | None, Xml("@display"), Field(description="The host's X display: `:0.0` (sdl, desktop).")
    ] = None
    xauth: Annotated[
        Line | None, Xml("@xauth"), Field(description="The file with the X display's cookie (sdl).")
    ] = None
    fullscreen: Annotated[
        bool | None, Xml("@fullscreen", YES_NO), Field(description="Fill the host's screen (sdl, desktop).")
    ] = None
    address: Annotated[
        Line | None, Xml("@address"), Field(description="The bus it is on; a private one else (dbus).")
    ] = None
    p2p: Annotated[
        bool | None,
        Xml("@p2p", YES_NO),
        Field(alias="p2p", description="Whether it is on no bus: programs are handed a connection (dbus)."),
    ] = None
    replace_user: Annotated[
        bool | None, Xml("@replaceUser", YES_NO), Field(description="Who comes last gets it (rdp).")
    ] = None
    multi_user: Annotated[
        bool | None, Xml("@multiUser", YES_NO), Field(description="Several may look at once (rdp).")
    ] = None

    @model_validator(mode="after")
    def _port_or_autoport(self) -> "Graphics":
        """A port is fixed or chosen by libvirt; a socket has none."""
        if self.autoport and (self.port is not None or self.tls_port is not None):
            raise ValueError(f"graphics {self.type}: autoport chooses the port; leave one of the two out")
        beside = (
            "port",
            "listen",
            "listen_network",
            "autoport",
            "websocket",
            "share_policy",
            "power_control",
        )
        only_where(self, self.socket is None, beside, f"graphics {self.type} without a socket")
        if self.listen is not None and self.listen_network is not None:
            raise ValueError(f"graphics {self.type}: it listens on an address or on a network")
        return self

    @model_validator(mode="after")
    def _of_its_type(self) -> "Graphics":
        """Each protocol has options of its own."""
        for types, fields in _OF_TYPE:
            only_where(self, self.type in types, fields, f"graphics {' or '.join(types)}, not {self.type}")
        drawn = self.type == "egl-headless" or (self.gl is not None and self.type != "sdl")
        only_where(self, drawn, ("rendernode",), "gl, or graphics egl-headless")
        only_where(self, self.p2p is not True, ("address",), "p2p off")
        only_where(self, self.password is not None, ("password_valid_to", "connected"), "a password")
        if self.type == "vnc" and self.connected not in (None, "keep"):
            raise ValueError("graphics vnc: connected can be keep only")
        return self
