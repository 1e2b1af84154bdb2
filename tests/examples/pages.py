"""Reads the project's own pages for the tests beside this: fenced blocks, commands and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(virt-reconcile [^`]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_FILE = re.compile(r"`((?:schemas|state|reconciler|tests|docs|deploy|examples)/[\w./*-]+)`")
_NAME = "virt-reconcile "


@dataclass(frozen=True)
class Block:
    """One fenced block of a page: its language, its text and the line where the text begins."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Every Markdown page but the generated reference."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return sorted(page for page in found if ROOT / "docs" / "reference" not in page.parents)


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        yield Block(page, text.count("\n", 0, found.start(2)) + 1, found[1], found[2])


def commands(page: Path) -> Iterator[str]:
    """Every command line of ours on a page, what comes after a pipe or a comment cut off."""
    for block in blocks(page):
        if block.language in ("sh", "console"):
            lines = block.text.replace("\\\n", " ").splitlines()
            typed = (line.strip().removeprefix("$ ").removeprefix("sudo ") for line in lines)
            yield from (bare(line) for line in typed if line.startswith(_NAME))
    yield from (bare(found) for found in _INLINE.findall(page.read_text("utf-8")))


def bare(line: str) -> str:
    """A command without redirection, comment, and what follows it on its line."""
    return re.split(r"\s+(?:#|\||>|&&|;)", line)[0].rstrip("…. ").replace(" …", "")


def links(page: Path) -> Iterator[str]:
    """Where the page's relative links lead."""
    outside = ("http:", "https:", "mailto:")
    return (found for found in _LINK.findall(page.read_text("utf-8")) if not found.startswith(outside))


def named_files(page: Path) -> list[str]:
    """The files and folders of the repository that the page's sentences name, stars and all."""
    return _FILE.findall(page.read_text("utf-8"))
