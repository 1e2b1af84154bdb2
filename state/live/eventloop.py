"""libvirt's event loop, which is one a process and has to run wherever a connection is open.

Called by `state.live.connection` before it opens one. Keepalive depends on it: measured with libvirt 9.0, a
call to a hung daemon ends after interval x (count + 1) seconds while a thread runs the loop, and never
without; and it is this thread that answers the daemon's own probes. libvirt knows no end of it, so the
thread is a daemon thread that lasts as long as the process.
"""

import threading
import time

import libvirt

NAME = "libvirt-events"


def keep_running() -> None:
    """Have libvirt's event loop run from now on, where it does not yet. Two of them by a race do no harm."""
    if any(thread.name == NAME for thread in threading.enumerate()):
        return
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=_run, name=NAME, daemon=True).start()


def _run() -> None:
    while True:
        try:
            libvirt.virEventRunDefaultImpl()
        except libvirt.libvirtError:
            time.sleep(0.1)  # nothing is known to cause it; a loop that spins would be worse
