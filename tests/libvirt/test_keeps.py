"""Snapshots, a managed save and the like: shown in the report, and still there after a redefinition."""

from collections.abc import Iterator

import pytest

from tests.lab import Lab
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.site import Site, make_site


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, guest: Guest, domain_type: DomainType) -> Iterator[Site]:
    """A site whose machine is left on or off, as people have it."""
    folder = tmp_path_factory.mktemp("keeps")
    with Lab(folder / "lab") as lab:
        made = make_site(folder, lab.hosts[0], guest, domain_type)
        manifest = folder / "manifests" / "storage.yaml"
        manifest.write_text(manifest.read_text().replace("format: raw", "format: qcow2"))
        manual(made)
        assert made.apply() == 0
        yield made


def manual(site: Site, description: str = "as it is") -> None:
    """Write the machine with a run strategy that never touches its power."""
    site.write(description=description, memory="256MiB", vcpus="3")
    manifest = site.folder / "manifests" / "web.yaml"
    manifest.write_text(manifest.read_text().replace("spec:\n", "spec:\n  runStrategy: Manual\n", 1))
    storage = site.folder / "manifests" / "storage.yaml"
    storage.write_text(storage.read_text().replace("format: raw", "format: qcow2"))


def keeps(site: Site) -> list[str]:
    """What the report says that libvirt has of the machine."""
    (found,) = [one for one in site.report("drift")[1]["objects"] if one["name"] == "web"]
    words: list[str] = found["keeps"]
    return words


def test_a_redefinition_keeps_snapshots_and_a_managed_save(site: Site) -> None:
    """Both are in the report, and a changed description leaves both where they are."""
    host = site.host
    assert keeps(site) == []
    host.virsh("snapshot-create-as", "web", "before")
    host.virsh("start", "web")
    site.console.wait_for("LAB-READY")
    host.virsh("managedsave", "web")
    assert keeps(site) == ["managed save", "snapshots"]
    manual(site, "changed since")
    assert site.apply() == 0
    assert "changed since" in host.virsh("dumpxml", "web", "--inactive")
    assert keeps(site) == ["managed save", "snapshots"]
    assert "before" in host.virsh("snapshot-list", "web", "--name")
    host.virsh("start", "web")
    assert "running" in host.virsh("domstate", "web")
    assert keeps(site) == ["snapshots"]
