"""How libvirt spells parts of caches and who has them, and ways between cells. Used by the specs."""

from lxml.etree import _Element

from schemas.codecs import CPUSET, Codec, Size, rounded
from schemas.facts import Value
from schemas.vm.whole import whole


def ordered_numbers(text: str) -> str:
    """A set of numbers as libvirt spells it: `0,1,2` is `0-2`. ValueError where it has none: `3-1`."""
    ordered = CPUSET.encode(CPUSET.decode(text))
    if not ordered:
        raise ValueError(f"{text!r} chooses no number")
    return ordered


def ordered_monitor(text: str) -> str:
    """Level and processors, these as libvirt spells them: `L3 0-1`."""
    level, _, vcpus = text.partition(" ")
    return f"{level} {ordered_numbers(vcpus)}"


def _get_cache(element: _Element) -> Value | None:
    return f"L{element.get('level')}-{element.get('id')}-{element.get('type')}"


def _put_cache(element: _Element, value: Value) -> None:
    for name, text in zip(("level", "id", "type"), str(value).removeprefix("L").split("-"), strict=True):
        element.set(name, text)


def _get_monitor(element: _Element) -> Value | None:
    return f"L{element.get('level')} {ordered_numbers(element.get('vcpus', ''))}"


def _put_monitor(element: _Element, value: Value) -> None:
    level, _, vcpus = str(value).removeprefix("L").partition(" ")
    element.set("level", level)
    element.set("vcpus", vcpus)


def _get_link(element: _Element) -> Value | None:
    cells = "-".join(text for name in _LINK if (text := element.get(name)) is not None)
    return f"{cells} {element.get('type')}"


def _put_link(element: _Element, value: Value) -> None:
    cells, _, type_ = str(value).partition(" ")
    for name, text in zip(_LINK, cells.split("-"), strict=False):
        element.set(name, text)
    element.set("type", type_)


_LINK = ("initiator", "target", "cache")
LINK_NAME = whole("cells, cache and access", _get_link, _put_link)
NUMBERS = Codec("set of numbers", ordered_numbers, str)
CACHE_NAME = whole("level, number and type", _get_cache, _put_cache)
CACHE_SIZE = Size("size", int, str, rounded("KiB"), unit="KiB", implied="bytes")
MONITOR = whole("level and processors", _get_monitor, _put_monitor)
