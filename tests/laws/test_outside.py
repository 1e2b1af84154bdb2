"""Nothing moves unseen: laws of the comparison with the settled documents, on many sorts of parts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reconciler.diff import Sides
from reconciler.edit import Sources, redefined
from reconciler.outside import differences
from reconciler.readback import Job, baseline
from reconciler.steps import Cause, Change, Document, State, Verdict
from schemas import kind_named, xml
from schemas.facts import GENERIC, Facts, Ref
from schemas.overlay import graft, lies_in
from schemas.walk import anchors, walk
from schemas.whole import Whole, pack
from state.world import Live, Record

KIND = kind_named("VirtualMachine")
REF = Ref("VirtualMachine", "h", "web")
FIRST = """
<domain type='kvm' id='3'>
  <name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
  <metadata><a:a xmlns:a='urn:a' one='1'>text</a:a></metadata>
  <memory unit='KiB'>262144</memory><vcpu placement='static'>2</vcpu>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os>
  <features><acpi/><apic eoi='on'/></features>
  <clock offset='utc'><timer name='rtc' tickpolicy='catchup'/></clock>
  <on_reboot>restart</on_reboot>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/a'/>
      <target dev='vda' bus='virtio'/><address type='pci' bus='0x04'/></disk>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/></interface>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <redirdev bus='usb' type='tcp'><source mode='connect' host='a' service='1'/></redirdev>
    <graphics type='vnc' passwd='hidden' port='5900'/>
  </devices>
</domain>
"""
SECOND = """
<domain type='kvm' id='3'>
  <name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
  <metadata><a:a xmlns:a='urn:a' one='2'>other</a:a><b xmlns='urn:b'/></metadata>
  <memory unit='KiB'>262144</memory><vcpu placement='auto'>2</vcpu>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='network'/><boot dev='hd'/></os>
  <features><apic eoi='off'/><pmu state='off'/></features>
  <clock offset='localtime'><timer name='rtc' tickpolicy='delay'/>
    <timer name='pit' tickpolicy='delay'/></clock>
  <on_crash>preserve</on_crash>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/><source file='/a'/>
      <target dev='vda' bus='virtio'/><address type='pci' bus='0x05'/><geometry cyls='4'/></disk>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>
      <mtu size='9000'/></interface>
    <rng model='virtio'><backend model='random'>/dev/random</backend><rate bytes='9'/></rng>
    <watchdog model='i6300esb' action='reset'/>
    <graphics type='vnc' passwd='secret' port='5901'/>
  </devices>
