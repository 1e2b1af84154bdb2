import textwrap

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.adoption import Note
from state.desired.excerpt import Chunk
from state.desired.rendering import rendered
from state.desired.yaml import parse

# What other readers of YAML, and careless writers, stumble over.
TRICKY = (
    *(
        "yes",
        "No",
        "on",
        "off",
        "y",
        "n",
        "~",
        "null",
        "",
        "true",
        "FALSE",
        "=",
        "<<",
        "*a",
        "&a",
        "!t",
        "- a",
    ),
    *("52:54:00:11:22:33", "1:20", "0755", "0o17", "0x1f", "1e3", "1_000", ".5", "1.", "+1", ".inf", "-.INF"),
    *(
        "2026-11-26",
        "a: b",
        "a #b",
        "#",
        "a:",
        "'",
        '"',
        "%",
        "@",
        "`",
        "{",
        "]",
        ",",
        "|",
        ">",
        "\\",
        "---",
        "...",
    ),
    *(
        " lead",
        "trail ",
        "two\nlines",
        "two\nlines\n",
        "\n",
        "\nfirst",
        "  in\n lines",
        "tab\tin",
        "trail \nnext",
    ),
    *("a\u2028b", "\ufeff", "☃", "𑙙", "9" * 50),
)
# What XML 1.0 can hold, and so libvirt can answer.
characters = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t"
)
texts = st.one_of(st.sampled_from(TRICKY), st.text(characters, max_size=40))
scalars = st.one_of(texts, st.integers(-(2**63), 2**63), st.booleans())
keys = st.text("abcdefgh", min_size=1, max_size=6)
data = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4), st.dictionaries(keys, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


def read(text: str) -> object:
    """What our own loader reads."""
    found = parse(Chunk("a.yaml", 0, text))
    assert not found.diagnostics, (found.diagnostics, text)
    return found.data


@given(st.dictionaries(keys, data, min_size=1, max_size=4))
@example({"list": list(TRICKY), "items": [{"a": one} for one in TRICKY]})
def test_what_is_written_is_read_back(written: dict[str, object]) -> None:
    """Our loader, which reads YAML 1.2, finds each value as it was, and as the same type."""
    assert read(rendered(written)) == written


@given(st.dictionaries(keys, data, min_size=1, max_size=4))
@example({"items": [{"a": one} for one in TRICKY]})
def test_older_readers_find_the_same(written: dict[str, object]) -> None:
    """Whoever reads YAML 1.1 (most other programs) finds no other type in it either."""
    assert yaml.safe_load(rendered(written)) == written


@given(st.dictionaries(keys, data, min_size=1, max_size=3), st.text(characters, max_size=300))
def test_a_comment_changes_nothing(written: dict[str, object], text: str) -> None:
    """Whatever a note says, it is a comment, wherever it is put."""
    first = next(iter(written))
    assert read(rendered(written, [Note((), text), Note((first,), text)])) == written


def test_lists_and_comments_stand_where_people_put_them() -> None:
    """Items below their field, a note above what it is about, text in lines as a block."""
    written = {
        "spec": {
            "boot": ["hd", "cdrom"],
            "disks": [{"name": "vda", "tags": [{"id": 1}]}, {"name": "vdb"}],
            "xml": "<a>\n  <b/>\n</a>\n",
        }
    }
    notes = [
        Note((), "all of it"),
        Note(("spec", "disks", 1, "name"), "the second"),
        Note(("spec", "xml"), "raw"),
    ]
    assert rendered(written, notes) == textwrap.dedent("""\
        # all of it
        spec:
          boot: [hd, cdrom]
          disks:
            - name: vda
              tags:
                - id: 1
            # the second
            - name: vdb
          # raw
          xml: |
            <a>
              <b/>
            </a>
        """)


def test_a_long_note_is_broken_into_lines() -> None:
    """No line of a comment is longer than a screen is wide."""
    text = rendered({"a": {"b": 1}}, [Note(("a", "b"), "word " * 60)])
    assert all(len(line) <= 100 for line in text.splitlines())
    assert text.count("  # word") == 4
