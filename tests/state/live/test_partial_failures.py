"""Absence is not evidence: whichever call fails, no object that exists is ever taken for absent."""

from pathlib import Path
from typing import cast

import libvirt
import pytest

from state.live.connection import Connection, Limits
from state.live.observe import Interest, observe
from state.world import HostView
from tests.fakes.flaky import Fails, Fault, Flaky, libvirt_error
from tests.state.live.node import EVERYTHING, HOST, NOT_THERE, WEB, node_uri

ALL = Interest(EVERYTHING)


def look(uri: str, fault: Fault, previous: HostView | None = None, *, refresh: bool = True) -> HostView:
    """One look, by one thread so that the calls come in one order."""

    def opener(address: str) -> libvirt.virConnect:
        return cast("libvirt.virConnect", Flaky(libvirt.open(address), fault))

    connection = Connection(uri, HOST, Limits(readers=1), opener)
    connection.ensure()
    fault.armed = True
    view = observe(connection, ALL, previous, refresh=refresh)
    fault.armed = False
    connection.close()
    return view


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return node_uri(tmp_path)


@pytest.fixture
def calls(uri: str) -> int:
    """How many calls a look makes."""
    fault = Fault(never)
    view = look(uri, fault)
    assert set(view.objects) == EVERYTHING
    assert fault.calls > 15
    return fault.calls


def losing(number: int) -> Fault:
    """The connection is lost at this call."""
    fault = Fault(never)

    def fails(called: int, _name: str) -> libvirt.libvirtError | None:
        fault.lost = called >= number
        return libvirt_error(libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_FROM_RPC) if fault.lost else None

    fault.fails = fails
    return fault


def never(_number: int, _name: str) -> None:
    """No call fails."""


def at(number: int, error: libvirt.libvirtError) -> Fails:
    return lambda called, _name: error if called == number else None


@pytest.mark.parametrize(
    ("code", "domain"),
    [
        (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_FROM_QEMU),
        (libvirt.VIR_ERR_OPERATION_TIMEOUT, libvirt.VIR_FROM_QEMU),
        (libvirt.VIR_ERR_SYSTEM_ERROR, libvirt.VIR_FROM_STORAGE),
        (libvirt.VIR_ERR_NO_SUPPORT, libvirt.VIR_FROM_NONE),
        (libvirt.VIR_ERR_ACCESS_DENIED, libvirt.VIR_FROM_ACCESS),
    ],
)
def test_one_call_that_fails_makes_nothing_absent(uri: str, calls: int, code: int, domain: int) -> None:
    """Whichever call it is: what exists is seen, or not certain; and most of it is still seen."""
    whole = look(uri, Fault(never))
    for number in range(1, calls + 1):
        view = look(uri, Fault(at(number, libvirt_error(code, domain))))
        assert view.up
        for ref in EVERYTHING:
            assert ref in view.objects or not view.certain(ref), f"call {number} made {ref} look absent"
        for ref, live in view.objects.items():
            expected = whole.objects[ref]
            assert (live.persistent, live.running) == (expected.persistent, expected.running)
        assert view.unlisted > NOT_THERE or view.unknown or set(view.objects) == EVERYTHING
        assert len(view.objects) >= 2, "one failure does not hide everything"


def test_a_connection_lost_in_the_middle_is_a_host_that_is_down(uri: str, calls: int) -> None:
    """From whichever call on: nothing is known, and the view says so."""
    for number in range(1, calls + 1):
        view = look(uri, losing(number))
        assert not view.up
        assert view.error
        assert not any(view.certain(ref) for ref in EVERYTHING)


def test_an_unreadable_document_is_one_unknown_object(uri: str) -> None:
    """A machine whose document libvirt will not give is unknown, with the reason; the rest is read."""
    reads = iter([libvirt_error(libvirt.VIR_ERR_INTERNAL_ERROR, text="cannot format it")])

    def fails(_number: int, name: str) -> libvirt.libvirtError | None:
        return next(reads, None) if name == "XMLDesc" else None

    view = look(uri, Fault(fails))
    assert list(view.unknown.values()) == ["cannot format it"]
    assert len(view.objects) == len(EVERYTHING) - 1


def test_what_vanishes_between_listing_and_reading_is_absent(uri: str) -> None:
    """Only libvirt's own "no such domain" on reading makes it so."""
    reads = iter([libvirt_error(libvirt.VIR_ERR_NO_DOMAIN, libvirt.VIR_FROM_QEMU)])

    def fails(_number: int, name: str) -> libvirt.libvirtError | None:
        return next(reads, None) if name == "XMLDesc" else None

    view = look(uri, Fault(fails))
    (gone,) = EVERYTHING - set(view.objects)
    assert view.certain(gone)
    assert gone.kind == WEB.kind


def test_a_kind_that_cannot_be_listed_says_why(uri: str) -> None:
    """And its volumes with it, where it is the pools."""

    def fails(_number: int, name: str) -> libvirt.libvirtError | None:
        refused = libvirt_error(libvirt.VIR_ERR_NO_SUPPORT, text="no storage driver")
        return refused if name == "listAllStoragePools" else None

    view = look(uri, Fault(fails))
    assert view.unlisted - NOT_THERE == {"StoragePool", "Volume"}
    assert "StoragePool cannot be listed: no storage driver" in view.error


def test_a_failed_look_does_not_spoil_the_next(uri: str, tmp_path: Path) -> None:
    """What was unreadable once is read again, also against the view that lacked it."""
    view = look(uri, Fault(lambda _number, name: libvirt_error(1) if name == "XMLDesc" else None))
    assert len(view.unknown) == len(EVERYTHING)
    assert set(look(uri, Fault(never), view).objects) == EVERYTHING


def test_a_look_that_only_looks_refreshes_nothing(uri: str) -> None:
    """A plan's look makes no pool read its directory and emits no event; a resync's does."""
    names: list[str] = []

    def note(_number: int, name: str) -> None:
        names.append(name)

    look(uri, Fault(note), refresh=False)
    assert "refresh" not in names
    look(uri, Fault(note), refresh=True)
    assert "refresh" in names


def test_a_look_asks_about_no_object_but_for_its_documents(uri: str) -> None:
    """Besides reading documents a look makes the same few calls however many objects there are."""
    names: list[str] = []

    def note(_number: int, name: str) -> None:
        names.append(name)

    look(uri, Fault(note), refresh=False)
    documents = [name for name in names if name == "XMLDesc"]
    assert len(documents) <= 2 * 5 + 2, "two for a machine, a network or a pool; one for a volume"
    assert sorted(name for name in names if name != "XMLDesc") == [
        "getAllDomainStats",
        *(["listAllDomains"] * 5),
        "listAllNWFilters",
        *(["listAllNetworks"] * 4),
        "listAllSecrets",
        *(["listAllStoragePools"] * 4),
        "listAllVolumes",
        "storagePoolLookupByName",
    ]
