"""A pool's list of volumes brought up to date, also while other volumes of it are being made.

Called by `reconciler.kinds.volume.creation`. libvirt refuses to look while it allocates, so we wait our turn.
"""

import libvirt
from tenacity import RetryError, Retrying, retry_if_exception, stop_after_delay, wait_fixed

from state.live.errors import Transient

_PATIENCE = 60.0  # seconds; setting aside a large volume's space takes longer than making a sparse one
_PAUSE = 0.05
_BUSY = "asynchronous jobs"  # libvirt has no code of its own for it


def refreshed(pool: libvirt.virStoragePool) -> libvirt.virStoragePool:
    """The pool, with every file in it known. Transient where it stays busy for a minute."""
    waiting = Retrying(
        retry=retry_if_exception(_busy), wait=wait_fixed(_PAUSE), stop=stop_after_delay(_PATIENCE)
    )
    try:
        waiting(pool.refresh)
    except RetryError as error:
        raise Transient(f"pool {pool.name()} has been making other volumes for a minute") from error
    return pool


def _busy(error: BaseException) -> bool:
    return isinstance(error, libvirt.libvirtError) and _BUSY in str(error)
