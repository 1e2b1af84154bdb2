"""Attributes that an edit of raw XML puts others in place of."""

import pytest

from reconciler.diff import Sides
from reconciler.edit import Sources, redefined
from reconciler.exchange import exchanged
from reconciler.outside import differences
from reconciler.steps import Cause
from schemas import kind_named, overlay, xml
from schemas.facts import Facts, Ref
from schemas.whole import Whole, pack
from state.world import Live

MACHINE = kind_named("VirtualMachine").spec
REF = Ref("VirtualMachine", "kvm01", "web", "")
SECRET = "xml:devices/disk[vda]/encryption/secret"
FIELDS: Facts = {"disks[root]": True, "disks[root].target": "vda", "disks[root].file": "/a"}


def fragment(attributes: str, driver: str = "") -> str:
    inner = f"<encryption format='luks'><secret type='passphrase' {attributes}/></encryption>"
    return f"<domain><devices><disk><target dev='vda'/>{driver}{inner}</disk></devices></domain>"


def definition(attributes: str) -> str:
    disk = fragment(
        attributes, "<driver name='qemu' cache='none'/><source file='/a'/><alias name='ua-root'/>"
    )
    return disk.replace("<disk>", "<disk type='file'>")


def stated(text: str, fields: Facts = FIELDS) -> Facts:
    return {**fields, **overlay.facts(overlay.stated(xml.parse(text)))}


OLD, NEW = fragment("uuid='u'"), fragment("usage='disk'")


def test_an_attribute_in_place_of_another_takes_its_place() -> None:
    """libvirt refuses a secret that has both."""
    want, recorded = stated(NEW), stated(OLD)
    assert exchanged(MACHINE, want, recorded) == {f"{SECRET}@uuid"}
    sources = Sources(want, NEW, pack(definition("uuid='u'")), recorded)
    document = redefined(
        MACHINE, xml.parse(definition("uuid='u'")), [f"{SECRET}@usage", f"{SECRET}@uuid"], sources
    )
    secret = document.find("devices/disk/encryption/secret")
    assert secret is not None
    assert dict(secret.attrib) == {"type": "passphrase", "usage": "disk"}


@pytest.mark.parametrize(("have", "cause"), [("u", Cause.EDITED), ("of another hand", Cause.CONFLICT)])
def test_it_is_told_once_and_is_not_outside_the_manifest(have: str, cause: Cause) -> None:
    """Whoever moved it meanwhile: the manifest says that it is to go."""
    want, recorded = stated(NEW), stated(OLD)
    facts = xml.read(MACHINE, xml.parse(definition(f"uuid='{have}'")))
    live = Live(REF, "u", facts, whole=Whole(pack(definition(f"uuid='{have}'"))))
    sides = Sides(MACHINE, want, recorded, live, NEW, Whole(pack(definition("uuid='u'"))))
    changes = {change.path: change for change in differences(sides)}
    assert set(changes) == {f"{SECRET}@usage", f"{SECRET}@uuid"}
    gone = changes[f"{SECRET}@uuid"]
    assert (gone.want, gone.have, gone.cause) == (None, have, cause)
    assert not gone.outside(want)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (fragment("uuid='u'"), fragment("")),
        (fragment("uuid='u'"), fragment("uuid='v'")),
        (fragment(""), fragment("usage='disk'")),
        (fragment("uuid='u'"), "<domain><devices><disk><target dev='vda'/></disk></devices></domain>"),
    ],
    ids=["taken out", "changed", "added", "element taken out"],
)
def test_nothing_else_is_exchanged(before: str, after: str) -> None:
    """What is only taken out is released."""
    assert exchanged(MACHINE, stated(after), stated(before)) == frozenset()


def test_what_a_field_states_now_stays() -> None:
    """The overlay said it, and a field says it since."""
    before = fragment("uuid='u'", "<driver cache='none'/>")
    after = fragment("uuid='u'", "<driver rerror_policy='stop'/>")
    assert exchanged(MACHINE, stated(after), stated(before)) == {"xml:devices/disk[vda]/driver@cache"}
    fields = {**FIELDS, "disks[root].cache": "none"}
    assert exchanged(MACHINE, stated(after, fields), stated(before)) == frozenset()
