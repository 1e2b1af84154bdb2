"""The drift report: which fields differ, what they are and should be, since when and by whose doing. Pure."""

from collections.abc import Iterator, Sequence

from reconciler.published import ObjectEntry, Report
from reconciler.steps import State
from reconciler.text.changes import differing
from reconciler.text.columns import table
from reconciler.text.doubts import doubts, faults, silence, silent
from reconciler.text.paint import paint
from reconciler.text.values import counted, named, standing

_UNCHANGED = "Nothing was changed outside the manifests."
_CALM = (State.IN_SYNC, State.UNMANAGED)


def drift(told: Report) -> str:
    """Every object that is not as its manifest says, then what could not be looked at, and one sentence."""
    down = silent(told)
    lines = [line for one in told.objects if _worth(one) and one.host not in down for line in _object(one)]
    silences = [paint(f"{silence(host)}: {why}", "red") for host, why in down.items()]
    return "\n".join([*lines, *silences, _sentence(told)]) + "\n"


def _worth(one: ObjectEntry) -> bool:
    return bool(one.changes) or one.state not in _CALM


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
    for host, why in silent(told).items():
        yield paint(f"{silence(host)}, so nothing of it was acknowledged: {why}", "red")
    doubted = doubts(told)
    if not count:
        yield f"Nothing was acknowledged: {', '.join(doubted)}." if doubted else _UNCHANGED


def _object(one: ObjectEntry) -> Iterator[str]:
    yield f"{paint(named(one), 'bold')} on {one.host}: {standing(one)}"
    cells = list(differing(one))
    if cells:
        yield from (f"  {line}" for line in table(("field", "is", "should be", "cause", "note"), cells))


def _sentence(told: Report) -> str:
    """How many of all objects differ: unknown is no difference, and what nobody manages does not count."""
    meant = [one for one in told.objects if one.state is not State.UNMANAGED]
    where = f"{counted(len(meant), 'object')} on {counted(len(told.hosts), 'host')}"
    at = f" (revision {told.revision})" if told.revision else ""
    if told.in_sync:
        return paint(f"In sync: {where}{at}.", "green")
    if not meant and (doubted := doubts(told)):
        return paint(f"Nothing was compared: {', '.join(doubted)}{at}.", "red")
    unknown = sum(one.state is State.UNKNOWN for one in meant)
    differing = sum(_worth(one) for one in meant) - unknown
    rest = [*([f"{unknown} unknown"] if unknown else []), *faults(told)]
    return paint(f"{', '.join([f'{differing} of {where} not as the manifests say', *rest])}{at}.", "yellow")
