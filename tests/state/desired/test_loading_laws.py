import random
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import KINDS
from schemas.facts import Ref
from schemas.form import Form, Group, Items, slots
from schemas.kind import Kind
from state.desired import Defaults
from state.desired.files import source_of
from state.desired.load import Loaded, load
from state.desired.resolution import Resolution
from state.desired.resolve import resolve
from state.world import Desired
from tests.state.desired.invalid import FOLDER
from tests.state.desired.manifests import machine, manifest, resolved

VALID = (
    manifest("Network", "lan", "spec: {addresses: [{address: 192.0.2.1, prefix: 24}]}"),
    manifest("StoragePool", "fast", "spec: {target: {path: /srv/fast}}"),
    manifest("Volume", "root", "spec: {pool: fast, capacity: 1GiB, format: raw}"),
    machine("web", "  disks: [{name: root, volume: {pool: fast, name: root}}]\n"),
    machine("db", "  interfaces: [{name: lan, network: lan, address: 192.0.2.9}]\n"),
    machine("app", "  interfaces: [{name: lan, network: lan}]\n  title: é, 日本\n"),
)
INVALID = tuple(path.read_text("utf-8") for path in sorted(FOLDER.glob("*/manifest.yaml")))
PIECES = st.sampled_from(
    [line for text in (*VALID, *INVALID) for line in text.splitlines(keepends=True)]
    + [
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "? ",
        "- ",
        "&a ",
        "*a",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "|\n",
        "<<: ",
        "!x ",
        "\t",
    ]
)
LAWFUL = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def everything(resolution: Resolution) -> object:
    """All that a resolution says, comparable."""
    return (
        sorted(resolution.hosts),
        {ref: said(desired) for ref, desired in resolution.desired.items()},
        resolution.frozen,
        resolution.complete,
        [(str(found), found.excerpt) for found in resolution.diagnostics],
    )


def said(desired: Desired) -> tuple[object, ...]:
    return (
        desired.where, desired.uuid, dict(desired.facts), desired.policy, desired.power, desired.references,
        desired.derived,
    )  # fmt: skip


def loaded(content: bytes) -> Loaded:
    return load(source_of("", {"f.yaml": content}))


def encoded(files: Mapping[str, str], previous: Loaded | None = None) -> Loaded:
    return load(source_of("", {name: text.encode() for name, text in files.items()}), previous)


@LAWFUL
@given(st.binary(max_size=400))
def test_no_bytes_are_too_strange(content: bytes) -> None:
    """Whatever is in a file, the answer is a resolution, and every word of it can be printed."""
    resolution = resolve(loaded(content), Defaults())
    assert str(everything(resolution)).encode()


@LAWFUL
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_manifest_is_too_broken(text: str) -> None:
    """Pieces of manifests in any order: never an exception, and what fails is counted as failed."""
    resolution = resolve(loaded(text.encode()), Defaults())
    errors = [found for found in resolution.diagnostics if str(found.severity) == "error"]
    assert resolution.complete is (not errors)
    assert all(found.where.line <= text.count("\n") + 1 for found in resolution.diagnostics)


@LAWFUL
@given(st.sampled_from((*VALID, *INVALID)), st.randoms(use_true_random=False))
def test_no_slip_of_the_finger_is_too_much(text: str, chance: random.Random) -> None:
    """Characters lost, doubled or swapped anywhere in a manifest never raise."""
    characters = list(text)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(characters))
        characters[at] = chance.choice(["", characters[at] * 2, chance.choice(text), "\n", ":", "\x00"])
    assert resolve(loaded("".join(characters).encode()), Defaults()) is not None


