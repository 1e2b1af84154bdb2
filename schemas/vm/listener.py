"""How libvirt spells where a display listens: an address, a socket, a port. Used by the spec of graphics."""

from lxml.etree import _Element

from schemas.codecs import Codec
from schemas.facts import Value
from schemas.vm.whole import emptied, whole

NOWHERE = "none"


def _get_listen(element: _Element) -> Value | None:
    if element.find("listen[@type='none']") is not None:
        return NOWHERE
    listen = element.find("listen[@type='address']")
    return element.get("listen") if listen is None else listen.get("address", element.get("listen"))


def _put_listen(element: _Element, value: Value) -> None:
    """libvirt keeps the address twice, and refuses a display where the two differ."""
    if value == NOWHERE:
        element.attrib.pop("listen", None)
        _listener(element, "none")
    else:
        element.set("listen", str(value))
        _listener(element, "address").set("address", str(value))


def _get_socket(element: _Element) -> Value | None:
    listen = element.find("listen[@type='socket']")
    return element.get("socket") if listen is None else listen.get("socket", element.get("socket"))


def _put_socket(element: _Element, value: Value) -> None:
    """A VNC server's socket is kept twice, too."""
    if element.get("type") == "vnc":
        element.set("socket", str(value))
    _listener(element, "socket").set("socket", str(value))


def _listener(element: _Element, type_: str) -> _Element:
    listen = element.find(f"listen[@type='{type_}']")
    if listen is None:
        listen = element.makeelement("listen", {"type": type_})
        emptied(element, "listen").append(listen)
    return listen


def _port(text: str) -> Value:
    """libvirt spells a port that it chooses -1."""
    if int(text) < 0:
        raise ValueError(text)
    return int(text)


LISTEN = whole("address", _get_listen, _put_listen)
SOCKET = whole("socket", _get_socket, _put_socket)
PORT = Codec("integer", _port, str)
