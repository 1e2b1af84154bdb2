"""`plan` and `drift` change nothing anywhere: no event, no file, no object, on a world with work to do."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import libvirt
import pytest

from state.live.connection import Connection
from state.live.events import Events, Wakeup
from tests.lab import Host
from tests.lab.guest import Guest
from tests.libvirt.site import Site, make_site

Snapshot = tuple[tuple[str, str], ...]


def files(*folders: Path) -> Snapshot:
    """Every file with a digest of what is in it, and every folder."""
    found = sorted(path for folder in folders for path in folder.rglob("*"))
    return tuple(
        (str(path), hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "") for path in found
    )


def objects(connection: libvirt.virConnect) -> Snapshot:
    """Every document of the host."""
    listings: tuple[Callable[[], list[object]], ...] = (
        connection.listAllDomains,
        connection.listAllNetworks,
        connection.listAllStoragePools,
    )  # type: ignore[assignment]  # three classes that share what is asked of them
    return tuple((one.name(), one.XMLDesc(0)) for listing in listings for one in listing())  # type: ignore[attr-defined]


@pytest.fixture
def site(tmp_path: Path, host: Host, guest: Guest) -> Site:
    """A deployed site, with a drift, an edit, a missing object and an orphan to be found."""
    made = make_site(tmp_path, host, guest, "qemu")
    assert made.apply() == 0
    host.virsh("net-autostart", "lan", "--disable")
    host.virsh("desc", "web", "--config", "by-hand")
    host.virsh("vol-delete", "web-data", "images")
    made.write(description="edited")
    return made


def test_looking_changes_nothing(site: Site) -> None:
    """Everything is found, and not so much as an event is caused."""
    heard: list[Wakeup] = []
    with Connection(site.host.uri, "watcher") as connection, Events(heard.append) as events:
        events.watch(connection)
        time.sleep(1.0)  # what the deployment set off has been told
        heard.clear()
        before = files(site.folder, site.host.images), objects(connection.handle)
        for verb in ("plan", "drift", "plan"):
            assert site.report(verb)[0] == 1
        time.sleep(1.0)
        assert heard == []
        assert (files(site.folder, site.host.images), objects(connection.handle)) == before
