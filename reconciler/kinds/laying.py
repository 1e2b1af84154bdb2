"""Give libvirt a definition: its schema is the first judge, what libvirt made of the definition is the last.

Why it exists: libvirt's schema knows less than libvirt. It refuses what libvirt takes, and even what libvirt
itself prints, so that a machine from another tool could be neither changed nor made again elsewhere. Without
the schema, libvirt drops in silence what it does not know; so then the result is read, and where it lacks
anything that was to be written, what was there before is put back. Called by the kinds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import libvirt
from lxml.etree import _Element

from reconciler import edit
from reconciler.diff import Sides, compare
from reconciler.kinds.task import Task
from schemas import xml
from schemas.facts import Ref
from schemas.form import Setting, slot_at
from schemas.whole import Whole, pack
from state.live.errors import Terminal
from state.world import Live

_Object = TypeVar("_Object")
_NAMED = 5  # paths in one sentence


@dataclass(frozen=True, slots=True)
class Ground(Generic[_Object]):
    """How definitions of a kind are given to libvirt, read and taken away. validate: the flag of `define`
    that has the schema asked.
    """

    ref: Ref
    task: Task
    define: Callable[[str, int], _Object]
    validate: int
    read: Callable[[_Object], str]
    undefine: Callable[[_Object], object]

    def create(self, document: _Element) -> _Object:
        """Define what does not exist. Terminal, and it still does not, where libvirt would drop a part."""
        return self._laid(document, self.task.wanted, self.undefine)

    def lay_over(self, document: _Element, paths: Iterable[str], before: str) -> _Object:
        """Define anew, with these paths written, what is defined as `before` says. Terminal, and it is as it
        was, where libvirt would drop one of them.
        """
        return self._laid(document, paths, lambda _made: self.define(before, 0))

    def _laid(self, document: _Element, paths: Iterable[str], undo: Callable[[_Object], object]) -> _Object:
        text = xml.text_of(document)
        try:
            return self.define(text, self.validate)
        except libvirt.libvirtError as refusal:
            if refusal.get_error_code() != libvirt.VIR_ERR_XML_INVALID_SCHEMA:
                raise
            made = self.define(text, 0)
            if dropped := self._dropped(self.read(made), paths):
                undo(made)
                raise Terminal(_told(refusal, dropped), "take it out of the manifest") from refusal
            return made

    def _dropped(self, text: str, paths: Iterable[str]) -> list[str]:
        """What of the paths a definition does not say, though it was written."""
        spec, wanted = self.task.spec, self.task.wanted
        written = {
            inner: value
            for path in paths
            for inner, value in edit.selected(spec, path, wanted).items()
            if not isinstance(slot_at(spec, inner), Setting)
        }
        live = Live(self.ref, self.task.uuid, xml.read(spec, xml.parse(text)), whole=Whole(pack(text)))
        changes = compare(Sides(spec, written, None, live, self.task.sources.overlay))
        return [change.path for change in changes if change.path in written]


def _told(refusal: libvirt.libvirtError, dropped: list[str]) -> str:
    more = f" and {len(dropped) - _NAMED} more" if len(dropped) > _NAMED else ""
    return (
        f"libvirt does not know {', '.join(dropped[:_NAMED])}{more}: its schema refuses the definition"
        f" ({' '.join(str(refusal).split())}), and without the schema it drops that; nothing was changed"
    )
