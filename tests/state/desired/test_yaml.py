import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.nodes import Node

from state.desired.excerpt import Chunk
from state.desired.files import MAX_BYTES
from state.desired.nodes import Limits, PureParser, compose
from state.desired.text import cut
from state.desired.yaml import Data, parse

SCALARS = [
    ("no", "no"),
    ("on", "on"),
    ("y", "y"),
    ("True", True),
    ("false", False),
    ("~", None),
    ("", None),
    ("Null", None),
    ("52:54:00", "52:54:00"),
    ("1:30", "1:30"),
    ("1_000", "1_000"),
    ("0o17", 15),
    ("0x1F", 31),
    ("017", 17),
    ("-12", -12),
    ("+1", 1),
    ("1e3", 1000.0),
    (".5", 0.5),
    ("1.", 1.0),
    ("2026-11-01", "2026-11-01"),
    ("0b11", "0b11"),
    ("=", "="),
    ('"1"', "1"),
    ("'true'", "true"),
    ("2GiB", "2GiB"),
    ("-", None),
]


def read(text: str) -> dict[str, Data]:
    parsed = parse(Chunk("f", 0, text))
    assert not parsed.diagnostics, parsed.diagnostics
    assert isinstance(parsed.data, dict)
    return parsed.data


@pytest.mark.parametrize(("written", "meant"), SCALARS[:-1])
def test_scalars_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    """None of YAML 1.1's surprises: no is a word, a MAC is no number in base sixty, 1_000 is no thousand."""
    found = read(f"a: {written}\n")["a"]
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize("written", [".inf", "-.INF", ".nan", "1" * 41, "1e999"])
def test_a_number_nobody_can_mean_is_refused(written: str) -> None:
    """Infinity, not-a-number and numbers beyond any use are errors, not values that compare strangely."""
    (found,) = parse(Chunk("f", 0, f"a: {written}")).diagnostics
    assert (found.where.line, found.where.column) == (1, 4)


def test_anchors_and_aliases_are_read() -> None:
    """What stands in two places may be written once."""
    assert read("a: &x {k: [1]}\nb: *x") == {"a": {"k": [1]}, "b": {"k": [1]}}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\n", [1]),
        ("---\na: 1\n---\n\nb: 1\n", [2, 5]),
        ("# comment\n---\na: 1\n...\n---\nb: 1\n", [3, 6]),
        ("%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 1", [3, 7]),
        ("a: 1\n...\nb: 1\n", [1, 3]),
        ("--- {a: 1}\n--- # nothing\n---\n{b: 1}", [1, 4]),
        ("a: |\n  text\n  --- no marker\n---\nb: 1", [1, 5]),
        ("\ufeffa: 1\r\n---\r\nb: 1\r\n", [1, 3]),
        ("a: '--- x'\n----: 1\n", [1]),
        ("", []),
        ("---\n---\n", []),
    ],
)
def test_documents_are_told_apart(text: str, lines: list[int]) -> None:
    """Each document of a file is found, with the line it begins on."""
    found = [(chunk, parse(chunk)) for chunk in cut("f", text.encode()).chunks]
    assert not [parsed.diagnostics for _, parsed in found if parsed.diagnostics]
    assert [chunk.line + parsed.spot.line + 1 for chunk, parsed in found if parsed.data is not None] == lines


def test_a_document_that_does_not_parse_loses_only_itself() -> None:
    """Its neighbours in the same file are read, with their places."""
    chunks = cut("f", b"a: 1\n---\nb: [\n---\nc: \xff\n---\nd: 1\n").chunks
    assert [parse(chunk).data for chunk in chunks] == [{"a": 1}, None, {"d": 1}]


HEAVY = {
    "open lists": "[",
    "open mappings": "{",
    "nested lists": "- ",
    "explicit keys": "? ",
    "items": "1, ",
    "directives": "%\n",
    "keys": "a:\n",
    "anchors": "&a ",
    "aliases": "*a ",
    "tags": "!",
    "words": "a ",
    "tabs": "\t",
    "lines": "\n",
    "document ends": "...\n",
    "documents": "---\n",
    "long word": "x",
    "colons": ":",
    "quotes": '"',
}


@pytest.mark.parametrize("piece", HEAVY.values(), ids=HEAVY)
def test_no_file_takes_long_to_refuse(piece: str) -> None:
    """Whatever fills a file of the largest size, reading it takes a second or two and not minutes."""
    content = (piece * (MAX_BYTES // len(piece))).encode()
    started = time.process_time()
    for chunk in cut("f", content).chunks:
        parse(chunk)
    assert time.process_time() - started < 8


class Pure(Limits, PureParser):
    """The composer that stands in where PyYAML has no libyaml."""


def shape(node: Node | None) -> object:
    if node is None:
        return None
    inner = node.value
    if isinstance(inner, list):
        inner = [tuple(map(shape, each)) if isinstance(each, tuple) else shape(each) for each in inner]
    return node.tag, inner, node.start_mark.line, node.start_mark.column


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.text("ab: #-'\"\n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(data=PLAIN, flow=st.booleans())
def test_both_parsers_find_the_same(data: object, *, flow: bool) -> None:
    """A PyYAML without libyaml reads the same values at the same places, only slower."""
    text = yaml.safe_dump(data, default_flow_style=flow)
    assert shape(Pure(text).get_single_node()) == shape(compose(text))


@given(st.dictionaries(st.text("abcxyz", min_size=1), PLAIN, max_size=4))
def test_what_was_written_is_read_back(data: dict[str, object]) -> None:
    """Data without YAML 1.1's own spellings comes back as it was, whatever its shape."""
    assert read(yaml.safe_dump(data)) == data
