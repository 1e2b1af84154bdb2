"""What can be told of a manifest that is not valid: which object it is about, so that it is left alone.

Called by `state.desired.check`. A guess is only ever used to do less.
"""

import re
from dataclasses import replace

from schemas import KINDS
from state.desired.excerpt import Chunk
from state.desired.manifest import Broken
from state.desired.mistakes import closest
from state.desired.yaml import Data
from state.diagnostics import Where

_LINES = 200  # of a document that does not parse; a manifest names its object at the top
_KIND = re.compile(r"""["']?kind["']?\s*:\s*["']?(\w+)""")
_NAME = re.compile(r"""(?<![\w-])name["']?\s*:\s*["']?([\w.+:@-]+)""")
_HOST = re.compile(r"""(?<![\w-])host["']?\s*:\s*["']?([\w.+:@-]+)""")


def known(chunk: Chunk, data: Data) -> Broken:
    """The identity that a document claims, by its data as far as it has any, else by its text."""
    if not isinstance(data, dict):
        return _placed(chunk, _by_text(chunk.text))
    kind, metadata, spec = (data.get(key) for key in ("kind", "metadata", "spec"))
    pool = _text(spec, "pool") if kind == "Volume" else None
    name, host = _text(metadata, "name"), _text(metadata, "host")
    return _placed(chunk, Broken(meant_kind(kind), name or "", host, pool or ""))


def _text(data: Data, key: str) -> str | None:
    value = data.get(key) if isinstance(data, dict) else None
    return str(value) if isinstance(value, str | int) else None


def meant_kind(kind: object) -> str:
    """The kind that was probably meant; empty where none was."""
    names = {name: each.name for each in KINDS for name in (each.name, each.short)}
    return names.get(closest(kind, list(names)) or "", "") if isinstance(kind, str) else ""


def _by_text(text: str) -> Broken:
    lines = text.split("\n", _LINES)[:_LINES]
    kind = next((found[1] for line in lines if (found := _KIND.match(line))), "")
    metadata = "\n".join(_block(lines))
    name, host = _NAME.search(metadata), _HOST.search(metadata)
    return Broken(meant_kind(kind), name[1] if name else "", host[1] if host else None, "")


def _block(lines: list[str]) -> list[str]:
    """The lines of `metadata`."""
    start = next((n for n, line in enumerate(lines) if line.startswith("metadata")), len(lines))
    end = next(
        (n for n in range(start + 1, len(lines)) if lines[n][:1] not in ("", " ", "\t", "#")), len(lines)
    )
    return lines[start:end]


def _placed(chunk: Chunk, broken: Broken) -> Broken:
    """With its place, and an answer to what decides where everything else goes: is it one more host?"""
    may_be_host = broken.kind == "Host" if broken.kind else "uri" in chunk.text
    before = re.match(r"(?:---[^\n]*\n|[ ]*(?:#[^\n]*)?\n)*", chunk.text)
    line = chunk.line + 1 + (before.group().count("\n") if before else 0)
    return replace(broken, where=Where(chunk.file, line, 1), may_be_host=may_be_host)
