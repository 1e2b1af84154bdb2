"""Where a law is known not to hold, and why: few, each looked at.

Called by `tests.corpus.verdict`.
"""

from collections.abc import Mapping
from types import MappingProxyType

_NEXT, _ADOPTION = "the next version is made", "adoption changes nothing"
_RELEASED = (
    "what the manifest does not state any more is left as it is (decision 7), and libvirt refuses the new"
    " part beside it; its error says so, and nothing is changed"
)
_ENDLESS = "its memory is the number that libvirt spells `unlimited` with, which is no size of a machine"

# By law and document.
EXCEPTIONS: Mapping[tuple[str, str], str] = MappingProxyType({
    (_ADOPTION, "libvirt/tests/qemuxml2argvdata/memory-align-fail.xml"): _ENDLESS,
    (_NEXT, "libvirt/tests/qemuxml2argvdata/encrypted-disk.xml"): _RELEASED,
    (_NEXT, "libvirt/tests/qemuxml2argvdata/pci-rom-disabled.xml"): _RELEASED,
    (_NEXT, "libvirt/tests/qemuxml2xmloutdata/pci-rom-disabled.xml"): _RELEASED,
})  # fmt: skip
