"""A local file whose bytes a new volume gets: what it holds, and sending it without its holes.

Called by `reconciler.kinds.volume.creation`. The file is on this machine, the volume perhaps on another.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import libvirt

from schemas.facts import Facts
from state.live.errors import Terminal

_QCOW2 = b"QFI\xfb"
_SIZE_AT = (
    24  # where a qcow2 header has the virtual size, eight bytes, big-endian (QEMU's docs/interop/qcow2.txt)
)
_CHUNK = 256 * 1024 - 24  # what fits into one message of libvirt's protocol
_REPORT = 256 * 2**20  # bytes between two lines of progress
_SPARSE = libvirt.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM


@dataclass(frozen=True, slots=True)
class Content:
    """A file to fill a volume with. length: its bytes; size: what a guest sees; form: raw or qcow2."""

    path: Path
    length: int
    size: int
    form: str

    @classmethod
    def of(cls, path: str) -> "Content":
        """Look at the file. Terminal where it cannot be read."""
        try:
            with Path(path).open("rb") as file:
                head = file.read(_SIZE_AT + 8)
                length = os.fstat(file.fileno()).st_size
        except OSError as error:
            raise Terminal(
                f"the content {path} cannot be read: {error.strerror}", "it is read on this machine"
            ) from error
        if head.startswith(_QCOW2):
            return cls(Path(path), length, int.from_bytes(head[_SIZE_AT:], "big"), "qcow2")
        return cls(Path(path), length, length, "raw")

    def check(self, wanted: Facts) -> None:
        """Terminal where a volume of these facts cannot hold it: nothing is made then."""
        form, capacity = wanted.get("format"), int(str(wanted["capacity"]))
        if form is not None and (form == "qcow2") != (self.form == "qcow2"):
            raise Terminal(f"the content {self.path} is {self.form} and the volume is to be {form}")
        if self.size > capacity:
            raise Terminal(f"the content {self.path} has {self.size} bytes, the volume is to have {capacity}")


def send(volume: libvirt.virStorageVol, content: Content, plan: "Sending") -> None:
    """Write the file's bytes into the volume from its start; returns when libvirt has taken all of them."""
    stream = volume.connect().newStream()
    try:
        volume.upload(stream, 0, max(content.length, plan.until), _SPARSE if plan.sparse else 0)
        with content.path.open("rb") as file:
            for extent in _extents(file, content.length):
                _send_extent(stream, file, extent, plan)
                plan.tell(extent.end, content.length)
        _send_zeros(stream, plan.until - content.length)
        stream.finish()
    except BaseException:
        with suppress(libvirt.libvirtError):  # it may be broken already
            stream.abort()
        raise


@dataclass(frozen=True, slots=True)
class Sending:
    """How to send. sparse: holes stay holes, which needs a fresh file. until: zeros follow up to here."""

    progress: Callable[[str], None]
    sparse: bool = False
    until: int = 0

    def tell(self, sent: int, length: int) -> None:
        """One line for whoever watches."""
        self.progress(f"{sent * 100 // length} % of {length} bytes sent")


@dataclass(frozen=True, slots=True)
class _Extent:
    """A stretch of the file, at most `_REPORT` long: data, or a hole."""

    start: int
    end: int
    data: bool


def _extents(file: BinaryIO, length: int) -> Iterator[_Extent]:
    start = 0
    while start < length:
        data = _next(file, start, os.SEEK_DATA, length)
        end = data if data > start else min(_next(file, start, os.SEEK_HOLE, length), start + _REPORT)
        yield _Extent(start, end, data == start)
        start = end


def _next(file: BinaryIO, start: int, what: int, length: int) -> int:
    try:
        return min(os.lseek(file.fileno(), start, what), length)
    except OSError:  # none up to the end
        return length


def _send_extent(stream: libvirt.virStream, file: BinaryIO, extent: _Extent, plan: Sending) -> None:
    if extent.data:
        file.seek(extent.start)
        for start in range(extent.start, extent.end, _CHUNK):
            _send_all(stream, file.read(min(_CHUNK, extent.end - start)))
    elif plan.sparse:
        stream.sendHole(extent.end - extent.start)
    else:
        _send_zeros(stream, extent.end - extent.start)


def _send_zeros(stream: libvirt.virStream, count: int) -> None:
    for start in range(0, count, _CHUNK):
        _send_all(stream, bytes(min(_CHUNK, count - start)))


def _send_all(stream: libvirt.virStream, data: bytes) -> None:
    while data:
        data = data[stream.send(data) :]
