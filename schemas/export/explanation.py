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
    if len(parts) == 1 and parts[0] in _SHARED:
        return f"every kind: {parts[0]}\n\n{_listed(_below(KINDS[0], parts[0]))}"
    for candidate in (kind,) if kind else KINDS:
        known = _known(candidate)
        found = known.get(parts[1:] if kind else parts)
        if found is not None:
            return _text(candidate, found)
    raise UnknownFieldError(_advice(path, parts, kind))


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


def _advice(path: str, parts: tuple[str, ...], kind: Kind | None) -> str:
    """What may have been meant: of the kind that was named, or of what all kinds share; else any."""
    names = _names(parts[0] if parts else "", kind)
    lasts = {name.rpartition(".")[2] for name in names}
    near = get_close_matches(".".join(parts), names, 2, 0.8)
    alike = get_close_matches(parts[-1] if parts else "", lasts, 1, 0.75)
    advice = list(dict.fromkeys((*near, *(name for name in names if name.rpartition(".")[2] in alike))))[:3]
    hint = _hint(parts[0] if parts else "", kind)
    if not advice:
        return f"no field is at {path!r}; {hint}"
    return f"no field is at {path!r}; did you mean {_either(advice)}? Else {hint}"


def _hint(first: str, kind: Kind | None) -> str:
    """Where to look on: at the kind or part that was named, or at all of them."""
    if kind is not None or first in _SHARED:
        word = kind.short if kind else first
        return f"see what there is with `explain {word}`"
    return f"begin with one of {', '.join((*(each.short for each in KINDS), *_SHARED))}"


def _names(first: str, kind: Kind | None) -> list[str]:
    """The fields that a path which begins so may mean."""
    if kind is None and first in _SHARED:
        return [entry.path for entry in entries(KINDS[0]) if entry.path.startswith(f"{first}.")]
    kinds = KINDS if kind is None else (kind,)
    return [f"{each.short}.{_KEYS.sub('', entry.path)}" for each in kinds for entry in entries(each)]


def _either(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _kind_text(kind: Kind) -> str:
    text = (kind.model.__doc__ or "").strip()
    return f"{kind.name} ({kind.short})\n\n{text}\n\n{_listed(_below(kind, 'spec'))}"


def _below(kind: Kind, path: str) -> list[Entry]:
    """The fields right below a path."""
    return [entry for entry in entries(kind) if entry.path.rpartition(".")[0] == path]


def _text(kind: Kind, entry: Entry) -> str:
    shared = entry.path.partition(".")[0] in _SHARED
    default = "none: it must be said" if entry.required else entry.default
    if entry.price and not default and not entry.path.endswith("]"):
        default = "none: left as it is"
    if entry.path.startswith("policy.") and default and not entry.required:
        default = f"{default}, where neither the Host nor the settings say it"
    facts = {
        "type": entry.type.replace("`", ""),
        "default": default,
        "in XML": entry.place,
        "price": _ADVICE.get(entry.price, entry.price),
    }
    lines = [f"{name:<8} {value}" for name, value in facts.items() if value]
    title = f"every kind: {entry.path}" if shared else f"{kind.name}: {entry.path}"
    parts = [title, entry.meaning, "\n".join(lines), _listed(_below(kind, entry.path))]
    return "\n\n".join(part for part in parts if part)


def _listed(found: list[Entry]) -> str:
    """Names and meanings, aligned."""
    if not found:
        return ""
    width = max(len(entry.name) for entry in found)
    return "fields\n" + "\n".join(f"  {entry.name:<{width}}  {entry.meaning}" for entry in found)
