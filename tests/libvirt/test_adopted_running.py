"""A running guest that was adopted: what its manifest then says is done live, waits, or is refused."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml

from tests.lab import Lab
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.site import Json, Site, changed_paths, make_site

MACHINE = "machines/web.yaml"


@pytest.fixture
def adopted(
    tmp_path_factory: pytest.TempPathFactory, guest: Guest, domain_type: DomainType
) -> Iterator[Site]:
    """A site whose manifests and ledger are others than those that made it: it was adopted while it ran."""
    folder = tmp_path_factory.mktemp("adopted")
    with Lab(folder / "lab") as lab:
        for name in ("made", "again"):
            (folder / name).mkdir()
        made = make_site(folder / "made", lab.hosts[0], guest, domain_type)
        assert made.apply() == 0
        made.console.wait_for("LAB-READY")
        again = replace(made, folder=folder / "again", words={})
        done = again.run("adopt", "--all", "--out", str(again.folder / "manifests"))
        assert done.returncode == 0, done.stdout + done.stderr
        yield again


def edit(site: Site, **fields: object) -> None:
    """Change fields of the machine's manifest."""
    path = site.folder / "manifests" / MACHINE
    manifest = yaml.safe_load(path.read_text())
    manifest["spec"] |= fields
    path.write_text(yaml.safe_dump(manifest))


def outcome(document: Json) -> str:
    """What is said of the machine in the end."""
    (found,) = [one for one in document["objects"] if one["name"] == "web"]
    return str(found["reason"])


def test_an_adopted_guest_runs_on_whatever_its_manifest_says(adopted: Site) -> None:
    """No change at first; then one that is made live, one that waits, one that libvirt refuses by field."""
    host = adopted.host
    incarnation = host.virsh("domid", "web")
    assert adopted.report("plan")[0] == 0, adopted.run("plan", str(adopted.folder / "manifests")).stdout
    assert adopted.apply() == 0
    assert adopted.report("plan")[1]["steps"] == []

    edit(adopted, description="adopted", currentVcpus=3)
    assert adopted.apply() == 0
    adopted.console.wait(lambda tick: tick.cpus == 3)

    edit(adopted, iothreads=1, cpu={"mode": "custom", "model": "kvm64"})
    code, document = adopted.report("apply", "--yes")
    assert code == 1
    assert {"cpu.model"} <= changed_paths(document)
    reasons = {change["reason"] for one in document["objects"] for change in one["changes"]}
    assert reasons == {"needs a restart"}
    assert ">kvm64<" in host.virsh("dumpxml", "web", "--inactive")

    before = host.virsh("dumpxml", "web", "--inactive")
    edit(adopted, redirdevs=[{"name": "stick", "type": "spicevmc"}])
    code, document = adopted.report("apply", "--yes")
    assert code == 2
    assert "refused were redirdevs[stick]" in outcome(document)
    assert host.virsh("dumpxml", "web", "--inactive") == before
    assert host.virsh("domid", "web") == incarnation
    assert "running" in host.virsh("domstate", "web")
