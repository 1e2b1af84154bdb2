"""Whatever is changed by hand, anywhere in a document, is seen; it stays until somebody says otherwise."""

from collections.abc import Iterator

import pytest

from tests.lab import Host, Lab
from tests.lab.guest import Guest
from tests.lab.kvm import DomainType
from tests.libvirt.site import Json, Site, changed_paths, make_site, states

OVERLAY = """  xml: |
    <domain>
      <metadata>
        <shop:owner xmlns:shop='urn:example:shop' desk='4'>sales</shop:owner>
      </metadata>
    </domain>
"""
OWNER = "xml:metadata/shop:owner"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, guest: Guest, domain_type: DomainType) -> Iterator[Site]:
    """A site on a host of its own, brought up."""
    folder = tmp_path_factory.mktemp("outside")
    with Lab(folder / "lab") as lab:
        made = make_site(folder, lab.hosts[0], guest, domain_type)
        made.write(foreign="keep")
        assert made.apply() == 0
        yield made


def _redefine(host: Host, old: str, new: str) -> None:
    text = host.virsh("dumpxml", "web", "--inactive")
    assert old in text, text
    host.feed(text.replace(old, new, 1), "define")


def _change(document: Json, path: str) -> Json:
    return next(change for one in document["objects"] for change in one["changes"] if change["path"] == path)


def test_what_no_manifest_mentions_is_reported_and_kept_until_it_is_acknowledged(site: Site) -> None:
    """By its path, with both values; through applies of other things; and put back where policy says so."""
    host = site.host
    assert site.report("drift")[0] == 0
    _redefine(host, "<on_reboot>restart</on_reboot>", "<on_reboot>destroy</on_reboot>")
    _redefine(host, "</devices>", "<watchdog model='i6300esb' action='reset'/></devices>")
    _redefine(host, "</features>", "<pmu state='off'/></features>")
    code, document = site.report("drift")
    assert (code, states(document)["VirtualMachine/web"]) == (1, "drifted")
    assert {"xml:on_reboot", "xml:features/pmu@state"} <= changed_paths(document)
    change = _change(document, "xml:on_reboot")
    assert (change["want"], change["have"], change["cause"]) == ("restart", "destroy", "drifted")
    assert change["reason"] == "outside the manifest"
    seen = changed_paths(document)

    site.write(description="still the web server")
    assert site.apply() == 1
    assert changed_paths(site.report("drift")[1]) == seen

    site.write(foreign="remove")
    assert site.apply() == 0
    text = host.virsh("dumpxml", "web", "--inactive")
    assert "<on_reboot>restart</on_reboot>" in text
    assert "pmu" not in text
    assert "watchdog" not in text
    assert site.report("drift")[0] == 0


def test_what_is_acknowledged_is_the_new_baseline(site: Site) -> None:
    """One command, and the next change is held against it."""
    _redefine(site.host, "<on_crash>destroy</on_crash>", "<on_crash>preserve</on_crash>")
    assert site.report("drift")[0] == 1
    done = site.run("acknowledge", "vm/web", "--source", str(site.folder / "manifests"))
    assert done.returncode == 0, done.stderr
    assert site.report("drift")[0] == 0
    _redefine(site.host, "<on_crash>preserve</on_crash>", "<on_crash>destroy</on_crash>")
    assert _change(site.report("drift")[1], "xml:on_crash")["want"] == "preserve"


