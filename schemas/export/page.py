"""The field reference: a page of Markdown for each kind, and one for what all share. See `docs/reference`."""

from collections.abc import Iterator, Mapping
from inspect import cleandoc

from schemas import KINDS
from schemas.export.catalogue import Entry, entries
from schemas.kind import Kind

_NOTE = "<!-- Made from the fields by `python -m tests.schemas.reference`. -->"
_LEGEND = """\
A field that is left out and has no default is left as libvirt has it. *Price* is what a change costs
something that runs: *live* nothing, *restart* a restart of the machine (the network, the pool), *made anew*
the object.
`[]` stands for an item of a list, which is named by the field that the list says."""

_INHERITED = """\
What a manifest leaves out of `policy` its Host's policy says, then the settings'; the defaults here hold
where none of them says anything."""


def pages() -> Mapping[str, str]:
    """File name to text of every page of the reference."""
    return {f"{kind.short}.md": page(kind) for kind in KINDS} | {"manifest.md": _envelope()}


def page(kind: Kind) -> str:
    """The fields of a kind's spec."""
    own = [entry for entry in entries(kind) if entry.path.startswith("spec.")]
    doc = cleandoc(kind.model.__doc__ or "")
    return _page(f"{kind.name}: fields of `spec`", doc, own)


def _envelope() -> str:
    shared = [entry for entry in entries(KINDS[0]) if not entry.path.startswith("spec.")]
    return _page("What every manifest says: `metadata` and `policy`", _INHERITED, shared)


def _page(title: str, text: str, found: list[Entry]) -> str:
    parts = [_NOTE, f"# {title}", text, _LEGEND, *_sections(found)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _sections(found: list[Entry]) -> Iterator[str]:
    """One table for each group and list, in the order in which they come."""
    parents = dict.fromkeys(entry.path.rpartition(".")[0] for entry in found)
    for parent in parents:
        rows = [entry for entry in found if entry.path.rpartition(".")[0] == parent]
        yield f"## `{parent}`\n\n" + _table(rows)


def _table(rows: list[Entry]) -> str:
    head = "| field | type | default | price | in the XML | meaning |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(_row(entry) for entry in rows)])


def _row(entry: Entry) -> str:
    default = "required" if entry.required else f"`{entry.default}`" if entry.default else ""
    place = f"`{entry.place}`" if entry.place else ""
    cells = (f"`{entry.name}`", entry.type, default, entry.price, place, entry.meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
