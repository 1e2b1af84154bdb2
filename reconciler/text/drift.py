"""The drift report: which fields differ, what they are and should be, since when and by whose doing. Pure."""

from collections.abc import Iterator, Sequence

from reconciler.published import ObjectEntry, Report
from reconciler.steps import State
from reconciler.text.changes import differing
from reconciler.text.columns import table
from reconciler.text.doubts import doubts, silence, silent
from reconciler.text.paint import paint
from reconciler.text.values import counted, named, standing

_UNCHANGED = "Nothing was changed outside the manifests."
_CALM = (State.IN_SYNC, State.UNMANAGED)


def drift(told: Report) -> str:
    """Every object that is not as its manifest says, then one sentence; where all is well, that alone."""
    differing_objects = [one for one in told.objects if one.changes or one.state not in _CALM]
    lines = [line for one in differing_objects for line in _object(one)]
    down = [f"{host.name} does not answer: {host.error}" for host in told.hosts if not host.up]
    return (
        "\n".join([*lines, *(paint(line, "red") for line in down), _sentence(told, len(differing_objects))])
        + "\n"
    )


def acknowledged(objects: Sequence[ObjectEntry], told: Report) -> str:
    """What was accepted as it is, object by object, and what could not be looked at."""
    lines = [f"{paint(named(one), 'bold')} on {one.host}: acknowledged" for one in objects]
    tables = [table(("field", "is", "was"), (cells[:3] for cells in differing(one))) for one in objects]
    accepted = [
        line
        for head, rows in zip(lines, tables, strict=True)
        for line in (head, *(f"  {row}" for row in rows))
    ]
    return "\n".join([*accepted, *_accepted(told, len(objects))]) + "\n"


def _accepted(told: Report, count: int) -> Iterator[str]:
    """The end of an acknowledgement. What was not looked at may well have been changed."""
    for host in silent(told):
        yield paint(f"{silence(host)}, so nothing of it was acknowledged: {host.error}", "red")
    doubted = doubts(told)
    if not count:
        yield f"Nothing was acknowledged: {', '.join(doubted)}." if doubted else _UNCHANGED


def _object(one: ObjectEntry) -> Iterator[str]:
    yield f"{paint(named(one), 'bold')} on {one.host}: {standing(one)}"
    cells = list(differing(one))
    if cells:
        yield from (f"  {line}" for line in table(("field", "is", "should be", "cause", "note"), cells))


def _sentence(told: Report, count: int) -> str:
    managed = sum(one.state is not State.UNMANAGED for one in told.objects)
    where = f"{counted(managed, 'managed object')} on {counted(len(told.hosts), 'host')}"
    at = f" (revision {told.revision})" if told.revision else ""
    if told.in_sync:
        return paint(f"In sync: {where}{at}.", "green")
    return paint(f"{count} of {where} not as the manifests say{at}.", "yellow")