def test_what_is_adopted_again_is_what_is_wanted(site: Site) -> None:
    """The manifest says then what somebody made of the machine; what runs has it after its next restart."""
    _redefine(site.host, "<on_crash>destroy</on_crash>", "<on_crash>preserve</on_crash>")
    _redefine(site.host, "<on_reboot>restart</on_reboot>", "<on_reboot>destroy</on_reboot>")
    assert changed_paths(site.report("drift")[1]) == {"xml:on_crash", "xml:on_reboot"}
    manifests = site.folder / "manifests"
    done = site.run("adopt", "vm/web", "--force", "--out", str(manifests))
    assert done.returncode == 0, done.stderr
    assert "onCrash: preserve" in (manifests / "web.yaml").read_text()
    changes = [change for one in site.report("drift")[1]["objects"] for change in one["changes"]]
    assert {change["document"] for change in changes} == {"running"}, changes
    before = site.host.virsh("dumpxml", "web", "--inactive")
    site.apply()
    assert site.host.virsh("dumpxml", "web", "--inactive") == before
    _redefine(site.host, "<on_crash>preserve</on_crash>", "<on_crash>restart</on_crash>")
    assert _change(site.report("drift")[1], "onCrash")["want"] == "preserve"


def test_a_machine_that_waits_for_a_restart_is_taken_over(site: Site) -> None:
    """Nothing has to be done to it, so nobody has to allow anything; it is looked after and waits on."""
    manifests = site.folder / "manifests"
    assert site.run("forget", "vm/web").returncode == 0
    _redefine(site.host, "</features>", "<pmu state='off'/></features>")
    assert site.run("adopt", "vm/web", "--force", "--out", str(manifests)).returncode == 0
    for _ in range(2):
        code, document = site.report("plan")
        assert (code, states(document)["VirtualMachine/web"]) == (1, "pending_restart")
        site.apply()
    assert site.report("plan")[1]["steps"] == []
    _redefine(site.host, "<pmu state='off'/>", "<pmu state='on'/>")
    assert _change(site.report("drift")[1], "features.pmu")["cause"] == "drifted"


def test_a_disk_that_is_called_something_else_stays_plugged_in(site: Site) -> None:
    """Its volume says which one it is; the machine runs on, and gets the new name when it is next defined."""
    before, number = site.host.virsh("domblklist", "web"), site.host.virsh("domid", "web")
    manifest = site.folder / "manifests" / "web.yaml"
    manifest.write_text(manifest.read_text().replace("{name: root,", "{name: system,"))
    code, document = site.report("plan")
    assert (code, changed_paths(document)) == (0, set()), document["steps"]
    assert site.apply() == 0
    assert site.report("plan")[1]["steps"] == []
    manifest.write_text(manifest.read_text().replace("the web server", "another description"))
    assert site.apply() == 0
    assert "ua-system" in site.host.virsh("dumpxml", "web", "--inactive")
    assert site.report("plan")[0] == 0
    assert (site.host.virsh("domblklist", "web"), site.host.virsh("domid", "web")) == (before, number)


def test_an_overlay_is_written_compared_and_released(site: Site) -> None:
    """Raw XML beside the fields: defined, put back when it moves, and left alone when it is taken out."""
    manifest = site.folder / "manifests" / "web.yaml"
    plain = manifest.read_text()
    manifest.write_text(plain + OVERLAY)
    code, document = site.report("plan")
    assert code == 1
    assert {f"{OWNER}@desk", OWNER} <= changed_paths(document)
    assert site.apply() == 1
    assert 'desk="4">sales</shop:owner>' in site.host.virsh("dumpxml", "web", "--inactive")
    changes = [change for one in site.report("drift")[1]["objects"] for change in one["changes"]]
    assert {(change["document"], change["reason"]) for change in changes} == {("running", "needs a restart")}

    _redefine(site.host, 'desk="4"', 'desk="5"')
    change = _change(site.report("drift")[1], f"{OWNER}@desk")
    assert (change["want"], change["have"], change["cause"]) == ("4", "5", "drifted")
    site.apply()
    assert 'desk="4">sales</shop:owner>' in site.host.virsh("dumpxml", "web", "--inactive")

    manifest.write_text(plain)
    assert site.apply() == 0
    assert 'desk="4">sales</shop:owner>' in site.host.virsh("dumpxml", "web", "--inactive")
    _redefine(site.host, 'desk="4"', 'desk="5"')
    assert _change(site.report("drift")[1], f"{OWNER}@desk")["reason"] == "outside the manifest"
