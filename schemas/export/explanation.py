"""`explain`: what one field means, looks like and costs. Called by the command line."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from schemas import KINDS
from schemas.export.catalogue import Entry, entries
from schemas.kind import Kind

_KEYS = re.compile(r"\[[^\]]*\]")
_SHARED = ("metadata", "policy")
_ADVICE: Mapping[str, str] = {
    "live": "live: a running one is changed at once",
    "restart": "restart: a running one has it after its next restart",
    "made anew": "made anew: nothing that exists can be changed so",
}


class UnknownFieldError(LookupError):
    """No field has this path. The message says which ones are like it."""


def explain(path: str) -> str:
    """The text about a field, group, list or kind: `vm.spec.disks.bus`, `vm.memory`, `policy.restart`, `vm`.

    Keys of items and `spec` may be left out. UnknownFieldError where there is no such field.
    """
    parts = tuple(part for part in _KEYS.sub("", path).strip(". ").split(".") if part)
    kind = _kind(parts[0]) if parts else None
    if kind is not None and parts[1:] in ((), ("spec",)):
        return _kind_text(kind)
    for candidate in (kind,) if kind else KINDS:
        known = _known(candidate)
        found = known.get(parts[1:] if kind else parts)
        if found is not None:
            return _text(candidate, found)
    raise UnknownFieldError(_advice(path, parts))


def _kind(word: str) -> Kind | None:
    return next((kind for kind in KINDS if word.lower() in (kind.short, kind.name.lower())), None)


def _known(kind: Kind) -> Mapping[tuple[str, ...], Entry]:
    """Every way to name a field of the kind, with and without `spec`."""
    found: dict[tuple[str, ...], Entry] = {}
    for entry in entries(kind):
        parts = tuple(_KEYS.sub("", entry.path).split("."))
        found[parts] = entry
        if parts[0] == "spec":
            found.setdefault(parts[1:], entry)
    return found


def _advice(path: str, parts: tuple[str, ...]) -> str:
    names = [f"{kind.short}.{_KEYS.sub('', entry.path)}" for kind in KINDS for entry in entries(kind)]
    lasts = {name.rpartition(".")[2] for name in names}
    near = get_close_matches(".".join(parts), names, 2, 0.8)
    alike = get_close_matches(parts[-1] if parts else "", lasts, 1, 0.75)
    advice = list(dict.fromkeys((*near, *(name for name in names if name.rpartition(".")[2] in alike))))[:3]
    if advice:
        return f"no field is at {path!r}; did you mean {_either(advice)}?"
    return f"no field is at {path!r}; begin with one of {', '.join(kind.short for kind in KINDS)}"


def _either(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _kind_text(kind: Kind) -> str:
    top = [entry for entry in entries(kind) if entry.path.count(".") == 1 and entry.path.startswith("spec.")]
    return f"{kind.name} ({kind.short})\n\n{(kind.model.__doc__ or '').strip()}\n\n{_listed(top)}"


def _text(kind: Kind, entry: Entry) -> str:
    shared = entry.path.partition(".")[0] in _SHARED
    default = "none: it must be said" if entry.required else entry.default
    if entry.price and not default and not entry.path.endswith("]"):
        default = "none: left as it is"
    facts = {
        "type": entry.type.replace("`", ""),
        "default": default,
        "in XML": entry.place,
        "price": _ADVICE.get(entry.price, entry.price),
    }
    lines = [f"{name:<8} {value}" for name, value in facts.items() if value]
    title = f"every kind: {entry.path}" if shared else f"{kind.name}: {entry.path}"
    inner = [one for one in entries(kind) if one.path.rpartition(".")[0] == entry.path]
    parts = [title, entry.meaning, "\n".join(lines), _listed(inner)]
    return "\n\n".join(part for part in parts if part)


def _listed(found: list[Entry]) -> str:
    """Names and meanings, aligned."""
    if not found:
        return ""
    width = max(len(entry.name) for entry in found)
    return "fields\n" + "\n".join(f"  {entry.name:<{width}}  {entry.meaning}" for entry in found)