@LAWFUL
@given(st.permutations([*VALID, *INVALID[:6]]), st.lists(st.integers(0, 5), min_size=12, max_size=12))
def test_where_a_manifest_stands_does_not_matter(documents: list[str], shares: list[int]) -> None:
    """The same manifests in any files and any order ask for the same objects."""
    files: dict[str, str] = {}
    for share, document in zip(shares, documents, strict=True):
        name = f"{share}.yaml"
        files[name] = f"{files[name]}\n---\n{document}" if name in files else document
    assert asked(files) == asked({f"{n}.yaml": text for n, text in enumerate([*VALID, *INVALID[:6]])})


def asked(files: Mapping[str, str]) -> object:
    """What is wanted of which object, and what is left alone; not where it is said."""
    found = resolve(encoded(files), Defaults())
    wanted = {ref: said(each)[1:] for ref, each in found.desired.items()}
    return wanted, found.frozen, found.complete, sorted(found.hosts)


@LAWFUL
@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from((*VALID, *INVALID)), min_size=1), st.data())
def test_loading_again_reads_only_what_has_changed(files: dict[str, str], data: st.DataObject) -> None:
    """With what was loaded before the result is the same as without; unchanged files are not touched."""
    before = encoded(files)
    changed = data.draw(st.sampled_from(sorted(files)))
    after = {**files, changed: files[changed] + "\n# changed\n"}
    again = encoded(after, before)
    assert everything(resolve(again, Defaults())) == everything(resolve(encoded(after), Defaults()))
    assert {name for name in files if again.entries[name] is not before.entries[name]} == {changed}


@LAWFUL
@given(st.integers(0, 40), st.sampled_from(VALID), st.sampled_from(["spec:\n  zzz: 1\n", "spec: {zzz: 1}\n"]))
def test_an_error_points_at_its_word(lines: int, document: str, wrong: str) -> None:
    """Line and column of an unknown field are those of its name in the file, wherever it stands."""
    head, _, _ = document.partition("spec:")
    text = "# é 日本\n" * lines + "---\n" + document + "\n--- # second\n" + head + wrong
    diagnostics = resolve(loaded(text.encode()), Defaults()).diagnostics
    (error,) = (each for each in diagnostics if "zzz" in each.message)
    assert text.splitlines()[error.where.line - 1][error.where.column - 1 :].startswith("zzz")
    pointed, caret = error.excerpt.splitlines()[-2:]
    assert pointed[caret.index("^") :].startswith("zzz")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_part_of_every_kind_refuses_unknown_fields_by_place(kind: Kind) -> None:
    """However deep a group or list lies, a field that it has not is found at its own line."""
    for path in parts(kind):
        text = manifest(kind.name, "x", nested(("spec", *path)))
        found = [each for each in resolved(text).diagnostics if "zzz" in each.message]
        assert [each.where.line for each in found] == [text.count("\n")], (path, text)


def parts(kind: Kind) -> list[tuple[str, ...]]:
    """The paths of a spec's groups and lists, outermost first."""
    found: list[tuple[str, ...]] = [()]
    waiting: list[tuple[tuple[str, ...], Form]] = [((), kind.spec)]
    while waiting:
        path, spec = waiting.pop()
        for slot in slots(spec):
            if isinstance(slot, Group | Items):
                inner = (*path, slot.name + ("[]" if isinstance(slot, Items) else ""))
                found.append(inner)
                waiting.append((inner, slot.spec))
    return found


def nested(path: tuple[str, ...]) -> str:
    """YAML that opens each step of a path on a line of its own, with an unknown field in the last."""
    text, indent = "", ""
    for step in path:
        listed = step.endswith("[]")
        text += f"{indent}{step.removesuffix('[]')}:\n"
        indent = indent.replace("-", " ") + ("  - " if listed else "  ")
    return text + f"{indent}zzz: 1\n"


def test_a_reference_is_the_name_and_nothing_else() -> None:
    """Objects of another kind or host with the same name do not count as declared."""
    found = resolved(manifest("StoragePool", "lan", "spec: {target: {path: /srv}}"), VALID[5])
    assert found.frozen == {Ref("VirtualMachine", "localhost", "app")}
