"""What moves outside the manifests of networks, pools and volumes; what libvirt does by itself is silent."""

from collections.abc import Iterator

import pytest

from tests.lab import Lab
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.site import Site, changed_paths, make_site


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, guest: Guest, domain_type: DomainType) -> Iterator[Site]:
    """A site without its machine."""
    folder = tmp_path_factory.mktemp("kinds")
    with Lab(folder / "lab") as lab:
        made = make_site(folder, lab.hosts[0], guest, domain_type)
        (folder / "manifests" / "web.yaml").unlink()
        assert made.apply() == 0
        yield made


def redefined(site: Site, kind: str, name: str, old: str, new: str) -> None:
    """As `virsh net-edit` and the like do it."""
    text = site.host.virsh(f"{kind}-dumpxml", name, "--inactive")
    assert old in text, text
    site.host.feed(text.replace(old, new, 1), f"{kind}-define")


def paths(site: Site) -> set[str]:
    """What the drift report names."""
    return changed_paths(site.report("drift")[1])


def test_a_network_part_that_no_manifest_mentions_is_seen(site: Site) -> None:
    """A domain beside the declared DHCP range, and its going; an item of a list by the list's own path."""
    redefined(site, "net", "lan", "<ip address", "<domain name='shop.example'/><ip address")
    assert paths(site) == {"xml:domain@name"}
    redefined(
        site, "net", "lan", "<domain name='shop.example'/>", "<dns><txt name='owner' value='us'/></dns>"
    )
    assert paths(site) == {"dns.txt[owner]"}
    text = site.host.virsh("net-dumpxml", "lan", "--inactive")
    site.host.feed(text[: text.index("<dns>")] + text[text.index("</dns>") + 6 :], "net-define")
    assert paths(site) == set()


def test_a_pool_that_goes_down_and_a_pool_that_is_looked_at_have_not_moved(site: Site) -> None:
    """Its folder's mode is in the definition while it is up; its counters move all the time."""
    (site.host.images / "other.img").write_bytes(bytes(1 << 20))
    site.host.virsh("pool-refresh", "images")
    assert paths(site) == set()
    site.host.virsh("pool-destroy", "images")
    assert paths(site) == {"active"}
    site.host.virsh("pool-start", "images")
    assert paths(site) == set()


def test_a_pool_part_that_no_manifest_mentions_is_seen(site: Site) -> None:
    """The mode that its folder is to have."""
    mode = "<permissions><mode>0700</mode></permissions>"
    text = site.host.virsh("pool-dumpxml", "images", "--inactive")
    before = text[text.index("<permissions>") : text.index("</permissions>") + 14]
    redefined(site, "pool", "images", before, mode)
    site.host.virsh("pool-destroy", "images")
    assert "active" in paths(site)
    site.host.virsh("pool-start", "images")
    site.host.images.chmod(0o700)
    site.host.virsh("pool-refresh", "images")
    assert "xml:target/permissions/mode" in paths(site)
    site.host.images.chmod(0o755)
    site.host.virsh("pool-refresh", "images")


def test_a_volume_that_is_written_to_has_not_moved_and_one_that_is_given_away_has(site: Site) -> None:
    """Allocation and times are nobody's setting; who owns the file is."""
    image = site.host.images / "web-data"
    image.write_bytes(b"1" * (8 << 20))
    site.host.virsh("pool-refresh", "images")
    assert paths(site) == set()
    image.chmod(0o640)
    site.host.virsh("pool-refresh", "images")
    assert paths(site) == {"xml:target/permissions/mode"}
