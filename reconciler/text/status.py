"""The last report as tables of hosts and objects, printed by `status`. Pure."""

from collections.abc import Collection, Iterator

from reconciler.published import ObjectEntry, Report
from reconciler.steps import State
from reconciler.text.columns import table
from reconciler.text.doubts import silence, silent
from reconciler.text.paint import Colour, paint
from reconciler.text.values import clock, counted, named, words

_HOSTS = ("host", "uri", "state", "error")
_OBJECTS = ("object", "host", "state", "since", "about")


def status(told: Report) -> str:
    """When it was made and from what, the hosts, the objects, and whether all is well."""
    revision = f", revision {told.revision}" if told.revision else ""
    lines = [f"Report of {clock(told.generated_at)}{revision} (virt-reconcile {told.version})", ""]
    lines += [*table(_HOSTS, _hosts(told)), ""]
    if told.objects:
        down = silent(told)
        lines += [*table(_OBJECTS, (_object(one, down) for one in told.objects)), ""]
    return "\n".join([*lines, _sentence(told)]) + "\n"


def _hosts(told: Report) -> Iterator[list[str]]:
    for host in told.hosts:
        yield [host.name, host.uri, paint("up", "green") if host.up else paint("down", "red"), host.error]


def _object(one: ObjectEntry, down: Collection[str]) -> list[str]:
    """The cells of one object. Why its host does not answer is said with the host."""
    state = paint(words(one.state), _colour(one.state))
    paths = ", ".join(dict.fromkeys(change.path for change in one.changes if change.path))
    reason = silence(one.host) if one.host in down else one.reason.removeprefix(f"{one.state}: ")
    return [
        named(one),
        one.host,
        state,
        clock(one.since) if one.since else "",
        "; ".join(filter(None, (reason or paths, _keeps(one)))),
    ]


def _keeps(one: ObjectEntry) -> str:
    return f"has {', '.join(one.keeps)}" if one.keeps else ""


def _colour(state: State) -> Colour:
    colours: dict[State, Colour] = {
        State.IN_SYNC: "green", State.UNMANAGED: "dim", State.SUSPENDED: "dim", State.FAILED: "red",
        State.UNKNOWN: "red", State.REFUSED: "red",
    }  # fmt: skip
    return colours.get(state, "yellow")


def _sentence(told: Report) -> str:
    errors = counted(len(told.diagnostics), "finding") + " about manifests" if told.diagnostics else ""
    if told.in_sync:
        return paint("In sync.", "green")
    return paint("; ".join(part for part in ("Not in sync", errors) if part) + ".", "yellow")
