"""Codecs of values that fill several places of one element. Used by this package's spellings."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element

from schemas.codecs import Codec
from schemas.facts import Value


@dataclass(frozen=True, slots=True)
class Whole:
    """How a value that fills several places of one element is got from it and put into it."""

    get: Callable[[_Element], Value | None]
    put: Callable[[_Element, Value], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCodec(Codec):
    """A codec of a whole element: a field that has it names no attribute."""

    whole: Whole

    def read(self, element: _Element, _attribute: str) -> Value | None:
        """The element's value; None where it has none."""
        return self.whole.get(element)

    def write(self, element: _Element, _attribute: str, value: Value) -> None:
        """Set the element to the value."""
        self.whole.put(element, value)


def whole(
    kind: str, get: Callable[[_Element], Value | None], put: Callable[[_Element, Value], None]
) -> Codec:
    """A codec that gets its value from a whole element and puts it into one."""
    return WholeCodec(kind, str, str, whole=Whole(get, put))


def emptied(element: _Element, *tags: str) -> _Element:
    """The element without its children of these names; without any child where none is named."""
    for stale in [child for child in element if not tags or child.tag in tags]:
        element.remove(stale)
    return element