</domain>
"""
WANT: Facts = {
    "type": "kvm", "memory": 256 << 20, "vcpus": 2, "disks[root]": True, "disks[root].file": "/a",
    "disks[root].target": "vda", "disks[root].bus": "virtio", "interfaces[lan]": True,
    "interfaces[lan].network": "lan", "interfaces[lan].mac": "52:54:00:00:00:01", "clock.offset": "utc",
}  # fmt: skip
LEAVES = sorted(
    {*walk(xml.parse(FIRST)), *walk(xml.parse(SECOND))}
    - anchors(xml.parse(FIRST)) - anchors(xml.parse(SECOND))
)  # fmt: skip
BY_FIELD = {
    "clock@offset": "clock.offset"
}  # the field that declares a leaf, or the list that its element is in
BY_LIST = {"devices/rng": "rngs[", "devices/watchdog": "watchdogs[", "devices/graphics": "graphics["}
some = st.sets(st.sampled_from(LEAVES))


def moved(paths: set[str]) -> str:
    """The first document with some leaves as the second has them."""
    root = xml.parse(FIRST)
    graft(root, xml.parse(SECOND), sorted(paths))
    return xml.text_of(root)


def live(text: str, running: str = "") -> Live:
    """The object as libvirt would show it, secrets sealed."""
    facts = xml.read(KIND.spec, xml.parse(text))
    return_ = Live(REF, "u", facts, whole=Whole(pack(text), pack(running), "3" if running else ""))
    return_ = replace(return_, running=xml.read(KIND.spec, xml.parse(running))) if running else return_
    return return_.sealed(b"key")


def found(before: Live, now: Live) -> tuple[Change, ...]:
    """What is said of the way from one to the other, but that devices which were there before are foreign."""
    changes = differences(Sides(KIND.spec, WANT, WANT, now, settled=before.whole))
    there = [side for side in (before.persistent, before.running) if side]
    return tuple(
        one for one in changes if one.want is not None or not any(one.path in side for side in there)
    )


def told(changes: tuple[Change, ...], path: str) -> bool:
    """Whether a change names the leaf, or an element that it lies in, or the field that declares it."""
    stem = BY_LIST.get(path.partition("[")[0], BY_FIELD.get(path, "-"))
    by_field = any(change.path.startswith(stem) for change in changes)
    return by_field or any(lies_in(path, change.path.removeprefix(GENERIC)) for change in changes)


@given(some)
def test_every_leaf_that_moved_is_named_and_nothing_else(paths: set[str]) -> None:
    """Whatever moved in a definition, and however much of it at once."""
    now = live(moved(paths))
    changes = found(live(FIRST), now)
    before, after = walk(xml.parse(FIRST)), walk(xml.parse(moved(paths)))
    for path in LEAVES:
        differs = before.get(path) != after.get(path)
        assert differs <= told(changes, path), path
    for change in changes:
        path = change.path.removeprefix(GENERIC)
        assert change.cause is Cause.DRIFTED
        declared = path.startswith((*BY_FIELD.values(), *BY_LIST.values()))
        assert declared or before.get(path) != after.get(path), path


@given(some)
def test_no_secret_is_told(paths: set[str]) -> None:
    """A password that changed is said to have changed, and is not shown."""
    text = repr(found(live(FIRST), live(moved(paths))))
    assert "hidden" not in text
    assert "secret" not in text


@given(some, some)
def test_a_running_document_that_moved_away_from_its_definition_is_named(
    early: set[str], late: set[str]
) -> None:
    """Only against the definition and the same run's own baseline at once: a start makes values up."""
    before, now = live(FIRST, moved(early)), live(FIRST, moved(late))
    running = [
        one for one in found(before, now) if one.document is Document.RUNNING and one.path.startswith(GENERIC)
    ]
    defined, first, last = (
        walk(xml.parse(text), running=True) for text in (FIRST, moved(early), moved(late))
    )
    for change in running:
        path = change.path.removeprefix(GENERIC)
        assert last.get(path) != first.get(path)
        assert last.get(path) != defined.get(path)
    another = replace(now, whole=replace(now.whole, run="4"))
    assert [one for one in found(before, another) if one.path.startswith(GENERIC)] == []


@given(some)
def test_what_is_put_back_is_as_it_was(paths: set[str]) -> None:
    """The step that policy allows leaves nothing but secrets, which are never written from a digest."""
    before, now = live(FIRST), live(moved(paths))
    changes = found(before, now)
    document = redefined(
        KIND.spec, xml.parse(moved(paths)), [change.path for change in changes],
        Sources(WANT, settled=before.whole.persistent),
    )  # fmt: skip
    left = found(before, live(xml.text_of(document)))
    assert [change.path for change in left if not change.path.endswith("@passwd")] == []


@given(some, some)
def test_a_step_of_ours_hides_no_drift(drift: set[str], step: set[str]) -> None:
    """The baseline after a step is what there is, but for what had moved before: that is still reported."""
    step = {path for path in step if not any(lies_in(path, one) or lies_in(one, path) for one in drift)}
    before, seen = live(FIRST), live(moved(drift))
    changes = tuple(replace(change, reason="outside the manifest") for change in found(before, seen))
    record = Record(REF, "u", WANT, whole=before.whole)
    job = Job(Verdict(REF, State.DRIFTED, changes), None, record, seen)
    after = live(moved(drift | step))
    kept = replace(after, whole=baseline(job, WANT, after))
    told_now = {change.path for change in found(kept, after) if change.path.startswith(GENERIC)}
    assert {change.path for change in changes if change.path.startswith(GENERIC)} == told_now
