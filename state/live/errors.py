"""The one border at which libvirt's errors become ours. Everything that calls libvirt, here and in
`reconciler.kinds`, does so under `translated()`; above it nobody sees a `libvirtError`.

Which code means what follows libvirt's virterror.h (release 9.0) and what hung, killed and refusing daemons
were seen to answer.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import libvirt

from state.errors import Failure, NotFound, Terminal, Transient

__all__ = ["Failure", "NotFound", "Terminal", "Transient", "translate", "translated"]

_NOT_FOUND = frozenset({
    libvirt.VIR_ERR_NO_DOMAIN, libvirt.VIR_ERR_NO_NETWORK, libvirt.VIR_ERR_NO_STORAGE_POOL,
    libvirt.VIR_ERR_NO_STORAGE_VOL, libvirt.VIR_ERR_NO_NODE_DEVICE, libvirt.VIR_ERR_NO_INTERFACE,
    libvirt.VIR_ERR_NO_NWFILTER, libvirt.VIR_ERR_NO_SECRET, libvirt.VIR_ERR_NO_DOMAIN_SNAPSHOT,
    libvirt.VIR_ERR_NO_DOMAIN_CHECKPOINT, libvirt.VIR_ERR_NO_DOMAIN_METADATA, libvirt.VIR_ERR_DEVICE_MISSING,
})  # fmt: skip
_TRANSIENT = frozenset({
    libvirt.VIR_ERR_RPC, libvirt.VIR_ERR_NO_CONNECT, libvirt.VIR_ERR_INVALID_CONN, libvirt.VIR_ERR_SSH,
    libvirt.VIR_ERR_LIBSSH, libvirt.VIR_ERR_OPERATION_TIMEOUT, libvirt.VIR_ERR_OPERATION_ABORTED,
    libvirt.VIR_ERR_RESOURCE_BUSY, libvirt.VIR_ERR_AGENT_UNRESPONSIVE, libvirt.VIR_ERR_AGENT_UNSYNCED,
    libvirt.VIR_ERR_BLOCK_COPY_ACTIVE, libvirt.VIR_ERR_UNKNOWN_HOST,
})  # fmt: skip
_CONNECTION = frozenset(
    {libvirt.VIR_FROM_RPC, libvirt.VIR_FROM_REMOTE, libvirt.VIR_FROM_SSH, libvirt.VIR_FROM_LIBSSH}
)
_REFUSED = frozenset({
    libvirt.VIR_ERR_AUTH_FAILED, libvirt.VIR_ERR_AUTH_CANCELLED, libvirt.VIR_ERR_AUTH_UNAVAILABLE,
    libvirt.VIR_ERR_ACCESS_DENIED, libvirt.VIR_ERR_OPERATION_DENIED,
})  # fmt: skip
_PERMISSION = "join the group libvirt, or let polkit grant org.libvirt.unix.manage to this user"
_DAEMON = "is libvirtd running there? try: virsh -c URI uri"
_BY_CODE = (
    (_REFUSED, _PERMISSION),
    (frozenset({libvirt.VIR_ERR_XML_INVALID_SCHEMA, libvirt.VIR_ERR_XML_ERROR, libvirt.VIR_ERR_XML_DETAIL}),
     "libvirt does not take this definition: compare the fields with `virt-reconcile explain`"),
    (frozenset({libvirt.VIR_ERR_NO_SUPPORT, libvirt.VIR_ERR_CONFIG_UNSUPPORTED,
                libvirt.VIR_ERR_OPERATION_UNSUPPORTED, libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED}),
     "this libvirt, QEMU or driver cannot do it; take the setting out or update the host"),
    (frozenset({libvirt.VIR_ERR_OPERATION_TIMEOUT, libvirt.VIR_ERR_RESOURCE_BUSY}),
     "another operation is in progress; it is tried again"),
    (frozenset({libvirt.VIR_ERR_AGENT_UNRESPONSIVE}), "does qemu-guest-agent run in the guest?"),
)  # fmt: skip
_BY_TEXT = (
    ("permission denied", _PERMISSION),
    ("no space left", "make room on that file system of the host"),
    ("read-only", "connect with write access"),
    ("failed to connect", _DAEMON),
    ("cannot recv data", _DAEMON),
    ("end of file", _DAEMON),
    ("keepalive", "the daemon did not answer; is the host overloaded or libvirtd hung?"),
    ("cannot access storage file", "the disk's file is not there, or QEMU may not read it"),
)  # fmt: skip


@contextmanager
def translated() -> Iterator[None]:
    """Run libvirt calls under this, as a context manager or a decorator: a libvirtError leaves it as ours."""
    try:
        yield
    except libvirt.libvirtError as error:
        raise translate(error) from error


def translate(error: libvirt.libvirtError) -> Failure:
    """What a libvirtError means to us: its class says whether to try again, its text is for people."""
    message = error.get_error_message() or str(error)
    return _class_of(error)(message, _remedy(error, message))


def _class_of(error: libvirt.libvirtError) -> type[Failure]:
    code = error.get_error_code()
    if code in _NOT_FOUND:
        return NotFound
    if code in _REFUSED or _errno(error) in (errno.EACCES, errno.EPERM):
        return Terminal
    # Any word from the transport (refused, reset, keepalive, socket closed) is about the connection.
    return Transient if code in _TRANSIENT or error.get_error_domain() in _CONNECTION else Terminal


def _errno(error: libvirt.libvirtError) -> int | None:
    """The system's error number, which libvirt puts into int1 of a system error."""
    return error.get_int1() if error.get_error_code() == libvirt.VIR_ERR_SYSTEM_ERROR else None


def _remedy(error: libvirt.libvirtError, message: str) -> str:
    code, text = error.get_error_code(), message.lower()
    by_text = (remedy for part, remedy in _BY_TEXT if part in text)
    by_code = (remedy for codes, remedy in _BY_CODE if code in codes)
    return next(by_text, next(by_code, ""))
