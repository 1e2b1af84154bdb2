import errno

import libvirt
import pytest

from state.live.errors import Failure, NotFound, Terminal, Transient, translate, translated
from tests.fakes.flaky import libvirt_error

RPC = libvirt.VIR_FROM_RPC
SYSTEM = libvirt.VIR_ERR_SYSTEM_ERROR

# Code, domain and errno as daemons that were missing, hung, killed, full and refusing answered (libvirt 9.0).
SEEN = (
    (libvirt.VIR_ERR_NO_DOMAIN, libvirt.VIR_FROM_QEMU, -1, NotFound),
    (libvirt.VIR_ERR_NO_NETWORK, libvirt.VIR_FROM_NETWORK, -1, NotFound),
    (libvirt.VIR_ERR_NO_STORAGE_POOL, libvirt.VIR_FROM_STORAGE, -1, NotFound),
    (libvirt.VIR_ERR_NO_STORAGE_VOL, libvirt.VIR_FROM_STORAGE, -1, NotFound),
    (SYSTEM, RPC, errno.ENOENT, Transient),
    (SYSTEM, RPC, errno.ECONNREFUSED, Transient),
    (SYSTEM, RPC, errno.ECONNRESET, Transient),
    (SYSTEM, RPC, errno.EACCES, Terminal),
    (libvirt.VIR_ERR_INTERNAL_ERROR, RPC, -1, Transient),
    (libvirt.VIR_ERR_OPERATION_TIMEOUT, libvirt.VIR_FROM_QEMU, -1, Transient),
    (libvirt.VIR_ERR_RESOURCE_BUSY, libvirt.VIR_FROM_QEMU, -1, Transient),
    (libvirt.VIR_ERR_INVALID_CONN, libvirt.VIR_FROM_NONE, -1, Transient),
    (libvirt.VIR_ERR_AUTH_UNAVAILABLE, libvirt.VIR_FROM_POLKIT, -1, Terminal),
    (libvirt.VIR_ERR_ACCESS_DENIED, libvirt.VIR_FROM_ACCESS, -1, Terminal),
    (SYSTEM, libvirt.VIR_FROM_STORAGE, errno.ENOENT, Terminal),
    (SYSTEM, libvirt.VIR_FROM_STORAGE, errno.ENOSPC, Terminal),
    (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_FROM_QEMU, -1, Terminal),
    (libvirt.VIR_ERR_XML_INVALID_SCHEMA, libvirt.VIR_FROM_DOMAIN, -1, Terminal),
)


@pytest.mark.parametrize(("code", "domain", "number", "kind"), SEEN)
def test_an_error_is_of_the_class_that_says_what_to_do(
    code: int, domain: int, number: int, kind: type[Failure]
) -> None:
    """Retry what passes, stop at what stays, and believe in absence only where libvirt says so itself."""
    assert type(translate(libvirt_error(code, domain, number=number))) is kind


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("Failed to connect socket to '/run/x': Connection refused", SYSTEM, "is libvirtd running"),
        ("Failed to connect socket to '/run/x': Permission denied", SYSTEM, "group libvirt"),
        ("authentication unavailable", libvirt.VIR_ERR_AUTH_UNAVAILABLE, "polkit"),
        ("cannot write: No space left on device", SYSTEM, "make room"),
        ("XML document failed to validate", libvirt.VIR_ERR_XML_INVALID_SCHEMA, "explain"),
        ("unsupported configuration: no", libvirt.VIR_ERR_CONFIG_UNSUPPORTED, "update the host"),
        ("cannot acquire state change lock", libvirt.VIR_ERR_OPERATION_TIMEOUT, "tried again"),
    ],
)
def test_a_known_error_comes_with_its_remedy(text: str, code: int, part: str) -> None:
    """What a person can do about it stands in the same line, in brackets."""
    shown = str(translate(libvirt_error(code, text=text)))
    assert shown.startswith(f"{text} (")
    assert part in shown


def test_a_message_is_one_line() -> None:
    """libvirt's longer stories (QEMU's log, a schema's) are one line for people."""
    failure = translate(libvirt_error(libvirt.VIR_ERR_INTERNAL_ERROR, text="process exited:\n  qemu: bad\n"))
    assert str(failure) == "process exited: qemu: bad"


@translated()
def lookup(connection: libvirt.virConnect) -> libvirt.virDomain:
    return connection.lookupByName("nobody")


def test_the_border_lets_no_libvirt_error_through() -> None:
    """As a decorator and around a block; what is not libvirt's passes as it is."""
    connection = libvirt.open("test:///default")
    with pytest.raises(NotFound, match="Domain not found"):
        lookup(connection)
    with pytest.raises(NotFound), translated():
        connection.networkLookupByName("nobody")
    with pytest.raises(ZeroDivisionError), translated():
        assert 1 / 0
    connection.close()
