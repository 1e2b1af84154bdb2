"""A saved plan holds while nothing moved that decides what would be done, and no longer."""

from collections.abc import Mapping
from dataclasses import fields, replace

import pytest

from reconciler.cli.fleet import seal
from reconciler.fingerprint import fingerprint
from reconciler.loop import Cycle
from reconciler.plan import Circumstances, plan
from schemas.facts import Facts, Ref
from schemas.policy import Deletion, Policy, RunStrategy
from schemas.whole import Whole, pack
from state.diagnostics import Where
from state.world import Deposit, Desired, Host, HostView, Live, Record, World

WEB, DISK = Ref("VirtualMachine", "kvm01", "web"), Ref("Volume", "kvm01", "disk", "images")
POOL = Ref("StoragePool", "kvm01", "images")
MARK = "our-mark"
FACTS: Facts = {"memory": 2**30}
DESIRED = Desired(WEB, "u-1", FACTS, Policy(), Where("web.yaml"), power=RunStrategy.HALTED)
RECORD = Record(WEB, "u-1", {**FACTS, "active": True})
LIVE = Live(WEB, "u-1", FACTS, FACTS, mark=MARK)

MOVED_DESIRED: Mapping[str, object] = {
    "uuid": "u-2", "facts": {"memory": 2**31}, "policy": Policy(deletion=Deletion.DELETE),
    "power": RunStrategy.ALWAYS, "references": frozenset({POOL}), "pinned": True,
    "derived": frozenset({"memory"}), "content": "/img/other.img", "build": True, "stop_timeout": 1.0,
    "force_stop": True, "overlay": "<domain><!-- another --></domain>",
}  # fmt: skip
MOVED_RECORD: Mapping[str, object] = {
    "uuid": "u-2", "facts": {"memory": 2**31}, "deletion": "delete", "intent": "create",
    "whole": Whole(pack("<domain/>")),
}  # fmt: skip
MOVED_LIVE: Mapping[str, object] = {
    "uuid": "u-2", "persistent": {}, "running": None, "mark": "another", "keeps": ("NVRAM",),
    "whole": Whole(pack("<domain><memory>1</memory></domain>")),
}  # fmt: skip
# Where it is written, what people call it by, whose turn it was: none of it decides what a step does.
UNMOVED_DESIRED: Mapping[str, object] = {
    "where": Where("other.yaml", 7), "labels": {"tier": "web"},
    "deposits": (Deposit("value", "file", "/secret", Where("web.yaml")),),
}  # fmt: skip
UNMOVED_RECORD: Mapping[str, object] = {"adopted": True, "attempts": {"memory": 1}, "since": 7.0}
UNMOVED_LIVE: Mapping[str, object] = {"reason": "crashed"}


def world(desired: Desired | None, record: Record | None, live: Live | None, uri: str = "test:///") -> World:
    view = HostView("kvm01", uri, up=True, objects={live.ref: live} if live else {})
    return World(
        {"kvm01": Host("kvm01", uri)},
        {desired.ref: desired} if desired else {},
        {record.ref: record} if record else {},
        {"kvm01": view},
    )


def planned(seen: World) -> Cycle:
    return Cycle(seen, plan(seen, Circumstances(0.0, MARK)))


def with_one(part: str, name: str, value: object) -> World:
    """The world with one field of one of its three sides as given."""
    sides: dict[str, Desired | Record | Live] = {"desired": DESIRED, "record": RECORD, "live": LIVE}
    sides[part] = replace(sides[part], **{name: value})  # type: ignore[arg-type]  # of every field's type
    desired, record, live = sides.values()
    assert isinstance(desired, Desired)
    assert isinstance(record, Record)
    assert isinstance(live, Live)
    return world(desired, record, live)


def cases(**sides: Mapping[str, object]) -> list[tuple[str, str, object]]:
    return [(side, name, value) for side, values in sides.items() for name, value in values.items()]


@pytest.mark.parametrize(
    ("part", "name", "value"), cases(desired=MOVED_DESIRED, record=MOVED_RECORD, live=MOVED_LIVE)
)
def test_what_decides_moves_the_fingerprint(part: str, name: str, value: object) -> None:
    """Every single part of each side that a step is made or carried out from."""
    before, after = world(DESIRED, RECORD, LIVE), with_one(part, name, value)
    assert fingerprint(before, [WEB]) != fingerprint(after, [WEB])


@pytest.mark.parametrize(
    ("part", "name", "value"), cases(desired=UNMOVED_DESIRED, record=UNMOVED_RECORD, live=UNMOVED_LIVE)
)
def test_what_decides_nothing_leaves_it(part: str, name: str, value: object) -> None:
    """A manifest that moved to another file, or a drift that was noted, spoils no saved plan."""
    before, after = world(DESIRED, RECORD, LIVE), with_one(part, name, value)
    assert fingerprint(before, [WEB]) == fingerprint(after, [WEB])


@pytest.mark.parametrize(
    ("side", "known"),
    [
        (Desired, {**MOVED_DESIRED, **UNMOVED_DESIRED}),
        (Record, {**MOVED_RECORD, **UNMOVED_RECORD}),
        (Live, {**MOVED_LIVE, **UNMOVED_LIVE}),
    ],
)
def test_every_part_of_a_side_is_one_or_the_other(side: type, known: Mapping[str, object]) -> None:
    """A new field cannot be left out of the fingerprint by forgetting it."""
    assert {each.name for each in fields(side)} - {"ref"} == known.keys()


def test_a_seal_sees_what_would_be_done_otherwise() -> None:
    """Another file in a volume, a disk that is formatted, a guest that is switched off: the same verbs."""
    volume = Desired(DISK, "", {"capacity": 2**20}, Policy(), Where("f"), content="/img/debian.img")
    pool = Desired(POOL, "u-2", {"type": "disk"}, Policy(), Where("f"))
    pairs = [
        (world(volume, None, None), world(replace(volume, content="/img/other.img"), None, None)),
        (world(pool, None, None), world(replace(pool, build=True), None, None)),
        (world(DESIRED, RECORD, LIVE), world(replace(DESIRED, force_stop=True), RECORD, LIVE)),
        (world(DESIRED, None, None), world(DESIRED, None, None, uri="test:///other")),
    ]
    for before, after in pairs:
        first, second = planned(before), planned(after)
        assert first.plan.steps
        assert first.plan.steps == second.plan.steps
        assert seal(first) != seal(second)


def test_a_seal_holds_what_a_step_says_of_itself() -> None:
    """What goes along with a machine that is given up is told in the step alone."""
    record, off = replace(RECORD, deletion="delete"), replace(LIVE, running=None)
    bare, kept = (planned(world(None, record, live)) for live in (off, replace(off, keeps=("snapshots",))))
    assert [step.verb for step in bare.plan.steps] == [step.verb for step in kept.plan.steps]
    assert seal(bare) != seal(kept)
    assert seal(bare) != seal(replace(bare, plan=kept.plan))


def test_a_seal_holds_while_nothing_moves() -> None:
    """Another look at the same, later, is the same plan."""
    seen = world(DESIRED, RECORD, LIVE)
    later = Cycle(seen, plan(seen, Circumstances(1e9, MARK)), now=1e9)
    assert planned(seen).plan.steps
    assert seal(planned(seen)) == seal(later)
