"""Whether what is in a volume is no more than what a filling leaves behind when it is cut off.

Why it exists: between a crash and the next run somebody may have put a disk of value under the name that we
were filling, of the same size. Called by `reconciler.kinds.volume.creation` before it overwrites anything.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field

import libvirt

from reconciler.kinds.volume.content import Content

_SPARSE = libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM
_CLUSTER = 65536  # bytes; QEMU's own measure for images
_GROWN = 8  # clusters of an image that growing it changes: its header, its tables, and what counts references
_DEVICE = 4096  # bytes of a device that LVM clears, and where a file system or a partition table says so


def is_leftover(volume: libvirt.virStorageVol, content: Content, *, file: bool) -> bool:
    """Whether the volume holds the content's bytes up to some point, and nothing behind it.

    file: it is a file, and all of it is compared. Of a device, which may hold what was there before, its
    beginning is, which is empty or the content's.
    """
    with content.path.open("rb") as source:
        comparison = _Comparison(source.fileno(), content)
        try:
            _read(volume, comparison, file=file)
        except _DifferentError:
            return False
    return True


class _DifferentError(Exception):
    """The rest need not be read."""


@dataclass(slots=True)
class _Comparison:
    """How far both were read, and in which clusters an image was not what a filling leaves."""

    source: int
    content: Content
    position: int = 0
    changed: set[int] = field(default_factory=set)

    def data(self, _stream: libvirt.virStream, have: bytes, _opaque: object) -> int:
        """Take bytes of the volume. _DifferentError where no filling would have left them."""
        image = self.content.form == "qcow2"
        within = max(0, self.content.length - self.position)  # growing an image adds to its end
        self._compare(have[:within] if image else have)
        self.position += len(have)
        if len(self.changed) > (_GROWN if image else 0):
            raise _DifferentError
        return 0

    def _compare(self, have: bytes) -> None:
        want = os.pread(self.source, len(have), self.position)
        if want.startswith(have.rstrip(b"\0")):
            return
        first = self.position - self.position % _CLUSTER
        for begin in range(first, self.position + len(have), _CLUSTER):
            piece = slice(max(0, begin - self.position), begin + _CLUSTER - self.position)
            if not want[piece].startswith(have[piece].rstrip(b"\0")):
                self.changed.add(begin)

    def hole(self, _stream: libvirt.virStream, length: int, _opaque: object) -> int:
        """Take a stretch in which there is nothing."""
        self.position += length
        return 0


def _read(volume: libvirt.virStorageVol, comparison: _Comparison, *, file: bool) -> None:
    stream = volume.connect().newStream()
    volume.download(stream, 0, 0 if file else _DEVICE, _SPARSE if file else 0)
    try:
        if file:
            stream.sparseRecvAll(comparison.data, comparison.hole, None)
        else:
            stream.recvAll(comparison.data, None)
        stream.finish()
    except BaseException:
        with suppress(libvirt.libvirtError):  # it may be broken already
            stream.abort()
        raise
