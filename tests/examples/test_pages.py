import re
import shlex
from contextlib import suppress
from pathlib import Path

import click
import pytest
import yaml

from reconciler.cli.program import program
from reconciler.settingsfile import SettingsFile
from state.desired import Defaults, read
from state.desired.files import source_of
from state.desired.load import load
from state.diagnostics import Severity
from tests.examples.pages import ROOT, Block, bare, blocks, commands, links, named_files, pages

TUTORIAL = ROOT / "docs" / "tutorial.md"
YAML = [block for page in pages() for block in blocks(page) if block.language == "yaml"]
COMMANDS = sorted({command for page in pages() for command in commands(page)})


def said(block: Block) -> list[object]:
    return [one for one in yaml.safe_load_all(block.text) if one is not None]


def is_manifest(block: Block) -> bool:
    return "apiVersion:" in block.text


def complaints(block: Block) -> list[str]:
    """What is wrong with a block of manifests, or of settings."""
    if is_manifest(block):
        found = load(source_of("page", {"block.yaml": block.text.encode()})).diagnostics
        return [str(one) for one in found if one.severity is Severity.ERROR]
    for one in said(block):
        if isinstance(one, dict) and "scrape_configs" not in one:
            SettingsFile.model_validate(one)
    return []


@pytest.mark.parametrize("block", YAML, ids=str)
def test_yaml_on_a_page_is_what_the_program_reads(block: Block) -> None:
    """Whoever copies a manifest or settings from a page gets no error."""
    assert said(block)
    assert complaints(block) == []


def test_the_manifests_of_the_tutorial_are_a_whole_folder(tmp_path: Path) -> None:
    """Typed into a folder as the page says, they refer to nothing that is not there."""
    manifests = (block for block in YAML if block.page == TUTORIAL and is_manifest(block))
    for number, block in enumerate(manifests):
        (tmp_path / f"{number}.yaml").write_text(block.text)
    found = read(tmp_path, Defaults("qemu:///system"))
    assert found.desired
    assert [str(one) for one in found.diagnostics if one.severity is Severity.ERROR] == []


def parsed(line: str) -> click.Context:
    """The context of a command line, understood to its last word and not carried out."""
    words = shlex.split(line)[1:]
    outer = program.make_context("virt-reconcile", words)
    name, verb, rest = program.resolve_command(outer, [*outer._protected_args, *outer.args])
    assert verb is not None
    assert name is not None
    return verb.make_context(name, rest, parent=outer)


def placed(line: str) -> str:
    """A pattern of a command (`[PATH]`, `KIND/NAME`), with something in place of what it leaves open."""
    filled = line.replace("KIND/NAME", "vm/web-1").replace("DIR", "/tmp").replace("FILE", "plan.json")
    return re.sub(r"\[[^\]]*\]", "", filled)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_on_a_page_can_be_typed(line: str) -> None:
    """Its verb and every option exist and take what is given. A sentence may name a verb alone."""
    with suppress(click.exceptions.Exit):  # --help
        if len(line.split()) > 2:
            parsed(placed(line))
        else:
            assert line.split()[1].startswith("-") or line.split()[1] in program.commands


def test_a_command_that_does_not_exist_is_found() -> None:
    """A page that names an option or verb of yesterday does not pass."""
    with pytest.raises(click.UsageError):
        parsed("virt-reconcile plan --colour")
    with pytest.raises(click.UsageError):
        parsed("virt-reconcile deploy")


def test_what_follows_a_command_on_its_line_is_no_part_of_it() -> None:
    """Pipes, comments and redirections are the shell's."""
    assert bare("virt-reconcile drift m -o json | jq .objects") == "virt-reconcile drift m -o json"
    assert bare("virt-reconcile plan m   # changes nothing") == "virt-reconcile plan m"


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    """Every relative link of a page has a file at its end."""
    missing = [link for link in links(page) if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_file_that_a_page_names_exists(page: Path) -> None:
    """`tests/laws/test_rules.py` in a sentence is there to be opened; a star stands for a name."""
    missing = [name for name in named_files(page) if not any(ROOT.glob(name.rstrip("/")))]
    assert missing == []


def test_the_pages_hold_what_these_tests_look_for() -> None:
    """The tests above are about something: there are blocks, commands and links."""
    assert len(YAML) > 5
    assert len(COMMANDS) > 15
    assert sum(1 for page in pages() for _ in links(page)) > 15
