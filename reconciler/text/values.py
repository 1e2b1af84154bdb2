"""Single values as people write them: sizes with units, objects as `Kind/name`, times without the T. Pure."""

import json
import re
from collections.abc import Collection

from reconciler.published import Identified, ObjectEntry, Scalar, Shown
from reconciler.steps import State
from schemas import KINDS
from schemas.facts import Ref
from schemas.form import Leaf, slot_at

_UNITS = tuple(
    (f"{prefix}{letter}B", base**power)
    for prefix, letter, base, power in (
        (prefix, letter, base, power)
        for power, prefix in ((5, "P"), (4, "T"), (3, "G"), (2, "M"), (1, "K"))
        for letter, base in (("i", 1024), ("", 1000))
    )
)
_BARE = re.compile(r"[\w./:@+,=<>-]+")
ABSENT = "absent"


def size(count: int) -> str:
    """Bytes in the shortest exact spelling: `4 GiB`, `1536 MiB`, `10 GB`, `513 bytes`."""
    exact = [f"{count // unit} {name}" for name, unit in _UNITS if count and count % unit == 0]
    return min((*exact, f"{count} bytes"), key=lambda spelt: len(spelt.split()[0]))


def human(kind: str, path: str, value: Shown) -> str:
    """A fact's value: a size where the kind's field is one, else as YAML would have it; None is `absent`."""
    if value is None:
        return ABSENT
    if isinstance(value, tuple):
        return " ".join(_scalar(part) for part in value) or "present"
    if isinstance(value, int) and not isinstance(value, bool) and _is_size(kind, path):
        return size(value)
    return _scalar(value)


def _scalar(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _is_size(kind: str, path: str) -> bool:
    spec = next((known.spec for known in KINDS if known.name == kind), None)
    try:
        slot = slot_at(spec, path) if spec is not None else None
    except KeyError:
        return False
    return isinstance(slot, Leaf) and slot.codec.kind == "size"


def named(entry: Identified) -> str:
    """`VirtualMachine/web-1`; a volume's pool comes first: `Volume/default/root.qcow2`."""
    return str(Ref(entry.kind, entry.host, entry.name, entry.pool))


def standing(one: ObjectEntry, now: str = "") -> str:
    """`drifted since 2026-11-22 17:05:00 UTC: why`; a difference first seen `now` has no past to tell."""
    since = f" since {clock(one.since)}" if one.since and one.since != now else ""
    about = one.reason.removeprefix(f"{one.state}: ")
    return f"{words(one.state)}{since}" + (f": {about}" if about else "")


def words(state: State) -> str:
    """`pending restart`."""
    return state.replace("_", " ")


def clock(moment: str) -> str:
    """An RFC 3339 time in UTC as people read it: `2026-11-23 03:10:00 UTC`."""
    return moment.replace("T", " ").removesuffix("Z") + " UTC"


def counted(number: int, noun: str) -> str:
    """`1 object`, `2 objects`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def hosts(names: Collection[str]) -> str:
    """`host kvm01`, `hosts kvm01, kvm02`: a bare name could be any word of the sentence."""
    return f"host{'' if len(names) == 1 else 's'} {', '.join(sorted(names))}"
