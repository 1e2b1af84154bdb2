from collections.abc import Callable
from pathlib import Path
from typing import cast

import libvirt
import pytest

from state.live.connection import Connection, Limits
from state.live.glance import glance
from state.live.observe import Interest, Seen, observe
from state.world import HostView
from tests.fakes.flaky import Fails, Fault, Flaky, libvirt_error
from tests.state.live.node import DATA, EVERYTHING, HOST, IMAGES, ROOT, WEB, node_uri

ALL = Interest(EVERYTHING)
POOL = frozenset({IMAGES})


def seen(connection: Connection) -> Seen:
    """What a look at everything shows."""
    view = observe(connection, ALL)
    assert isinstance(view, Seen)
    return view


def stopped(connection: Connection) -> None:
    connection.handle.storagePoolLookupByName("images").destroy()


def started(connection: Connection) -> None:
    connection.handle.storagePoolLookupByName("images").create()


def gone(connection: Connection) -> None:
    stopped(connection)
    connection.handle.storagePoolLookupByName("images").undefine()


def without_data(connection: Connection) -> None:
    connection.handle.storagePoolLookupByName("images").storageVolLookupByName("data.raw").delete()


def said(view: HostView) -> tuple[object, ...]:
    """What is known and what is not."""
    facts = {ref: (live.persistent, live.running) for ref, live in view.objects.items()}
    return view.up, facts, view.unknown, [ref for ref in sorted(EVERYTHING) if view.certain(ref)]


@pytest.mark.parametrize(
    "happenings",
    [(stopped,), (stopped, started), (gone,), (without_data,)],
    ids=["stop", "start", "go", "delete"],
)
def test_a_look_at_a_pool_says_of_its_volumes_what_a_look_at_everything_says(
    connection: Connection, happenings: tuple[Callable[[Connection], None], ...]
) -> None:
    """They come and go with it, and no event tells of them."""
    view: HostView = seen(connection)
    for happens in happenings:
        happens(connection)
        assert isinstance(view, Seen)
        view = glance(connection, POOL, view, ALL)
        assert said(view) == said(seen(connection))


def test_volumes_of_a_stopped_pool_are_unknown_and_not_absent(connection: Connection) -> None:
    """Absence is not evidence, and neither is a pool that shows nothing."""
    before = seen(connection)
    stopped(connection)
    view = glance(connection, POOL, before, ALL)
    assert view.unknown == dict.fromkeys((ROOT, DATA), "the pool images is not active")
    assert not {ROOT, DATA} & view.objects.keys()


def test_what_did_not_change_is_the_same_object_again(connection: Connection) -> None:
    """Whatever was computed from it still holds."""
    before = seen(connection)
    view = glance(connection, POOL | {WEB}, before, ALL)
    assert all(view.objects[ref] is before.objects[ref] for ref in EVERYTHING)


def test_volumes_that_nobody_asks_for_are_not_looked_at(connection: Connection) -> None:
    """There may be thousands."""
    before = observe(connection, Interest(EVERYTHING - {DATA}))
    assert isinstance(before, Seen)
    view = glance(connection, POOL, before, Interest(EVERYTHING - {DATA}))
    assert set(view.objects) == EVERYTHING - {DATA}


def test_whichever_call_fails_no_volume_that_exists_is_taken_for_absent(tmp_path: Path) -> None:
    """Not even where libvirt says in the middle that there is no such pool."""
    for code in (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_ERR_NO_STORAGE_POOL):
        for number in range(1, calls(tmp_path) + 1):
            view = glanced(node_uri(tmp_path), Fault(at(number, libvirt_error(code))))
            assert all(ref in view.objects or not view.certain(ref) for ref in (ROOT, DATA))


def at(number: int, error: libvirt.libvirtError) -> Fails:
    return lambda called, _name: error if called == number else None


def calls(folder: Path) -> int:
    """How many calls a look at the pool makes."""
    fault = Fault(lambda _called, _name: None)
    assert set(glanced(node_uri(folder), fault).objects) == EVERYTHING
    return fault.calls


def glanced(uri: str, fault: Fault) -> HostView:
    """A look at the pool and what it has, by one thread so that the calls come in one order."""

    def opener(address: str) -> libvirt.virConnect:
        return cast("libvirt.virConnect", Flaky(libvirt.open(address), fault))

    with Connection(uri, HOST, Limits(readers=1), opener) as connection:
        before = seen(connection)
        fault.armed = True
        view = glance(connection, POOL, before, ALL)
        fault.armed = False
        return view
