"""Spellings that only a volume's XML has: its sizes, its version, what it was made from. Used by its spec."""

from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from schemas.codecs import Codec, Presence, Size
from schemas.facts import Value

# Bytes: a sector, what qemu-img is told in, how partitions are aligned, an LVM extent as it comes.
_GRAINS = (512, 2**10, 2**20, 4 * 2**20)


def _rounded_up(want: Value, have: Value) -> bool:
    """Storage is handed out in sectors and extents: rounded up to one of them is what was asked for."""
    return isinstance(want, int) and have in {-(-want // grain) * grain for grain in _GRAINS}


def _at_least(want: Value, have: Value) -> bool:
    """Writing allocates more; that much was set aside is all that can be asked."""
    return isinstance(want, int) and isinstance(have, int) and have >= want


def _same_file(want: Value, have: Value) -> bool:
    """A bare name is a volume of the same pool; libvirt answers with its path."""
    return want == have or ("/" not in str(want) and str(have).rpartition("/")[2] == want)


@dataclass(frozen=True, slots=True)
class Compat(Codec):
    """The version of a qcow2 file, below <target>. libvirt says nothing of the oldest one."""

    def read(self, element: _Element, attribute: str) -> Value | None:  # noqa: ARG002 - the port's signature
        """The version; None for other formats."""
        is_qcow2 = element.find("format[@type='qcow2']") is not None
        return element.findtext("compat") or ("0.10" if is_qcow2 else None)

    def write(self, element: _Element, attribute: str, value: Value) -> None:  # noqa: ARG002 - the same
        """Set the version."""
        place = element.find("compat")
        place = etree.SubElement(element, "compat") if place is None else place
        place.text = str(value)


COMPAT = Compat("version", str, str)
CAPACITY = Size("size", int, str, _rounded_up, unit="bytes", implied="bytes")
ALLOCATION = Size("size", int, str, _at_least, unit="bytes", implied="bytes")
MADE_SO = Presence("present", str, str, lambda _want, _have: True)
BACKING = Codec("path or volume", str, str, _same_file)
