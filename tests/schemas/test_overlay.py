"""Generic facts into a document: grafting, what an overlay states, and what counts as one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import xml
from schemas.overlay import alike, graft, stated
from schemas.walk import anchors, walk

HERE = """
<domain type='qemu'>
  <memory unit='KiB'>1024</memory>
  <features><acpi/></features>
  <devices>
    <disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
    <redirdev bus='usb' type='spicevmc'/>
  </devices>
</domain>
"""
THERE = """
<domain type='kvm'>
  <memory unit='KiB'>2048</memory>
  <features><apic eoi='on'/></features>
  <devices>
    <disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/>
      <geometry cyls='16' heads='2'/></disk>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
  <qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
    <qemu:arg value='-S'/></qemu:commandline>
</domain>
"""
NAMES = anchors(xml.parse(HERE)) | anchors(xml.parse(THERE))
PATHS = sorted(
    {*walk(xml.parse(HERE)), *walk(xml.parse(THERE))} - NAMES
)  # without its name nothing is itself


@given(st.sets(st.sampled_from(PATHS)))
def test_a_graft_moves_what_it_names_and_nothing_else(paths: set[str]) -> None:
    """Each leaf named is as in the source, or gone with it; every other leaf is what it was."""
    target, source = xml.parse(HERE), xml.parse(THERE)
    before, wanted = walk(target), walk(source)
    graft(target, source, sorted(paths))
    after = walk(target)
    came = {path for path in wanted if path.endswith("]") and path not in before and path in after}
    for path in {*before, *wanted, *after}:
        brought = any(path.startswith(item) for item in came)
        gone = any(path.startswith(item) for item in paths if item.endswith("]") and item not in wanted)
        expected = wanted if path in paths or brought else {} if gone else before
        assert after.get(path) == expected.get(path), path


def test_a_graft_of_everything_is_the_source() -> None:
    """So a document that moved can be put back as a whole."""
    target, source = xml.parse(HERE), xml.parse(THERE)
    graft(target, source, PATHS)
    assert walk(target) == walk(source)


@pytest.mark.parametrize(
    ("stated", "left"),
    [("usage='disk'", {"usage"}), ("uuid='v'", {"uuid"}), ("usage='disk' uuid='v'", {"usage", "uuid"})],
)
def test_what_cannot_stand_beside_it_gives_way(stated: str, left: set[str]) -> None:
    """libvirt refuses a secret with both; where somebody states both, it is libvirt that says so."""
    target = xml.parse("<volume><encryption><secret type='passphrase' uuid='u'/></encryption></volume>")
    source = xml.parse(f"<volume><encryption><secret {stated}/></encryption></volume>")
    graft(target, source, walk(source))
    secret = target.find("encryption/secret")
    assert secret is not None
    assert set(secret.attrib) == {"type"} | left


def test_what_says_which_device_is_meant_is_not_stated() -> None:
    """A disk stands in an overlay around one attribute: its target is a key and no wish."""
    overlay = "<domain><devices><disk><target dev='vda'/><geometry cyls='16'/></disk></devices></domain>"
    assert stated(xml.parse(overlay)) == {"devices/disk[vda]": "", "devices/disk[vda]/geometry@cyls": "16"}


@pytest.mark.parametrize(
    ("want", "have", "same"),
    [
        ("0x1f", "31", True), ("007", "7", True), (" a ", "a", True),
        ("52:54:00:AB:00:01", "52:54:00:ab:00:01", True),
        ("Web", "web", False), ("1", "2", False), ("on", "1", False),
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_one_however_they_are_spelt(want: str, have: str, same: bool) -> None:  # noqa: FBT001
    """libvirt prints numbers and MACs its own way; words and paths it leaves alone."""
    assert alike(want, have) is same
