"""Every case of a secret, filter, network, pool and volume on real libvirt: it has what is asked for."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from lxml import etree

from reconciler import edit
from reconciler.steps import Verb
from schemas import kind_named, xml
from schemas.facts import Ref
from tests.cases.written import Case, cases
from tests.lab import Host
from tests.lab.commands import output
from tests.libvirt.workbench import Manifest, Workbench, loop_device, stated, workbench

KINDS = ("Secret", "NetworkFilter", "Network", "StoragePool", "Volume")
ALL = [case for kind in KINDS for case in cases(kind_named(kind))]
LINKS = (("br0", "bridge", ""), ("hv0", "veth", "hv1"), ("hv2", "veth", "hv3"))
SIZES = {"loop0": 64 * 2**20, "loop1": 64 * 2**20, "loop2": 128 * 2**20}
SCHEMAS = {"Network": "network", "StoragePool": "storagepool", "Volume": "storagevol"}


@pytest.fixture
def bench(host: Host) -> Iterator[Workbench]:
    """An empty host with a bridge and network interfaces of its own."""
    for name, kind, peer in LINKS:
        more = ("peer", peer) if peer else ()
        assert host.run(["ip", "link", "add", name, "up", "type", kind, *more]).returncode == 0
    with workbench(host) as bench:
        yield bench


@pytest.fixture
def places(bench: Workbench, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """What the gaps of a manifest stand for: folders of the host, and blank loop devices."""
    with ExitStack() as stack:
        loops = {
            name: stack.enter_context(loop_device(tmp_path / name, size)) for name, size in SIZES.items()
        }
        stack.callback(bench.host.empty)
        btrfs = bench.host.images / "btrfs"
        btrfs.mkdir()
        if knows_btrfs():
            output(["mkfs.btrfs", "--quiet", loops["loop2"]])
            assert bench.host.run(["mount", loops["loop2"], str(btrfs)]).returncode == 0
        part = f"{Path(loops['loop0']).name}p1"
        secret = tmp_path / "secret"
        secret.write_bytes(b"\x00\xffhunter2\n")
        yield {
            "secret": str(secret),
            "images": str(bench.host.images),
            "btrfs": str(btrfs),
            "part": part,
            **loops,
        }


def knows_btrfs() -> bool:
    """Whether this kernel has the one file system that `cow` and `nocow` are for."""
    return "\tbtrfs\n" in Path("/proc/filesystems").read_text()


def lacks_functions(manifest: Manifest) -> bool:
    """Whether a network gives out virtual functions that this machine has not got."""
    addresses = manifest.facts.get("forward.addresses", ())
    assert isinstance(addresses, tuple)
    return not all(Path(f"/sys/bus/pci/devices/{address}/physfn").exists() for address in addresses)


def beyond(bench: Workbench, manifest: Manifest) -> bool:
    """Whether this libvirt was built without the pool's type, or this machine without its hardware or file
    system.
    """
    capabilities = xml.parse(bench.connection.getStoragePoolCapabilities())
    lacking = {pool.get("type") for pool in capabilities.iterfind("pool[@supported='no']")}
    copying = not knows_btrfs() and manifest.facts.keys() & {"cow", "nocow"}
    if copying or lacks_functions(manifest):
        return True
    return manifest.ref.kind == "StoragePool" and manifest.facts.get("type") in lacking


def judged_by_schema(manifest: Manifest) -> None:
    """libvirt's own schema takes the document, and what is read from it is what was asked for."""
    document = edit.built(type(manifest.spec), edit.Sources(manifest.facts), {"name": manifest.ref.name})
    schema = Path(f"/usr/share/libvirt/schemas/{SCHEMAS[manifest.ref.kind]}.rng")
    etree.RelaxNG(etree.parse(schema)).assertValid(xml.parse(xml.text_of(document)))
    have = xml.read(type(manifest.spec), document)
    assert {path: have.get(path) for path in manifest.facts} == manifest.facts


@pytest.mark.parametrize("case", ALL, ids=str)
def test_what_is_asked_for_is_what_libvirt_has(
    case: Case, bench: Workbench, places: Mapping[str, str]
) -> None:
    """Each stated fact is read back from the definition, and from the running document where there is one."""
    for kind, name, spec in case.documents(places):
        manifest = Manifest(Ref(kind.name, "localhost", name, getattr(spec, "pool", "")), spec)
        if beyond(bench, manifest):
            judged_by_schema(manifest)
            continue
        bench.bring(manifest)
        assert bench.differences(manifest) == {}
        if manifest.active and kind.has_power:
            assert bench.differences(manifest, running=True) == {}
        again(bench, manifest)


def again(bench: Workbench, manifest: Manifest) -> None:
    """What libvirt has can be stated by a valid manifest, which asks for nothing else and makes it anew."""
    kind = kind_named(manifest.ref.kind)
    given: dict[str, object] = {"active": manifest.active} if kind.has_power else {}
    if manifest.ref.kind == "Secret":
        given["value"] = getattr(manifest.spec, "value", None)
    if kind.holds_data:
        given["pool"] = manifest.ref.scope
    whole = Manifest(manifest.ref, stated(type(manifest.spec), bench.facts(manifest), given))
    assert bench.differences(whole) == {}
    assert manifest.facts.keys() <= whole.facts.keys()
    if not kind.holds_data:
        if kind.has_power:
            bench.perform(Verb.STOP, whole)
        bench.perform(Verb.UNDEFINE, whole)
        bench.bring(whole)
        assert bench.differences(whole) == {}
