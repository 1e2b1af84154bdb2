"""Documents that kill libvirtd 9.0, each by the name of its defect. Asked before anything is defined.

Why it exists: a refusal from libvirt would do, but here its parser writes over memory on the way to refusing,
and a heap that was written over takes the daemon down now, or in somebody else's call. Its schema stops the
first defect and not the second. Used by `reconciler.kinds.vm.definition`, and by the tests of the corpus.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lxml.etree import _Element

_LOCAL, _FARTHEST = 10, 255  # libvirt's LOCAL_DISTANCE and UNREACHABLE


def defect(document: _Element) -> str:
    """Which defect a machine's document would hit; '' where it is harmless."""
    return next((name for name, hits in _DEFECTS.items() if hits(document)), "")


def _scsi_host_with_rawio(document: _Element) -> bool:
    """virDomainHostdevDefParseXMLSubsys: whatever rawio says is written over the pointer to the wwpn."""
    return document.find("devices/hostdev[@type='scsi_host'][@rawio]") is not None


def _wrong_distances(document: _Element) -> bool:
    """virDomainNumaDefNodeDistanceParseXML: where it refuses a distance, it writes beyond the last cell."""
    cells = document.findall("cpu/numa/cell")
    return any(
        _wrong(cell.get("id", str(position)), len(cells), distances)
        for position, cell in enumerate(cells)
        for distances in cell.findall("distances")
    )


def _wrong(own: str, cells: int, distances: _Element) -> bool:
    siblings = [(each.get("id", ""), each.get("value", "")) for each in distances.findall("sibling")]
    return not siblings or any(
        not (sibling.isdigit() and value.isdigit())
        or int(sibling) >= cells
        or not _LOCAL <= int(value) <= _FARTHEST
        or (int(value) == _LOCAL) != (sibling == own)
        for sibling, value in siblings
    )


_DEFECTS: Mapping[str, Callable[[_Element], bool]] = MappingProxyType({
    "a scsi_host hostdev with rawio": _scsi_host_with_rawio,
    "a NUMA distance out of its range (10 is a cell's own, others are 11 to 255)": _wrong_distances,
})  # fmt: skip
