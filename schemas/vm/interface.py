"""Network interfaces of a machine: `spec.interfaces`."""

from typing import Annotated, Literal

from schemas.codecs import ALIAS, INTEGER, LOWER
from schemas.fields import Impact, Refers, Spec, Xml
from schemas.manifest import DeviceName
from schemas.scalars import Line, Mac


class Interface(Spec):
    """One network card."""

    name: Annotated[DeviceName, Xml("alias@name", ALIAS)]
    network: Annotated[
        Line | None, Xml("source@network", when=("@type", "network"), impact=Impact.LIVE), Refers("Network")
    ] = None
    bridge: Annotated[Line | None, Xml("source@bridge", when=("@type", "bridge"), impact=Impact.LIVE)] = None
    mac: Annotated[Mac | None, Xml("mac@address", LOWER)] = None
    model: Annotated[Line, Xml("model@type")] = "virtio"
    link: Annotated[Literal["up", "down"] | None, Xml("link@state", absent="up", impact=Impact.LIVE)] = None
    mtu: Annotated[int | None, Xml("mtu@size", INTEGER)] = None
    boot_order: Annotated[int | None, Xml("boot@order", INTEGER)] = None
