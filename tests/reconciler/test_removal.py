"""What stays although its manifest is gone: data that somebody names, and all at once."""

from dataclasses import replace

import pytest

from reconciler.case import Limits
from reconciler.plan import Circumstances, plan
from reconciler.steps import Plan, State, Verb
from schemas.facts import Facts, Ref
from schemas.policy import Policy
from state.diagnostics import Where
from state.world import Desired, Host, HostView, Live, Record, World

HOST = "kvm01"
POOL = Ref("StoragePool", HOST, "images")
DISK = Ref("Volume", HOST, "web.qcow2", "images")
OTHER = Ref("Volume", HOST, "over.qcow2", "images")
WEB = Ref("VirtualMachine", HOST, "web")
PATH = "/srv/images/web.qcow2"
THERE = {
    POOL: Live(POOL, "p", {"target.path": "/srv/images"}, {}),
    DISK: Live(DISK, PATH, {"capacity": 1}),
}
KEPT = Record(DISK, PATH, {"capacity": 1}, deletion="delete")


def world(*lives: Live, desired: tuple[Desired, ...] = (), recorded: tuple[Record, ...] = (KEPT,)) -> World:
    """A host with a pool and a volume whose manifest is gone and said that its data may go."""
    objects = {**THERE, **{live.ref: live for live in lives}}
    host = Host(HOST, "qemu:///system")
    view = HostView(HOST, host.uri, up=True, objects=objects)
    wanted = {each.ref: each for each in desired}
    return World({HOST: host}, wanted, {each.ref: each for each in recorded}, {HOST: view})


def wish(ref: Ref, facts: Facts, overlay: str = "") -> Desired:
    return Desired(ref, "u", facts, Policy(), Where("all.yaml"), overlay=overlay)


def decided(found: World, limits: Limits = Limits()) -> Plan:  # noqa: B008 # frozen
    return plan(found, Circumstances(0.0, "mark", limits))


def verbs(found: Plan, ref: Ref) -> list[Verb]:
    return [step.verb for step in found.verdicts[ref].steps]


def test_what_nobody_names_is_deleted() -> None:
    """Its manifest said that it is to go with it."""
    assert verbs(decided(world()), DISK) == [Verb.DELETE]


BY_NAME: Facts = {"disks[a]": True, "disks[a].volume.pool": "images", "disks[a].volume.name": DISK.name}
RAW = f"<domain><devices><disk><source file='{PATH}'/></disk></devices></domain>"
BY_PATH: Facts = {"disks[root]": True, "disks[root].file": PATH}


@pytest.mark.parametrize("found", [
    world(Live(WEB, "w", BY_PATH)),
    world(Live(WEB, "w", BY_NAME)),
    world(Live(WEB, "w", None, BY_PATH)),
    world(Live(OTHER, "/srv/images/over.qcow2", {"backing": PATH})),
    world(Live(WEB, "w", {"disks[root].backing": (f"qcow2 file {PATH}", "end")})),
    world(desired=(wish(WEB, BY_PATH),)),
    world(desired=(wish(WEB, {}, RAW),)),
], ids=["path", "name", "running", "backing", "chain", "manifest", "raw XML"])  # fmt: skip
def test_data_that_somebody_names_stays(found: World) -> None:
    """A machine that is off as well: its disk would be gone when it starts."""
    made = decided(found)
    assert verbs(made, DISK) == []
    assert made.verdicts[DISK].state is State.ORPHANED
    assert [refusal.guard for refusal in made.verdicts[DISK].refusals] == ["in-use"]


def test_a_longer_path_is_another_volume() -> None:
    """Nor is the same name in another pool."""
    near = {
        "disks[root].file": f"{PATH}.bak",
        "disks[b].volume.pool": "fast",
        "disks[b].volume.name": DISK.name,
    }
    assert verbs(decided(world(Live(WEB, "w", near))), DISK) == [Verb.DELETE]


def test_a_machine_that_goes_along_does_not_count() -> None:
    """Both were given up with their data."""
    machine = Live(WEB, "w", BY_PATH, mark="mark")
    gone = Record(WEB, "w", {}, deletion="delete")
    made = decided(world(machine, recorded=(KEPT, gone)), Limits(ratio=1.0))
    assert verbs(made, DISK) == [Verb.DELETE]
    assert verbs(made, WEB) == [Verb.UNDEFINE]


def test_a_machine_whose_manifest_got_another_name_is_not_undefined() -> None:
    """The new one cannot be made beside it either: whoever renames says so to libvirt first."""
    new = Ref("VirtualMachine", HOST, "web-1")
    gone = Record(WEB, "w", {}, deletion="delete")
    wanted = replace(wish(new, {}), uuid="w", pinned=True)
    made = decided(
        world(Live(WEB, "w", {}, mark="mark"), desired=(wanted,), recorded=(gone,)), Limits(ratio=1.0)
    )
    assert verbs(made, WEB) == verbs(made, new) == []
    assert [refusal.guard for refusal in made.verdicts[WEB].refusals] == ["renamed"]
    assert "virsh domrename web web-1" in made.verdicts[new].refusals[0].reason


def test_an_empty_folder_gives_nothing_up() -> None:
    """Nor does one that lost more than the limit; one object may always go, and any confirmed number."""
    refs = [Ref("Network", HOST, f"n{number}") for number in range(3)]
    lives = [Live(ref, "u", {}) for ref in refs]
    records = tuple(Record(ref, "u", {}) for ref in refs)
    empty = world(*lives, recorded=records)
    assert not decided(empty).steps
    assert "are these all the manifests?" in decided(empty).verdicts[refs[0]].refusals[0].reason
    assert len(decided(empty, Limits(allowed=3)).steps) == 3
    assert len(decided(world(*lives, recorded=records[:1])).steps) == 1
    some = replace(empty, desired={WEB: wish(WEB, {})})
    assert len([step for step in decided(some).steps if step.verb is Verb.FORGET]) == 3
    assert not [step for step in decided(some, Limits(deletions=2)).steps if step.verb is Verb.FORGET]


def test_one_file_says_nothing_of_what_is_not_in_it() -> None:
    """Neither is it given up, nor is it a difference."""
    made = decided(replace(world(), complete=False, partial=True))
    assert not made.steps
    assert made.verdicts[DISK].state is State.UNMANAGED
